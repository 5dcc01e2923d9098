import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** The last build of Chroma's server for npm that runs on a glibc older than 2.38. */
export const legacyBindingVersion = "1.0.5"

const integrity: Readonly<Record<string, string>> = {
  x64: "sha512-bIigJ+gyNZz8p3wr/zcJZTlKL7p2TVEyT7EfW9lWpdvkajPke8Q+b87aDJaPs6NuGxLcXxPHMRpS3zHWplZbdw==",
}

/**
 * The file of that build, downloaded once into the user's cache.
 *
 * @throws Error when it cannot be downloaded or is not what it should be
 */
export async function legacyBinding(glibc: number): Promise<string> {
  const name = `chromadb-js-bindings-linux-${process.arch}-gnu`
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "chroma-audit")
  const folder = join(cache, `${name}-${legacyBindingVersion}`)
  const file = join(folder, "package", `chromadb-js-bindings.linux-${process.arch}-gnu.node`)
  if (existsSync(file)) return file

  process.stderr.write(
    `Downloading ${name} ${legacyBindingVersion} (about 110 MB) into ${folder}, once: ` +
      `this system's glibc ${glibc} is older than the 2.38 that newer builds of Chroma need.\n`,
  )
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(cache, "download-"))
  try {
    const archive = await download(name, work)
    await run("tar", ["-xzf", archive, "-C", work])
    await rm(archive)
    await rename(work, folder).catch((error: unknown) => {
      // Another process finished the same download first.
      if (!existsSync(file)) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return file
}

async function download(name: string, folder: string): Promise<string> {
  const packed = await run("npm", ["pack", `${name}@${legacyBindingVersion}`, "--json"], { cwd: folder })
  const [{ filename } = { filename: "" }] = JSON.parse(packed.stdout) as { filename: string }[]
  const archive = join(folder, filename)
  const expected = integrity[process.arch]
  const actual = `sha512-${createHash("sha512")
    .update(await readFile(archive))
    .digest("base64")}`
  if (expected && actual !== expected) {
    throw new Error(`${name} ${legacyBindingVersion} is not what was published: ${actual}.`)
  }
  return archive
}
