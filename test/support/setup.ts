import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { findBinding } from "../../src/demo/chroma-server.ts"

/** Runs once before all tests: what they need beyond npm is there afterwards, or they do not start. */
export default async function setup(): Promise<void> {
  needs("nginx", "nginx-light", "nginx")
  await findBinding()
}

/** Installs a Debian package as root; elsewhere says what to install. */
export function needs(program: string, debianPackage: string, name: string): void {
  if (installed(program)) return
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    throw new Error(
      `The tests need ${name}: install it (Debian: apt-get install ${debianPackage}) and run them again.`,
    )
  }
  process.stderr.write(`Installing ${debianPackage} from Debian, which the tests need …\n`)
  const apt = (...args: string[]) =>
    execFileSync("apt-get", ["-qq", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    })
  apt("update")
  // The tests run nginx as a process of their own; the packaged service must not take port 80.
  apt("install", "--yes", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", debianPackage)
}

const installed = (program: string): boolean =>
  spawnSync("sh", ["-c", `command -v ${program}`], {
    env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` },
  }).status === 0
