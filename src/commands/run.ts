import { exitCodeList } from "../use-cases/exit-codes.ts"
import { AuditCommand } from "../command.ts"
import { reportFlags, targetFlags } from "../config/flags.ts"

export default class Run extends AuditCommand {
  static override summary = "Audit one live deployment."
  static override description = `Reads the endpoint and, with Reader, Azure; changes nothing. Exit codes: ${exitCodeList()}.`
  static override examples = [
    "<%= config.bin %> run --ip 20.1.2.3",
    "<%= config.bin %> run --url https://vectors.example.com --azure-auth none",
    "<%= config.bin %> run --ip 20.1.2.3 --json --save-evidence evidence.json",
    "<%= config.bin %> run --ip 20.1.2.3 --fail-on high --format terminal --format sarif=audit.sarif",
  ]
  static override flags = { ...targetFlags, ...reportFlags }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Run)
    const { audit } = await import("../use-cases/audit.ts")
    process.exitCode = await audit(flags)
  }
}
