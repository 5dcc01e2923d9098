import * as Args from "@oclif/core/args"
import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"

export default class Compare extends AuditCommand {
  static override summary = "Say what got better and worse between two reports."
  static override description =
    "Exits 0; with --fail-on, 1 when a finding of that severity or above is new or worse in the second report."
  static override examples = ["<%= config.bin %> compare yesterday.json today.json --format markdown"]
  static override args = {
    before: Args.string({ required: true, description: "The earlier report." }),
    after: Args.string({ required: true, description: "The later report." }),
  }
  static override flags = {
    format: Flags.option({ options: ["terminal", "markdown", "json"] as const, default: "terminal" })({
      summary: "How to print it.",
    }),
    "fail-on": reportFlags["fail-on"],
    "allow-unknown": reportFlags["allow-unknown"],
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Compare)
    const { compareReports } = await import("../use-cases/compare-reports.ts")
    process.exitCode = await compareReports(args.before, args.after, flags)
  }
}
