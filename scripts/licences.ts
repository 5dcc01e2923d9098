/** Prints what is installed with the package, by licence, from the lock file. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

interface Locked {
  version?: string
  license?: string
  dev?: boolean
  devOptional?: boolean
  link?: boolean
}

/** Installed packages ("name@version") by licence expression. */
export function licences(): Map<string, string[]> {
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
    packages: Record<string, Locked>
  }
  const installed = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional, link }]) => path.startsWith("node_modules/") && !dev && !devOptional && !link,
  )
  const byLicence = new Map<string, string[]>()
  for (const [path, { version, license = "unknown" }] of installed) {
    // The Node binaries are for this project's own scripts.
    if (/node_modules\/node-(bin-)?(darwin|linux|win)-/.test(path)) continue
    const name = `${path.replace(/^.*node_modules\//, "")}@${version}`
    byLicence.set(license, [...(byLicence.get(license) ?? []), name])
  }
  return byLicence
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [licence, names] of licences())
    process.stdout.write(`## ${licence}\n\n${names.map((name) => `- ${name}\n`).join("")}\n`)
}
