import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { cli } from "../support/cli.ts"

const bin = fileURLToPath(new URL("../../bin/run.js", import.meta.url))

describe("starting", () => {
  test("on an old Node is answered with one line and exit 2", () => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})`
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", pretend, bin, "run"], {
      encoding: "utf8",
    })
    expect(stderr).toMatch(/^chroma-audit needs Node\.js 22\.18 or newer; this is 20\.20\.2\..*\n$/)
    expect(stdout).toBe("")
    expect(status).toBe(2)
  })

  test("a reader that has seen enough is not an error", () => {
    const { status, stdout, stderr } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" "${bin}" rules --json | head -c 100`],
      { encoding: "utf8" },
    )
    expect(stdout).toHaveLength(100)
    expect(stderr).toBe("")
    expect(status).toBe(0)
  })

  test("a report larger than a pipe's buffer arrives whole", async () => {
    const { stdout } = await cli(["rules", "--json"])
    expect(stdout.length).toBeGreaterThan(64 * 1024)
    expect(Array.isArray(JSON.parse(stdout))).toBe(true)
  })

  test("every command explains itself", async () => {
    const { stdout } = await cli(["--help"])
    for (const command of [
      "run",
      "demo",
      "replay",
      "render",
      "compare",
      "plan",
      "rules",
      "explain",
      "role",
    ]) {
      expect(stdout).toMatch(new RegExp(`^ +${command} +\\S`, "m"))
    }
  })
})
