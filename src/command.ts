import { Command } from "@oclif/core/command"
import { exitCodes } from "./use-cases/exit-codes.ts"
import { UsageError } from "./config/usage-error.ts"

/** What all commands share: how they fail. Results go to stdout, everything else to stderr. */
export abstract class AuditCommand extends Command {
  /** Exit codes are set, never forced: forcing cuts a report that a pipe is still reading. */
  protected override async catch(error: Error & { oclif?: { exit?: number }; code?: string }): Promise<void> {
    if (error instanceof UsageError || error.oclif) {
      process.stderr.write(`${error.message.split("\nSee more help")[0]}\n`)
      process.exitCode = error.oclif?.exit === 0 ? 0 : exitCodes.usage
      return
    }
    process.stderr.write(
      `chroma-audit failed on its own account, not your deployment's: ${error.message}\n` +
        "Please report it with the text below and `chroma-audit --version`.\n" +
        `${error.stack ?? ""}\n`,
    )
    process.exitCode = exitCodes.internal
  }
}
