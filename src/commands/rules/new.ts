import * as Args from "@oclif/core/args"
import { AuditCommand } from "../../command.ts"

export default class RulesNew extends AuditCommand {
  static override summary = "Begin a rule: its file with four examples and, in a pack, its test."
  static override description =
    "Inside this project the rule goes to rules/AREA; anywhere else to rules/ of the folder you are in."
  static override examples = ["<%= config.bin %> rules new maintenance/acme-vm-owned"]
  static override args = {
    rule: Args.string({
      required: true,
      description: "AREA/ID; the id says what is true when the rule passes.",
    }),
  }

  override async run(): Promise<void> {
    const { args } = await this.parse(RulesNew)
    const { newRule } = await import("../../use-cases/new-rule.ts")
    process.stdout.write(await newRule(args.rule, process.cwd()))
  }
}
