import * as Args from "@oclif/core/args"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"

export default class Replay extends AuditCommand {
  static override summary = "Judge saved evidence again, without a network."
  static override description =
    "The same evidence, rules and options give the same report. Exits as run does."
  static override examples = ["<%= config.bin %> replay evidence.json --format html=audit.html"]
  static override args = {
    evidence: Args.string({ required: true, description: "File that --save-evidence wrote." }),
  }
  static override flags = reportFlags

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Replay)
    const { replay } = await import("../use-cases/audit.ts")
    process.exitCode = await replay(args.evidence, flags)
  }
}
