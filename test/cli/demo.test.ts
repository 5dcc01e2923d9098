import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { beforeAll, describe, expect, test } from "vitest"
import { builtInRules } from "../../rules/index.ts"
import { completeOptions } from "../../src/config/options.ts"
import { assess } from "../../src/engine/audit.ts"
import { selectRules } from "../../src/engine/plan.ts"
import { scenarios, type Scenario } from "../../src/demo/scenario.ts"
import { currentEdition } from "../../src/model/edition.ts"
import type { Report } from "../../src/model/report.ts"
import type { SavedEvidence } from "../../src/model/saved-evidence.ts"
import { cli } from "../support/cli.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-test-demo-"))
const evidenceOf = (scenario: Scenario): string => join(folder, `${scenario}.json`)
const reports = {} as Record<Scenario, Report>

beforeAll(async () => {
  for (const scenario of scenarios) {
    const { code, stdout, stderr } = await cli([
      "demo",
      "--scenario",
      scenario,
      "--json",
      "--save-evidence",
      evidenceOf(scenario),
    ])
    if (code !== 0) throw new Error(`demo --scenario ${scenario} exited ${code}: ${stderr}`)
    reports[scenario] = JSON.parse(stdout) as Report
  }
})

const finding = (scenario: Scenario, rule: string) =>
  reports[scenario].findings.find((one) => one.rule === rule)

/**
 * The evidence of a scenario with the Chroma release that its compose file pins: on a machine with an old
 * glibc the demonstration has to run an older server, and its report says so.
 */
function pinned(scenario: Scenario): SavedEvidence {
  const evidence = JSON.parse(readFileSync(evidenceOf(scenario), "utf8")) as SavedEvidence
  const witnesses = evidence.witnesses.map((witness) =>
    witness.evidence === "endpoint.server" && witness.status === "known"
      ? { ...witness, value: { ...(witness.value as object), from: "1.5.9", to: "1.5.9" } }
      : witness,
  )
  return { ...evidence, witnesses }
}

async function scored(evidence: SavedEvidence): Promise<Report> {
  const rules = selectRules(builtInRules, { profile: "production" })
  return assess(evidence, {
    rules,
    ruleset: currentEdition,
    profile: "production",
    options: await completeOptions(rules),
    plugins: [],
    version: "0",
  })
}

/** What is not passed, for the message of a calibration that misses. */
const open = ({ findings }: Report): string =>
  findings
    .filter(({ status, inScope }) => status === "fail" || (status === "unknown" && inScope))
    .map(({ rule, severity, status, summary }) => `${severity} ${status} ${rule}: ${summary}`)
    .join("\n")

describe("the reference deployments, at full scope", () => {
  test("the guide's template as published is an F of at most 5", async () => {
    const { score } = await scored(pinned("template"))
    expect(score.scope).toEqual(
      expect.arrayContaining(["endpoint", "azure", "guest", "declared", "attested"]),
    )
    expect(score.proven).toBeLessThanOrEqual(5)
    expect(score.grade).toBe("F")
  })

  test("one node done well is a B", async () => {
    const report = await scored(pinned("hardened"))
    expect(report.score.proven, open(report)).toBeGreaterThanOrEqual(75)
    expect(report.score.proven, open(report)).toBeLessThan(90)
    expect(report.score.grade).toBe("B")
  })

  test("the same in a zone, with zone-redundant storage, alerts and drills, is an A of at least 95", async () => {
    const report = await scored(pinned("zone-redundant"))
    expect(report.score.proven, open(report)).toBeGreaterThanOrEqual(95)
    expect(report.score.grade).toBe("A")
  })

  test("one node done well without any backup is at most 59", async () => {
    const evidence = pinned("hardened")
    const gone = new Set([
      "azure.backupItems",
      "azure.diskBackups",
      "azure.snapshots",
      "azure.restorePoints",
      "guest.backupJobs",
    ])
    const witnesses = evidence.witnesses
      .filter(({ evidence: id }) => id !== "attested.backup-exists")
      .map((witness) =>
        gone.has(witness.evidence) ? { ...witness, status: "known" as const, value: [] } : witness,
      )
    const { score, findings } = await scored({ ...evidence, witnesses })
    expect(findings.find(({ rule }) => rule === "backup-exists")?.status).toBe("fail")
    expect(score.proven).toBeLessThanOrEqual(59)
  })
})

describe("the demonstration", () => {
  test("a token in the files, and a server that answers strangers: both are named, the live one decides", () => {
    expect(finding("template", "auth-reads-enforced")).toMatchObject({
      status: "fail",
      observed: expect.stringMatching(/although a token is configured$/),
      evidence: expect.arrayContaining([
        expect.objectContaining({ plane: "endpoint" }),
        expect.objectContaining({ plane: "declared" }),
      ]),
    })
    expect(finding("template", "auth-settings-effective")).toMatchObject({
      status: "fail",
      observed: expect.stringContaining("chroma_server_auth_credentials is not used by the template"),
    })
  })

  test("shows why the guide's default fails", () => {
    const failing = [
      "auth-reads-enforced",
      "auth-writes-enforced",
      "tls-endpoint",
      "network-chroma-port-exposure",
      "vm-memory-minimum",
      "backup-exists",
    ]
    for (const rule of failing) expect(finding("template", rule), rule).toMatchObject({ status: "fail" })
  })

  test.each(scenarios)("%s: the report is valid against the published schema", (scenario) => {
    const schema = JSON.parse(
      readFileSync(new URL("../../schemas/report-1.json", import.meta.url), "utf8"),
    ) as object
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    expect(ajv.validate(schema, reports[scenario]), ajv.errorsText()).toBe(true)
  })

  test.each(scenarios)(
    "%s: replaying the saved evidence gives the same report, byte for byte",
    async (scenario) => {
      const { stdout } = await cli(["replay", evidenceOf(scenario), "--json"])
      expect(stdout).toBe(`${JSON.stringify(reports[scenario], null, 2)}\n`)
    },
  )

  test.each(scenarios)("%s: no rule and no collector failed of itself", (scenario) => {
    const failed = reports[scenario].findings.filter(({ cause }) => cause?.kind === "failed")
    expect(failed.map(({ rule, cause }) => `${rule}: ${cause?.detail}`)).toEqual([])
  })

  test("stops everything it started when it is interrupted", async () => {
    const bin = fileURLToPath(new URL("../../bin/run.js", import.meta.url))
    const demo = spawn(process.execPath, [bin, "demo"], { stdio: ["ignore", "pipe", "pipe"], detached: true })
    const before = new Set(readdirSync(tmpdir()))
    const started = await new Promise<string>((resolve) => {
      let said = ""
      demo.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text
        const at = /answers behind ([\d.]+):(\d+)/.exec(said)
        if (at) resolve(`${at[1]}:${at[2]}`)
      })
    })
    // As Ctrl-C does: to the whole group.
    process.kill(-(demo.pid ?? 0), "SIGINT")
    const [code] = (await once(demo, "exit")) as [number]
    expect(code).toBe(130)
    const [host, port] = started.split(":")
    await expect(reachable(host ?? "", Number(port))).resolves.toBe(false)
    const left = readdirSync(tmpdir()).filter(
      (name) => name.startsWith("chroma-audit-demo-") && !before.has(name),
    )
    expect(left.filter((name) => existsSync(join(tmpdir(), name)))).toEqual([])
  })
})

const reachable = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false))
    socket.once("close", () => socket.destroy())
  })
