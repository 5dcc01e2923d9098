import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { cli } from "../support/cli.ts"
import { eveningBefore } from "../support/reports.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-checklist-"))
afterAll(() => rmSync(folder, { recursive: true }))
const report = join(folder, "report.json")
writeFileSync(report, JSON.stringify(eveningBefore))

test("a checklist that people filled in is made anew with what they wrote", async () => {
  const file = join(folder, "launch.md")
  expect(await cli(["checklist", report, "--format", `markdown=${file}`])).toMatchObject({
    code: 0,
    stdout: "",
  })
  const filled = readFileSync(file, "utf8").replace("<!-- write: sign-off/decision -->", "$&no go")
  writeFileSync(file, filled)
  await cli(["checklist", report, "--format", `markdown=${file}`])
  expect(readFileSync(file, "utf8")).toBe(filled)
})

test("a file that is no checklist is left alone", async () => {
  const file = join(folder, "notes.md")
  writeFileSync(file, "# My notes\n")
  const { code, stderr } = await cli(["checklist", report, "--format", `markdown=${file}`])
  expect(stderr).toContain("is no checklist")
  expect(code).toBe(2)
  expect(readFileSync(file, "utf8")).toBe("# My notes\n")
})

test("an unknown format is refused", async () => {
  const { code, stderr } = await cli(["checklist", report, "--format", "pdf"])
  expect(stderr).toContain('no checklist format "pdf"')
  expect(code).toBe(2)
})
