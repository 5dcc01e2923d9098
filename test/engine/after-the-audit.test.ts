import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { gate, type GatePolicy } from "../../src/config/gate.ts"
import { cheapest, hours, threshold } from "../../src/engine/cheapest.ts"
import { compare, worsened } from "../../src/engine/compare.ts"
import { proven } from "../../src/engine/score.ts"
import { waive } from "../../src/engine/waive.ts"
import type { Finding, Report } from "../../src/model/report.ts"
import { severities, statuses, type Effort, type Status } from "../../src/model/rule.ts"
import type { Waiver } from "../../src/model/waiver.ts"

function finding(rule: string, status: Status, over: Partial<Finding> = {}): Finding {
  return {
    rule,
    area: "maintenance",
    severity: "high",
    profile: "baseline",
    status,
    inScope: true,
    stage: "stable",
    ceiling: null,
    title: rule,
    summary: `${rule} is ${status}.`,
    observed: null,
    expected: null,
    instances: 1,
    resources: [],
    evidence: [],
    cause: null,
    gain: 0,
    fingerprint: rule,
    waiver: null,
    remediation: null,
    references: [],
    ...over,
  }
}

const counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 }

const report = (findings: Finding[]): Report => ({
  schemaVersion: "1",
  tool: { name: "chroma-audit", version: "0", ruleset: "2026.1", scoring: "proven-1", plugins: [] },
  target: {},
  profile: "production",
  startedAt: "2026-11-22T10:00:00.000Z",
  finishedAt: "2026-11-22T10:00:01.000Z",
  durationMs: 1000,
  score: {
    proven: 50,
    potential: 60,
    accepted: 50,
    ceiling: 100,
    ceilingRule: null,
    uncapped: 50,
    coverage: 0.5,
    grade: "D",
    scope: ["endpoint"],
  },
  areas: [
    { id: "maintenance", title: "Maintenance", proven: 70, potential: 80, coverage: 1, counts },
    { id: "scalability", title: "Scalability", proven: 100, potential: 100, coverage: 0, counts },
  ],
  findings,
  plan: [],
  evidence: [],
  waivers: [],
  gate: { passed: true, reasons: [] },
})

const policy = (over: Partial<GatePolicy> = {}): GatePolicy => ({
  failOn: "critical",
  allowUnknown: false,
  minAreaScores: [],
  requireScope: [],
  strictWaivers: false,
  ...over,
})

describe("the gate", () => {
  test.each<[string, Finding, Partial<GatePolicy>, boolean]>([
    ["a critical failure fails it", finding("a", "fail", { severity: "critical" }), {}, false],
    ["a high failure does not, unless asked", finding("a", "fail"), {}, true],
    ["a high failure fails --fail-on high", finding("a", "fail"), { failOn: "high" }, false],
    [
      "--fail-on never lets all through",
      finding("a", "fail", { severity: "critical" }),
      { failOn: "never" },
      true,
    ],
    [
      "a critical undecided in the scope fails it",
      finding("a", "unknown", { severity: "critical" }),
      {},
      false,
    ],
    [
      "… unless unknown is allowed",
      finding("a", "unknown", { severity: "critical" }),
      { allowUnknown: true },
      true,
    ],
    ["… or nobody asked", finding("a", "unknown", { severity: "critical", inScope: false }), {}, true],
    [
      "a preview rule never fails it",
      finding("a", "fail", { severity: "critical", stage: "preview" }),
      {},
      true,
    ],
    ["a score below the minimum fails it", finding("a", "pass"), { minScore: 51 }, false],
    ["a score at the minimum passes", finding("a", "pass"), { minScore: 50 }, true],
    [
      "an area below its minimum fails it",
      finding("a", "fail"),
      { minAreaScores: [{ area: "maintenance", score: 71 }] },
      false,
    ],
    [
      "an area at its minimum passes",
      finding("a", "fail"),
      { minAreaScores: [{ area: "maintenance", score: 70 }] },
      true,
    ],
    [
      "an area of which nothing was decided fails its minimum",
      finding("a", "fail"),
      { minAreaScores: [{ area: "scalability", score: 0 }] },
      false,
    ],
    ["too little coverage fails it", finding("a", "pass"), { minCoverage: 51 }, false],
    [
      "a plane that was not asked fails --require-scope",
      finding("a", "pass"),
      { requireScope: ["azure"] },
      false,
    ],
  ])("%s", (_, one, over, passed) => {
    const verdict = gate(report([one]), policy(over))
    expect(verdict.passed).toBe(passed)
    expect(verdict.reasons).toHaveLength(passed ? 0 : 1)
  })

  test("a baseline lets old failures through and stops new ones, even when one was fixed meanwhile", () => {
    const baseline = report([finding("old", "fail"), finding("fixed", "fail"), finding("broken", "pass")])
    const now = report([finding("old", "fail"), finding("fixed", "pass"), finding("broken", "fail")])
    const { reasons } = gate(now, policy({ failOn: "low", baseline }))
    expect(reasons).toEqual([expect.stringContaining("broken (high) fails since the baseline")])
  })
})

test("a reason is one line that names the rule, whatever the target sent", () => {
  const summary = `${"very long ".repeat(90)}\nand more`
  const { reasons } = gate(report([finding("a", "fail", { summary })]), policy({ failOn: "low" }))
  expect(reasons).toEqual(["a (high) fails: a."])
})

describe("a finding is worse than before", () => {
  test.each<[string, Partial<Finding>, Partial<Finding>, boolean]>([
    ["when it fails and passed", { status: "pass" }, { status: "fail" }, true],
    ["when it is unknown and passed", { status: "pass" }, { status: "unknown" }, true],
    ["when it fails and was unknown", { status: "unknown" }, { status: "fail" }, true],
    ["not when it is unknown and failed", { status: "fail" }, { status: "unknown" }, false],
    ["not when it stays as it was", { status: "fail" }, { status: "fail" }, false],
    ["when more instances fail", { status: "fail" }, { status: "fail", instances: 2 }, true],
    ["when another resource fails", { status: "fail" }, { status: "fail", fingerprint: "other" }, true],
    ["when its severity rose", { status: "fail", severity: "low" }, { status: "fail" }, true],
    ["not when it no longer applies", { status: "fail" }, { status: "not-applicable" }, false],
  ])("%s", (_, before, after, worse) => {
    expect(worsened(finding("a", "pass", after), report([finding("a", "pass", before)]))).toBe(worse)
  })

  test("a comparison puts every change in exactly one group", () => {
    const before = report([
      finding("up", "fail"),
      finding("down", "pass"),
      finding("lost", "pass"),
      finding("same", "fail"),
      finding("gone", "pass"),
    ])
    const after = report([
      finding("up", "pass"),
      finding("down", "fail"),
      finding("lost", "unknown"),
      finding("same", "fail"),
    ])
    const { better, worse, newlyUnknown, other } = compare(before, after)
    const names = (changes: { rule: string }[]) => changes.map(({ rule }) => rule)
    expect([better, worse, newlyUnknown, other].map(names)).toEqual([["up"], ["down"], ["lost"], ["gone"]])
  })
})

describe("a waiver", () => {
  const disk = "/subscriptions/s/disks/Data"
  const waiver: Waiver = { rule: "a", reason: "r", owner: "o", expires: "2026-12-31" }
  test.each<[string, Partial<Waiver>, Partial<Finding>, Report["waivers"][number]["status"]]>([
    ["covers the failure of its rule", {}, {}, "applied"],
    ["compares ARM ids without case", { resource: disk.toUpperCase() }, { resources: [disk] }, "applied"],
    ["for one resource does not cover two", { resource: disk }, { resources: [disk, "/other"] }, "unmatched"],
    ["for another rule matches nothing", { rule: "b" }, {}, "unmatched"],
    ["of a rule that passes matches nothing", {}, { status: "pass" }, "unmatched"],
    ["of yesterday has expired", { expires: "2026-11-21" }, {}, "expired"],
    ["of today still holds", { expires: "2026-11-22" }, {}, "applied"],
    ["for two years is void", { expires: "2028-11-22" }, {}, "void"],
    ["of a rule with a ceiling is void after 30 days", {}, { ceiling: 39 }, "void"],
    ["whose compensating rule is not there is void", { compensatedBy: "c" }, {}, "void"],
  ])("%s", (_, over, found, status) => {
    const { waivers, findings, score } = waive(report([finding("a", "fail", found)]), [
      { ...waiver, ...over },
    ])
    expect(waivers[0]?.status).toBe(status)
    expect(findings[0]?.waiver !== null).toBe(status === "applied")
    if (status === "applied") expect(score.accepted).toBeGreaterThan(score.proven)
  })

  test("that applies keeps its failure from the gate; one that does not fails a strict gate", () => {
    const failing = report([finding("a", "fail", { severity: "critical" })])
    expect(gate(waive(failing, [waiver]), policy()).passed).toBe(true)
    expect(
      gate(waive(failing, [waiver, { ...waiver, rule: "b" }]), policy({ strictWaivers: true })).reasons,
    ).toHaveLength(1)
  })
})

describe("the cheapest plan", () => {
  const some = fc.array(
    fc.record({
      severity: fc.constantFrom(...severities),
      status: fc.constantFrom(...statuses),
      effort: fc.constantFrom<Effort>("minutes", "hours", "days"),
      ceiling: fc.constantFrom(null, null, null, 39, 59),
    }),
    { maxLength: 9 },
  )
  test.prop([some, fc.constantFrom("A" as const, "B" as const, "C" as const, "D" as const)])(
    "reaches the grade with no more effort than any other set of fixes",
    (list, grade) => {
      const findings = list.map(({ severity, status, effort, ceiling }, index) =>
        finding(`r${index}`, status, {
          severity,
          ceiling,
          remediation: { summary: "", effort, commands: [], verify: "" },
        }),
      )
      const open = findings.filter(({ status }) => status === "fail" || status === "unknown")
      const subsets = Array.from({ length: 2 ** open.length }, (_, bits) =>
        open.filter((__, index) => bits & (1 << index)),
      )
      const effort = (steps: Finding[]) =>
        steps.reduce((sum, { remediation }) => sum + hours[remediation?.effort ?? "minutes"], 0)
      const reaching = subsets.filter(
        (steps) => proven(findings.filter((one) => !steps.includes(one))) >= threshold[grade],
      )
      const plan = cheapest(findings, grade)
      expect(plan?.effort).toBe(reaching.length > 0 ? Math.min(...reaching.map(effort)) : undefined)
      if (plan) expect(plan.after).toBeGreaterThanOrEqual(threshold[grade])
    },
  )
})
