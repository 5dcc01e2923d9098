import * as Args from "@oclif/core/args"
import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { grades } from "../model/report.ts"

export default class Plan extends AuditCommand {
  static override summary = "Find the cheapest set of fixes that reaches a grade."
  static override examples = ["<%= config.bin %> plan report.json --to B"]
  static override args = { report: Args.string({ required: true, description: "A saved report." }) }
  static override flags = { to: Flags.option({ options: grades, default: "B", summary: "The grade." })() }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Plan)
    const [{ planTo }, { terminalView }] = await Promise.all([
      import("../use-cases/plan-to.ts"),
      import("../use-cases/output.ts"),
    ])
    process.stdout.write(await planTo(args.report, flags.to, Math.min(terminalView().width, 120)))
  }
}
