import { Command } from "@oclif/core"

/** `chroma-audit acme freeze`: a pack that is an oclif plugin too may add commands. */
export default class Freeze extends Command {
  static summary = "Say where the change freeze is declared."

  async run() {
    await this.parse(Freeze)
    process.stdout.write(`${process.env.ACME_FREEZE ?? "No change freeze is declared."}\n`)
  }
}
