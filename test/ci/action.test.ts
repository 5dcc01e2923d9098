/** The GitHub Action, as far as a machine without GitHub can run it: its script on a runner's variables. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { validateAction } from "@action-validator/core"
import { afterAll, expect, test } from "vitest"
import { parse } from "yaml"
import { reportFlags, targetFlags } from "../../src/config/flags.ts"

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const text = readFileSync(path("action.yml"), "utf8")
const action = parse(text) as {
  inputs: Record<string, { default?: string }>
  outputs: Record<string, { value: string }>
  runs: { steps: { id?: string; uses?: string; env?: Record<string, string>; run?: string }[] }
}
const step = action.runs.steps.find(({ id }) => id === "audit")

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-action-"))
afterAll(() => rmSync(folder, { recursive: true }))
const command = join(folder, "chroma-audit")
writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${path("bin/run.js")}" "$@"\n`)
chmodSync(command, 0o755)
const compose = join(folder, "docker-compose.yml")
writeFileSync(compose, "services:\n  server:\n    image: ghcr.io/chroma-core/chroma:latest\n")

/** Runs the step with these inputs, and the defaults of the others, as a runner would. */
async function runStep(inputs: Record<string, string>) {
  const runner = mkdtempSync(join(folder, "runner-"))
  const files = { GITHUB_OUTPUT: join(runner, "output"), GITHUB_STEP_SUMMARY: join(runner, "summary") }
  const given = Object.entries(step?.env ?? {}).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1]
    return [name, input === undefined ? path(".") : (inputs[input] ?? action.inputs[input]?.default ?? "")]
  })
  const child = spawn("bash", ["-e", "-c", step?.run ?? "false"], {
    cwd: runner,
    env: {
      PATH: `${folder}:${process.env["PATH"]}`,
      RUNNER_TEMP: runner,
      ...files,
      ...(Object.fromEntries(given) as Record<string, string>),
    },
  })
  const shown: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => shown.push(part))
  const [code] = (await once(child, "close")) as [number]
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "")
  const outputs = Object.fromEntries(
    read(files.GITHUB_OUTPUT)
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  return { code, shown: shown.join(""), outputs, summary: read(files.GITHUB_STEP_SUMMARY) }
}

const declared = { "azure-auth": "none", args: `--compose=${compose}\n--area=maintenance\n` }

test("action.yml is what GitHub takes", () => {
  expect(validateAction(text)).toMatchObject({ actionType: "action", errors: [] })
})

test("every input is handed to a step, and none is pasted into a script", () => {
  const steps = JSON.stringify(action.runs.steps)
  const unused = Object.keys(action.inputs).filter((name) => !steps.includes(`inputs.${name} `))
  expect(unused).toEqual([])
  for (const { run = "" } of action.runs.steps) expect(run).not.toContain("${{")
})

test("every input that is a flag is one of run's", () => {
  const own = ["token", "args", "upload-sarif", "version"]
  const flags = Object.keys({ ...targetFlags, ...reportFlags })
  expect(Object.keys(action.inputs).filter((name) => !own.includes(name) && !flags.includes(name))).toEqual(
    [],
  )
})

test("a step that passes sets every output and writes the summary", async () => {
  const { code, outputs, summary, shown } = await runStep({ ...declared, "fail-on": "never" })
  expect(shown).toContain("GATE PASSED")
  expect(code).toBe(0)
  expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(action.outputs).toSorted())
  const report = JSON.parse(readFileSync(outputs["report"] ?? "", "utf8")) as { score: { proven: number } }
  expect(outputs["proven"]).toBe(String(report.score.proven))
  expect(outputs["passed"]).toBe("true")
  expect(readFileSync(outputs["sarif"] ?? "", "utf8")).toContain("2.1.0")
  expect(summary).toMatch(/^## ! GATE PASSED/)
})

test("a step that fails says why in annotations, and still leaves the reports", async () => {
  const { code, outputs, shown } = await runStep({
    ...declared,
    "fail-on": "never",
    "min-area-score": "maintenance=100\nscalability=100\n",
  })
  expect(code).toBe(1)
  expect(shown).toMatch(/^::error title=chroma-audit::The score of Maintenance is [\d.]+; at least 100/m)
  expect(shown).toMatch(/^::error title=chroma-audit::Nothing was decided of Scalability/m)
  expect(outputs["passed"]).toBe("false")
  expect(existsSync(outputs["html"] ?? "")).toBe(true)
})

test("an input is an argument, never a command", async () => {
  const { code, shown } = await runStep({ ...declared, ip: '$(touch pwned) "; touch pwned' })
  expect(code).toBe(2)
  expect(shown).toContain("is not an IP address")
  expect(existsSync(join(folder, "pwned"))).toBe(false)
})
