/** The gate as a pipeline sees it: files in, exit code and reasons out. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Report } from "../../src/model/report.ts"
import { cli } from "../support/cli.ts"
import { eveningBefore } from "../support/reports.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-gate-"))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const evidence = join(folder, "evidence.json")
const quiet = ["--format", `json=${join(folder, "report.json")}`]
const replay = (...args: string[]) => cli(["replay", evidence, ...args])
const report = (): Report => JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** One finding that fails, and is worth a high: an image that is not pinned, from declared files alone. */
beforeAll(async () => {
  const compose = file(
    "docker-compose.yml",
    "services:\n  server:\n    image: ghcr.io/chroma-core/chroma:latest\n",
  )
  const run = ["run", "--compose", compose, "--azure-auth", "none", "--save-evidence", evidence]
  const { stderr } = await cli([...run, "--fail-on", "never", ...quiet])
  expect(stderr).not.toContain("failed on its own account")
})

const failing = "chroma-version-pinned"
const waiver = (over: Record<string, string> = {}): string => {
  const fields = {
    rule: failing,
    reason: "until the mirror is up",
    owner: "data-platform",
    expires: inDays(90),
    ...over,
  }
  return `  - {${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ")}}\n`
}
const waivers = (...all: string[]): string => file("waivers.yaml", `waivers:\n${all.join("")}`)
const gated = ["--rule", failing, "--fail-on", "medium"]

describe("waivers", () => {
  test("without one the failure fails the gate", async () => {
    expect((await replay(...gated, ...quiet)).code).toBe(1)
    expect(report().gate.reasons).toEqual([
      expect.stringMatching(/^chroma-version-pinned \(medium\) fails: /),
    ])
  })

  test("one that holds lets it pass, and leaves the proven score alone", async () => {
    await replay(...gated, ...quiet)
    const before = report().score
    const path = waivers(waiver())
    expect((await replay(...gated, "--waivers", path, "--strict-waivers", ...quiet)).code).toBe(0)
    expect(report().score.proven).toBe(before.proven)
    expect(report().score.potential).toBe(before.potential)
    expect(report().score.accepted).toBeGreaterThan(before.accepted)
  })

  test.each<[string, string, Record<string, string>]>([
    ["expired", "expired", { expires: inDays(-1) }],
    ["too long", "void", { expires: inDays(800) }],
    ["about another resource", "unmatched", { resource: "/subscriptions/none" }],
    ["resting on a rule that does not pass", "void", { compensatedBy: "upgrade-tested" }],
  ])("one that is %s is said, and fails when asked to be strict", async (_, status, over) => {
    const path = waivers(waiver(over))
    const lenient = await replay("--fail-on", "never", "--waivers", path)
    expect(lenient.code).toBe(0)
    expect(lenient.stdout).toMatch(new RegExp(`WAIVERS THAT DO NOT HOLD[^]*${failing} ${status}`))
    const strict = await replay("--fail-on", "never", "--waivers", path, "--strict-waivers", ...quiet)
    expect(strict.code).toBe(1)
    expect(report().gate.reasons).toEqual([expect.stringContaining(`The waiver of ${failing} is ${status}`)])
  })

  test.each<[string, string, RegExp]>([
    ["without an end", "waivers:\n  - {rule: a, reason: b, owner: c}\n", /required property 'expires'/],
    ["of a rule there is not", `waivers:\n${waiver({ rule: "nope" })}`, /rule nope, which does not exist/],
    ["that is no YAML", "waivers: [", /not valid YAML/],
  ])("a file %s is refused", async (_, text, message) => {
    const { code, stderr } = await replay("--waivers", file("bad.yaml", text))
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(code).toBe(2)
  })
})

describe("the rest of the gate", () => {
  test.each<[string, string[], RegExp | undefined]>([
    ["a score that is reached", ["--min-score", "0"], undefined],
    ["a score that is not", ["--min-score", "100"], /The proven score is [\d.]+; at least 100 is required/],
    [
      "an area that is decided and too low",
      ["--min-area-score", "maintenance=100"],
      /score of Maintenance is/,
    ],
    [
      "an area of which nothing is decided",
      ["--min-area-score", "observability=0"],
      /Nothing was decided of/,
    ],
    ["coverage", ["--min-coverage", "99"], /coverage in per cent is [\d.]+; at least 99/],
    ["a plane that was not asked", ["--require-scope", "azure"], /azure plane is required/],
  ])("%s", async (_, args, reason) => {
    const { code, stdout } = await replay("--fail-on", "never", ...args)
    expect(code).toBe(reason ? 1 : 0)
    if (reason) expect(stdout).toMatch(reason)
  })

  test("against a baseline only what is new fails", async () => {
    await replay("--fail-on", "never", ...quiet)
    const same = file("same.json", readFileSync(join(folder, "report.json"), "utf8"))
    const better = file(
      "better.json",
      JSON.stringify({
        ...report(),
        findings: report().findings.map((one) => ({
          ...one,
          status: one.rule === failing ? "pass" : one.status,
        })),
      }),
    )
    expect((await replay("--baseline", same)).code).toBe(0)
    const regressed = await replay("--baseline", better)
    expect(regressed.code).toBe(1)
    expect(regressed.stdout).toMatch(/chroma-version-pinned \(medium\) fails since the baseline/)
  })

  test.each(["azure=50", "maintenance", "maintenance=101", "maintenance=-1"])(
    "--min-area-score %s is refused",
    async (written) => {
      const { code, stderr } = await replay("--min-area-score", written)
      expect(stderr).toContain("--min-area-score takes AREA=N")
      expect(code).toBe(2)
    },
  )
})

describe("reports that cannot be used are refused in one sentence", () => {
  const good = file("good.json", JSON.stringify(eveningBefore))
  const elsewhere = file("elsewhere.json", JSON.stringify({ ...eveningBefore, target: { ip: "192.0.2.9" } }))
  const newer = file("newer.json", JSON.stringify({ ...eveningBefore, schemaVersion: "2" }))
  const truncated = file("truncated.json", JSON.stringify(eveningBefore).slice(0, 400))
  test.each<[string, string[], RegExp]>([
    ["a newer schema", ["render", newer], /schemaVersion must be "1"/],
    ["truncated JSON", ["render", truncated], /holds no report/],
    ["a folder", ["checklist", folder], /it is a folder/],
    ["a report that is not there", ["plan", "/nowhere.json"], /there is no such file/],
    ["another deployment", ["compare", good, elsewhere], /compare two reports of one deployment/],
    ["a newer baseline", ["replay", evidence, "--baseline", newer], /schemaVersion must be "1"/],
    [
      "an unknown framework",
      ["render", good, "--framework", "nist"],
      /Expected --framework=nist to be one of/,
    ],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await cli(args)
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(stdout).toBe("")
    expect(code).toBe(2)
  })

  test("nothing is left behind where a file cannot be written", async () => {
    const place = join(folder, "reports")
    const { code, stderr } = await cli(["render", good, "--format", `html=${place}/none/audit.html`])
    expect(stderr).toMatch(/cannot be written: ENOENT/)
    expect(code).toBe(2)
    expect(existsSync(place)).toBe(false)
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([])
  })
})

describe("what changed", () => {
  const before = file("before.json", JSON.stringify(eveningBefore))
  const after = file(
    "after.json",
    JSON.stringify({
      ...eveningBefore,
      findings: eveningBefore.findings.map((one) =>
        one.rule === "cors-restricted" ? { ...one, status: "pass", summary: "\u001B[2Jnow closed" } : one,
      ),
    }),
  )

  test.each(["terminal", "markdown", "json"])(
    "%s names what got better, and obeys nothing",
    async (format) => {
      const { code, stdout } = await cli(["compare", before, after, "--format", format])
      expect(stdout).toContain("cors-restricted")
      expect(stdout).toContain("now closed")
      expect(stdout).not.toContain("\u001B")
      expect(code).toBe(0)
    },
  )

  test.each([
    ["C", false],
    ["en_US.UTF-8", true],
  ])("in the locale %s symbols beyond ASCII are drawn: %s", async (LANG, drawn) => {
    const { stdout } = await cli(["render", before], { env: { LANG } })
    expect(stdout.includes("✖")).toBe(drawn)
  })

  test("colour is there when it is asked for", async () => {
    const { stdout } = await cli(["compare", before, after], { env: { FORCE_COLOR: "1" } })
    expect(stdout).toMatch(/\u001B\[32m✔/) // oxlint-disable-line no-control-regex -- colour is what is asked for
  })

  test("a plan to a grade lists steps up to it, within the width", async () => {
    const { code, stdout } = await cli(["plan", before, "--to", "C"], { env: { COLUMNS: "70" } })
    const scores = [...stdout.matchAll(/→ +([\d.]+)$/gm)].map(([, score]) => Number(score))
    expect(scores.length).toBeGreaterThan(1)
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(scores.at(-1)).toBeGreaterThanOrEqual(60)
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(70)
    expect(code).toBe(0)
  })
})
