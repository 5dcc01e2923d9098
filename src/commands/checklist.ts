import * as Args from "@oclif/core/args"
import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"

export default class Checklist extends AuditCommand {
  static override summary = "Write the pre-launch checklist of a saved report."
  static override description =
    "Evidence ticks the boxes. Owners, notes and the sign-off that people wrote into the file stay when it is written anew."
  static override examples = [
    "<%= config.bin %> checklist report.json --format markdown=launch.md",
    "<%= config.bin %> checklist report.json --format html=launch.html",
  ]
  static override args = {
    report: Args.string({ required: true, description: "A report in JSON, or the HTML that embeds it." }),
  }
  static override flags = {
    config: reportFlags.config,
    format: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: ["markdown"],
      summary: "markdown or html; to standard output or =FILE.",
      helpValue: "NAME[=FILE]",
    }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Checklist)
    const { writeChecklist } = await import("../use-cases/checklist.ts")
    await writeChecklist(args.report, flags)
  }
}
