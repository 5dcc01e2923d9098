import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startChroma, type ChromaServer } from "../../src/demo/chroma-server.ts"

/** A real Chroma on a free loopback port, with its own empty folder. */
export async function chroma(
  configuration?: Readonly<Record<string, unknown>>,
): Promise<ChromaServer & { path: string }> {
  const path = mkdtempSync(join(tmpdir(), "chroma-"))
  const server = await startChroma({ path, ...(configuration ? { configuration } : {}) })
  return {
    ...server,
    path,
    async stop() {
      await server.stop()
      rmSync(path, { recursive: true, force: true })
    },
  }
}
