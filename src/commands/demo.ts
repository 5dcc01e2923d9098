import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { reportFlags } from "../config/flags.ts"
import { scenarios } from "../demo/scenario.ts"

export default class Demo extends AuditCommand {
  static override summary = "Audit a real Chroma server and a simulated Azure on this machine."
  static override description =
    "Starts both on loopback, audits them with the same code as run, and stops them. Exits 0 when the audit ran, whatever it found."
  static override examples = [
    "<%= config.bin %> demo",
    "<%= config.bin %> demo --scenario hardened",
    "<%= config.bin %> demo --scenario zone-redundant --format html=audit.html",
  ]
  static override flags = {
    scenario: Flags.option({
      options: scenarios,
      default: "template",
      summary: "template is the guide's default; the others show the way up.",
    })(),
    format: reportFlags.format,
    json: reportFlags.json,
    "save-evidence": Flags.string({ summary: "Keep the evidence, for replay.", helpValue: "FILE" }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Demo)
    const { demonstrate } = await import("../demo/index.ts")
    const passedOn = [
      ...(flags.format ?? []).map((format) => `--format=${format}`),
      ...(flags.json ? ["--json"] : []),
      ...(flags["save-evidence"] ? [`--save-evidence=${flags["save-evidence"]}`] : []),
    ]
    const code = await demonstrate(flags.scenario, passedOn)
    process.exitCode = code === 1 ? 0 : code
  }
}
