/** The linter holds the arrows of docs/architecture.md; this plants a violation of each and sees it found. */
import { execFile } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "chroma-audit-arrows-"))

const forbidden = [
  ["rules/maintenance/a-rule.ts", 'import "node:fs"'],
  ["rules/maintenance/b-rule.ts", 'import "chromadb"'],
  ["rules/maintenance/c-rule.ts", 'import "../../src/engine/score.ts"'],
  ["rules/maintenance/d-rule.ts", 'import "../../src/collectors/index.ts"'],
  ["rules/maintenance/e-rule.ts", 'export default fetch("https://example.com")'],
  ["rules/maintenance/f-rule.ts", "export default process.env"],
  ["src/collectors/azure/a.ts", 'import "../../../rules/index.ts"'],
  ["src/collectors/azure/b.ts", 'import "../../engine/score.ts"'],
  ["src/collectors/azure/c.ts", 'import "../../reporters/index.ts"'],
  ["src/model/a.ts", 'import "../engine/score.ts"'],
  ["src/model/b.ts", 'import "../evidence/index.ts"'],
  ["src/reporters/a.ts", 'import "../engine/score.ts"'],
  ["src/reporters/b.ts", 'import "node:fs"'],
  ["src/reporters/c.ts", 'import "../collectors/index.ts"'],
  ["src/demo/azure/a.ts", 'import "../../collectors/index.ts"'],
  ["src/demo/azure/b.ts", 'import "../../model/evidence.ts"'],
] as const

const allowed = [
  ["rules/maintenance/g-rule.ts", 'import "../../src/rule.ts"'],
  ["rules/maintenance/h-rule.ts", 'import "../examples.ts"'],
  ["src/collectors/azure/d.ts", 'import "../../evidence/azure.ts"'],
  ["src/engine/a.ts", 'import "../model/evidence.ts"'],
  ["src/reporters/d.ts", 'import "../model/report.ts"'],
] as const

let reported: Set<string>
beforeAll(async () => {
  cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"))
  for (const [file, text] of [...forbidden, ...allowed]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `${text}\n`)
  }
  const oxlint = join(root, "node_modules/.bin/oxlint")
  // It exits 1, as it should.
  const output = await new Promise<string>((done) => {
    execFile(oxlint, ["--format", "json", "rules", "src"], { cwd: folder }, (_, stdout) => done(stdout))
  })
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] }
  reported = new Set(
    diagnostics
      .filter(({ code }) => /no-restricted-(imports|globals)/.test(code))
      .map(({ filename }) => filename),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

describe("refused", () => {
  test.each(forbidden)("%s: %s", (file) => expect([...reported]).toContain(file))
})

describe("allowed", () => {
  test.each(allowed)("%s: %s", (file) => expect([...reported]).not.toContain(file))
})
