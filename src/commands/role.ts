import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"

export default class Role extends AuditCommand {
  static override summary = "Print the least Azure role that the selected rules need."
  static override description =
    "The built-in Reader role has all of it; this is for those who want to grant less."
  static override examples = [
    "<%= config.bin %> role > role.json && az role definition create --role-definition @role.json",
    "<%= config.bin %> role --profile baseline --format terraform",
  ]
  static override flags = {
    config: reportFlags.config,
    profile: reportFlags.profile,
    area: reportFlags.area,
    rule: reportFlags.rule,
    "skip-rule": reportFlags["skip-rule"],
    subscription: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: "Subscription the role may be assigned in.",
      env: "AZURE_SUBSCRIPTION_ID",
      default: ["00000000-0000-0000-0000-000000000000"],
    }),
    format: Flags.option({ options: ["json", "terraform"] as const, default: "json" })({
      summary: "How to print it.",
    }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Role)
    const { printRole } = await import("../use-cases/role.ts")
    process.stdout.write(await printRole(flags))
  }
}
