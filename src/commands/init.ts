import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { settingFlags } from "../config/flags.ts"
import { defaultConfigFile } from "../config/load.ts"

export default class Init extends AuditCommand {
  static override summary = "Write a configuration file with every setting explained."
  static override description =
    "Settings given as flags are in force, the others are comments. In a terminal and without settings it asks."
  static override examples = [
    "<%= config.bin %> init",
    "<%= config.bin %> init --ip 20.1.2.3 --profile production --fail-on high",
  ]
  static override flags = {
    ...settingFlags,
    output: Flags.string({
      default: defaultConfigFile,
      summary: "Where to write.",
      helpValue: "FILE",
    }),
    force: Flags.boolean({ summary: "Replace the file if it is there." }),
  }

  override async run(): Promise<void> {
    const { flags, raw } = await this.parse(Init)
    const { output, force, ...settings } = flags
    // What the environment sets stays there: it holds for this machine, the file for all.
    const typed = new Set(raw.flatMap((one) => (one.type === "flag" ? [one.flag] : [])))
    const given = Object.fromEntries(Object.entries(settings).filter(([name]) => typed.has(name)))
    const { ask, init, refuseToReplace } = await import("../use-cases/init.ts")
    refuseToReplace(output, force)
    const asks = Object.keys(given).length === 0 && process.stdin.isTTY && process.stdout.isTTY
    await init(asks ? await ask(process.stdin, process.stdout) : given, output, force)
    process.stdout.write(`wrote ${output}\n`)
  }
}
