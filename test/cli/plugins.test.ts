import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, test } from "vitest"
import type { Report } from "../../src/model/report.ts"
import { cli } from "../support/cli.ts"

const api = pathToFileURL(new URL("../../dist/src/index.js", import.meta.url).pathname).href

/** A configuration folder whose plugin has this rule body. */
function configured(check: string, id = "acme-rule"): string {
  const folder = mkdtempSync(join(tmpdir(), "chroma-audit-plugin-"))
  writeFileSync(
    join(folder, "acme.mjs"),
    `import { definePlugin, defineRule, defineCollector, evidence, fail, known, Type } from "${api}"
     const token = evidence("acme.answer", "declared", "the answer", Type.Integer())
     export default definePlugin({
       name: "acme", version: "1.2.3",
       collectors: () => [defineCollector({ id: "acme", plane: "declared", title: "the answer", provides: [token],
         collect: async () => [known(token, "acme", 42)] })],
       rules: [defineRule({ id: "${id}", area: "maintenance", severity: "low", profile: "baseline", title: "Asked", failureTitle: "Not asked",
         why: "", references: [], needs: { answer: token }, check: ({ answer }) => { ${check} }, effort: "minutes",
         fix: () => ({ summary: "Ask.", commands: [] }), examples: [] })],
     })`,
  )
  writeFileSync(join(folder, "chroma-audit.yaml"), "plugins: [./acme.mjs]\nskip-rule: []\n")
  return folder
}

/** Port 1 refuses, so nothing but the plugin's own evidence is known. */
const audit = async (cwd: string) => {
  const args = [
    "run",
    "--ip",
    "127.0.0.1",
    "--port",
    "1",
    "--azure-auth",
    "none",
    "--rule",
    "acme-rule",
    "--json",
  ]
  const { stdout, ...ended } = await cli(args, { cwd })
  return { ...ended, report: stdout ? (JSON.parse(stdout) as Report) : undefined }
}

test("a plugin's rule and collector take part, and the report names the plugin", async () => {
  const { report } = await audit(configured('return fail({ observed: String(answer), expected: "41" })'))
  expect(report?.tool.plugins).toEqual([{ name: "acme", version: "1.2.3" }])
  expect(report?.findings).toMatchObject([{ rule: "acme-rule", status: "fail", observed: "42" }])
})

test("a rule that throws costs its own finding", async () => {
  const { report, code } = await audit(configured('throw new Error("out of ideas")'))
  expect(report?.findings).toMatchObject([
    { status: "unknown", cause: { kind: "failed", detail: expect.stringContaining("out of ideas") } },
  ])
  expect(code).toBe(0)
})

test("a plugin cannot take a built-in rule's id", async () => {
  const { code, stderr } = await audit(configured("", "vm-memory-minimum"))
  expect(stderr).toMatch(/plugin acme brings the rule vm-memory-minimum, which is built in/)
  expect(code).toBe(2)
})
