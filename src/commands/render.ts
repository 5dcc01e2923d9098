import * as Args from "@oclif/core/args"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"

export default class Render extends AuditCommand {
  static override summary = "Make any format from a saved report."
  static override examples = [
    "<%= config.bin %> render report.json --format html=audit.html --format sarif=audit.sarif",
  ]
  static override args = {
    report: Args.string({ required: true, description: "A report in JSON, or the HTML that embeds it." }),
  }
  static override flags = { format: reportFlags.format, framework: reportFlags.framework }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Render)
    const [{ readReport }, { frameworkOf }, { outputs, write }] = await Promise.all([
      import("../config/report.ts"),
      import("../frameworks/index.ts"),
      import("../use-cases/output.ts"),
    ])
    const wanted = await outputs(flags.format ?? ["terminal"], [])
    await write(await readReport(args.report), wanted, frameworkOf(flags.framework))
  }
}
