import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

/** Every file and folder below, with digest and time of change. */
function fingerprint(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .toSorted()
    .map((name) => {
      const path = join(folder, name)
      const { mtimeMs } = statSync(path)
      if (statSync(path).isDirectory()) return `${name}/`
      return `${name} ${mtimeMs} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`
    })
    .join("\n")
}

/** The same once nothing changes any more: Chroma writes on for a moment after it has answered. */
export async function settled(folder: string): Promise<string> {
  for (let before = fingerprint(folder); ;) {
    await pause(250)
    const after = fingerprint(folder)
    if (after === before) return after
    before = after
  }
}
