import * as Args from "@oclif/core/args"
import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"

export default class Explain extends AuditCommand {
  static override summary = "Say what a rule means, how it is decided and how to fix it."
  static override examples = [
    "<%= config.bin %> explain auth-reads-enforced",
    "<%= config.bin %> explain --guest-script",
  ]
  static override args = { rule: Args.string({ description: "Id of the rule." }) }
  static override flags = {
    config: reportFlags.config,
    "guest-script": Flags.boolean({ summary: "Print the script whose output --guest-output takes." }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const { explainRule, guestScript } = await import("../use-cases/explain.ts")
    process.stdout.write(flags["guest-script"] ? await guestScript() : await explainRule(args.rule, flags))
  }
}
