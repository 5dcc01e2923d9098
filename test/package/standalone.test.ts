/** The single file and the executable that needs no Node, as `npm run build:sea` makes them. */
import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Report } from "../../src/model/report.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "chroma-audit-standalone-"))
const execute = promisify(execFile)

/** Port 1 refuses, so that the declared files alone decide. */
const audit = [
  "run",
  "--ip",
  "127.0.0.1",
  "--port",
  "1",
  "--azure-auth",
  "none",
  "--fail-on",
  "never",
  "--json",
]

beforeAll(async () => {
  await execute(process.execPath, [join(root, "scripts/standalone.ts")])
  writeFileSync(join(folder, "chroma.tfvars"), 'machine_type = "Standard_B1s"\nchroma_version = "0.6.3"\n')
  cpSync(join(root, "examples/acme-pack/acme.yaml"), join(folder, "acme.yaml"))
  writeFileSync(join(folder, "chroma-audit.yaml"), "plugins: [./acme.yaml]\n")
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe.each([
  ["the executable", join(root, "build/chroma-audit"), []],
  ["the single file", process.execPath, [join(root, "build/chroma-audit.mjs")]],
])("%s", (_, program, first) => {
  /** With nothing in the environment: no Node can be found. */
  const run = async (...args: string[]): Promise<string> =>
    (await execute(program, [...first, ...args], { cwd: folder, env: { HOME: folder, PATH: "" } })).stdout

  test("says its version and lists its commands", async () => {
    expect(await run("--version")).toContain("chroma-audit/")
    expect(await run("--help")).toContain("explain")
  })

  test("audits, with a pack in YAML and a file of Terraform variables", async () => {
    const report = JSON.parse(await run(...audit, "--tfvars", "chroma.tfvars")) as Report
    expect(report.tool.plugins).toEqual([{ name: "acme-sizes", version: "1.0.0" }])
    expect(
      report.evidence.filter(({ source, status }) => source.includes("chroma.tfvars") && status === "known"),
    ).not.toEqual([])
  })

  test("explains a rule", async () => {
    expect(await run("explain", "acme-disk-size")).toContain("Resize the disk.")
  })
})
