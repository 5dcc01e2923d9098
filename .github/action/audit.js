// The step of action.yml that audits. It needs nothing but Node and chroma-audit on the path.
import { spawnSync } from "node:child_process"
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from "node:fs"
import { join } from "node:path"

const { env } = process
const folder = mkdtempSync(join(env.RUNNER_TEMP ?? ".", "chroma-audit-"))
const files = Object.fromEntries(
  Object.entries({
    json: "report.json",
    html: "report.html",
    sarif: "report.sarif",
    markdown: "report.md",
  }).map(([format, name]) => [format, join(folder, name)]),
)

const lines = (text = "") =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
const input = (name) => env[`INPUT_${name.toUpperCase().replaceAll("-", "_")}`]
const flag = (name) => lines(input(name)).map((value) => `--${name}=${value}`)

const { status, error } = spawnSync(
  "chroma-audit",
  [
    "run",
    ...["ip", "url", "azure-auth", "config", "profile", "framework", "attestations", "waivers"].flatMap(flag),
    ...["fail-on", "min-score", "min-area-score", "min-coverage", "baseline"].flatMap(flag),
    ...(input("strict-waivers") === "true" ? ["--strict-waivers"] : []),
    ...lines(input("args")),
    "--format=terminal",
    ...Object.entries(files).map(([format, file]) => `--format=${format}=${file}`),
  ],
  { stdio: ["ignore", "inherit", "inherit"] },
)
if (error) throw error
if (existsSync(files.json)) publish(JSON.parse(readFileSync(files.json, "utf8")))
process.exitCode = status ?? 1

/** Outputs for later steps, a summary for people, and an annotation for each reason of the gate. */
function publish({ score, gate }) {
  const outputs = {
    passed: gate.passed,
    proven: score.proven,
    potential: score.potential,
    grade: score.grade,
    coverage: score.coverage,
    report: files.json,
    html: files.html,
    sarif: files.sarif,
  }
  append(
    env.GITHUB_OUTPUT,
    Object.entries(outputs)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  )
  append(env.GITHUB_STEP_SUMMARY, readFileSync(files.markdown, "utf8"))
  for (const reason of gate.reasons) process.stdout.write(`::error title=chroma-audit::${escaped(reason)}\n`)
}

function append(file, text) {
  if (file) appendFileSync(file, text)
}

/** A reason may quote the target; it must end neither its line nor the command. */
function escaped(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}
