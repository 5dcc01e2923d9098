import { describe, expect, test } from "vitest"
import { defineRule, evidence, fail, Type } from "../../src/index.ts"
import { assess } from "../../src/engine/audit.ts"
import { inEdition } from "../../src/model/edition.ts"
import type { AnyRule } from "../../src/model/rule.ts"
import type { SavedEvidence } from "../../src/model/saved-evidence.ts"

const token = evidence("acme.answer", "endpoint", "the answer", Type.Integer())
const failing = (id: string, changes: Partial<AnyRule> = {}): AnyRule => ({
  ...defineRule({
    id,
    area: "maintenance",
    severity: "high",
    profile: "baseline",
    title: "",
    failureTitle: "",
    why: "",
    references: [],
    needs: { token },
    check: ({ token: value }) => fail({ observed: String(value), expected: "another" }),
    effort: "minutes",
    fix: () => ({ summary: "", commands: [] }),
    examples: [],
  }),
  ...changes,
})

const at = "2026-11-22T00:00:00Z"
const saved: SavedEvidence = {
  schemaVersion: "1",
  tool: { name: "chroma-audit", version: "0" },
  target: {},
  scope: ["endpoint"],
  startedAt: at,
  finishedAt: at,
  witnesses: [{ evidence: token.id, plane: "endpoint", source: "", at, status: "known", value: 41 }],
}

const known = ["2026.1", "2026.2", "2027.1"]
const report = (rules: readonly AnyRule[], ruleset: string) =>
  assess(saved, {
    rules: rules.map((rule) => inEdition(rule, ruleset, known)),
    profile: "production",
    ruleset,
    options: {},
    plugins: [],
    version: "0",
  })

describe("an older edition gives the old numbers from saved evidence", () => {
  const then = report([failing("first")], "2026.1")

  test("although a rule was added since: it is reported as a preview and weighs nothing", () => {
    const now = report([failing("first"), failing("second", { since: "2026.2" })], "2026.1")
    expect([now.score, now.areas.map(({ proven }) => proven)]).toEqual([
      then.score,
      then.areas.map(({ proven }) => proven),
    ])
    expect(now.findings.map(({ rule, stage, status }) => [rule, stage, status])).toEqual([
      ["first", "stable", "fail"],
      ["second", "preview", "fail"],
    ])
  })

  test("although a rule became more severe and got a ceiling", () => {
    const changed = failing("first", {
      severity: "critical",
      ceiling: 39,
      earlier: { "2026.2": { severity: "high", ceiling: 100 } },
    })
    expect(report([changed], "2026.1").score.proven).toBe(then.score.proven)
    expect(report([changed], "2027.1").score.proven).toBeLessThan(then.score.proven)
  })
})

test.each([
  ["2026.1", "high"],
  ["2026.2", "medium"],
  ["2027.1", "low"],
])("of several changes, %s has the one that held then", (edition, severity) => {
  const rule = failing("first", {
    severity: "low",
    earlier: { "2026.1": { severity: "high" }, "2026.2": { severity: "medium" } },
  })
  expect(inEdition(rule, edition, known).severity).toBe(severity)
})

test.each([
  ["2026.1", "preview"],
  ["2026.2", "stable"],
  ["2027.1", "stable"],
])("a rule of 2026.2 is, in %s, %s", (edition, stage) => {
  expect(inEdition(failing("second", { since: "2026.2" }), edition, known).stage).toBe(stage)
})

test("a rule that waits for an edition nobody has published is a preview in the newest", () => {
  expect(inEdition(failing("next", { since: "2027.2" }), "2027.1", known).stage).toBe("preview")
})
