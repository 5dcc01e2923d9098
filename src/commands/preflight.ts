import * as Flags from "@oclif/core/flags"
import { AuditCommand } from "../command.ts"
import { reportFlags, targetFlags } from "../config/flags.ts"

const { "save-evidence": _saved, ...asked } = targetFlags

export default class Preflight extends AuditCommand {
  static override summary = "Say which rules an audit would leave unknown, and what each lacks."
  static override description =
    "Takes the flags of run. Asks Azure what holds the address and what the identity may do there; runs no audit."
  static override examples = [
    "<%= config.bin %> preflight --ip 20.1.2.3",
    "<%= config.bin %> preflight --ip 20.1.2.3 --profile enterprise --json",
  ]
  static override flags = {
    ...asked,
    config: reportFlags.config,
    profile: reportFlags.profile,
    area: reportFlags.area,
    rule: reportFlags.rule,
    "skip-rule": reportFlags["skip-rule"],
    json: Flags.boolean({ summary: "As JSON." }),
  }

  override async run(): Promise<void> {
    const { json, ...flags } = (await this.parse(Preflight)).flags
    const { describePreflight, preflight } = await import("../use-cases/preflight.ts")
    const found = await preflight(flags)
    const width = Math.min(process.stdout.columns ?? 100, 120)
    process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : describePreflight(found, width))
  }
}
