import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../../command.ts"
import { reportFlags } from "../../config/flags.ts"

export default class Rules extends AuditCommand {
  static override summary = "List the rules."
  static override examples = ["<%= config.bin %> rules --area maintenance", "<%= config.bin %> rules --json"]
  static override flags = {
    config: reportFlags.config,
    profile: reportFlags.profile,
    area: reportFlags.area,
    json: Flags.boolean({ summary: "As JSON, with all that is known of each." }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Rules)
    const { listRules } = await import("../../use-cases/explain.ts")
    process.stdout.write(await listRules(flags))
  }
}
