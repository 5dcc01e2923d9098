import { Type } from "typebox"
import { describe, expect, test } from "vitest"
import { evaluate } from "../../src/engine/evaluate.ts"
import { evidence, strongest, type Observation, type Plane, type Witness } from "../../src/model/evidence.ts"
import { defineRule, fail, notApplicable, pass, undecided, type AnyRule } from "../../src/model/rule.ts"

const seen = evidence("guest.size", "guest", "the size", Type.Number())
const declared = evidence("declared.size", "declared", "the size", Type.Number())

const rule = (over: Partial<AnyRule> = {}): AnyRule => ({
  ...defineRule({
    id: "big-enough",
    area: "scalability",
    severity: "high",
    profile: "baseline",
    title: "Big",
    failureTitle: "Small",
    why: "",
    references: [],
    needs: { size: strongest(seen, declared) },
    check: ({ size }) => (size > 1 ? pass : fail)({ observed: `${size}`, expected: "more than 1" }),
    effort: "minutes",
    fix: () => ({ summary: "Grow.", commands: [] }),
    examples: [],
  }),
  ...over,
})

const witness = (token: { id: string; plane: Plane }, observation: Observation): Witness => ({
  evidence: token.id,
  plane: token.plane,
  source: "test",
  at: "2026-11-22T00:00:00.000Z",
  ...observation,
})
const judge = (rules: AnyRule[], witnesses: Witness[], scope: Plane[] = ["guest", "declared"]) =>
  evaluate(rules, { witnesses, scope, at: new Date(0), options: {} })

const value = (number: number): Observation => ({ status: "known", value: number })

describe("judging", () => {
  test("the strongest plane that knows decides", () => {
    const [finding] = judge([rule()], [witness(declared, value(5)), witness(seen, value(1))])
    expect(finding).toMatchObject({ status: "fail", observed: "1" })
  })

  test("a plane that has nothing to say of such a target is as good as not asked", () => {
    const beside: Observation = {
      status: "unknown",
      cause: { kind: "not-requested", detail: "A machine shows nothing of it." },
    }
    const [silent] = judge([rule()], [witness(seen, beside)], ["guest"])
    expect(silent).toMatchObject({ status: "unknown", inScope: false })
    expect(silent?.cause?.detail).toBe("Nobody asked the declared plane for the size.")
    const [told] = judge([rule()], [witness(seen, beside), witness(declared, value(5))])
    expect(told).toMatchObject({ status: "pass", inScope: true })
  })

  test("planes that disagree are both named, and the stronger decides", () => {
    const [finding] = judge([rule()], [witness(declared, value(4)), witness(seen, value(1))])
    expect(finding).toMatchObject({
      status: "fail",
      summary: "Small: 1; expected more than 1. The declared evidence says otherwise: 4 (test).",
      evidence: [{ plane: "guest" }, { plane: "declared" }],
    })
  })

  describe("where a plan answers in another plane's place", () => {
    const running = evidence("guest.uptime", "guest", "since when it runs", Type.Number())
    const planned = { ...witness(seen, value(5)), plane: "declared" as const }
    const open = rule({
      needs: { size: seen, uptime: running },
      check: () => pass({ observed: "", expected: "" }),
    })

    test("its word decides, and counts", () => {
      expect(judge([rule()], [planned], ["declared"])[0]).toMatchObject({
        status: "pass",
        inScope: true,
        evidence: [{ id: "guest.size", plane: "declared" }],
      })
    })

    test("what it cannot show was not asked", () => {
      expect(judge([open], [planned], ["declared"])[0]).toMatchObject({ status: "unknown", inScope: false })
    })

    test("what it should have shown and did not counts", () => {
      const unclear: Observation = { status: "unknown", cause: { kind: "unsupported", detail: "computed" } }
      const uptime = { ...witness(running, unclear), plane: "declared" as const }
      expect(judge([open], [planned, uptime], ["declared"])[0]).toMatchObject({
        status: "unknown",
        inScope: true,
      })
    })
  })

  test("planes on whose word the rule decides alike do not disagree", () => {
    const [finding] = judge([rule()], [witness(declared, value(5)), witness(seen, value(4))])
    expect(finding).toMatchObject({ summary: "Big: 4.", evidence: [{ plane: "guest" }] })
  })

  test("a weaker plane decides when the stronger does not know", () => {
    const timedOut = witness(seen, { status: "unknown", cause: { kind: "timeout", detail: "late" } })
    expect(judge([rule()], [witness(declared, value(5)), timedOut])[0]).toMatchObject({ status: "pass" })
  })

  test("nobody asked: unknown, with how to ask each plane, out of scope", () => {
    const [finding] = judge([rule()], [], ["endpoint"])
    expect(finding).toMatchObject({ status: "unknown", inScope: false, cause: { kind: "not-requested" } })
    expect(finding?.cause?.unlock).toMatch(/--guest-output.*--tfvars/s)
  })

  test("a plane that was asked and did not answer stays in scope", () => {
    const timedOut = witness(seen, { status: "unknown", cause: { kind: "timeout", detail: "late" } })
    expect(judge([rule()], [timedOut], ["guest"])[0]).toMatchObject({
      status: "unknown",
      inScope: true,
      cause: { kind: "timeout" },
    })
  })

  test("absent evidence makes a rule not applicable, with the reason", () => {
    const none = witness(seen, { status: "absent", reason: "There is no VM." })
    expect(judge([rule()], [none])[0]).toMatchObject({ status: "not-applicable", summary: "There is no VM." })
  })

  test("a rule that throws is unknown with its error, and costs no other rule", () => {
    const broken = rule({
      id: "broken",
      check: () => {
        throw new TypeError("no such field")
      },
    })
    const [first, second] = judge([broken, rule()], [witness(seen, value(5))])
    expect(first).toMatchObject({
      status: "unknown",
      cause: { kind: "failed", detail: expect.stringContaining("no such field") },
    })
    expect(second?.status).toBe("pass")
  })

  test("a rule whose fix throws does not fail the deployment on half a finding", () => {
    const broken = rule({
      fix: () => {
        throw new Error("fix")
      },
    })
    expect(judge([broken], [witness(seen, value(1))])[0]).toMatchObject({
      status: "unknown",
      cause: { kind: "failed" },
    })
  })

  test.each([
    ["fails", 1, "not-applicable"],
    ["passes", 5, "pass"],
  ] as const)("when what a rule presupposes %s, it is judged accordingly", (_, size, status) => {
    const after = rule({
      id: "after",
      check: () => pass({ observed: "", expected: "" }),
      presupposes: { "big-enough": "it is too small" },
    })
    expect(judge([after, rule()], [witness(seen, value(size))])[0]?.status).toBe(status)
  })

  test("one fact costs once: the rule that fails is named by those it stands before", () => {
    const after = rule({ id: "after", presupposes: { "big-enough": "it is too small" } })
    expect(judge([rule(), after], [witness(seen, value(1))])[1]?.summary).toBe(
      "It is too small. See big-enough.",
    )
  })

  test("what is not known because its prerequisite is not known says so", () => {
    const timedOut = witness(seen, { status: "unknown", cause: { kind: "timeout", detail: "late" } })
    const after = rule({
      id: "after",
      needs: {},
      wants: {},
      check: () => undecided("Something else.", "Look."),
      presupposes: { "big-enough": "it is too small" },
    })
    expect(judge([after, rule()], [timedOut])[0]?.cause).toMatchObject({ kind: "timeout", detail: "late" })
  })

  test("what cannot be told of something that does not apply does not apply either", () => {
    const none = witness(seen, { status: "absent", reason: "There is no VM." })
    const after = rule({
      id: "after",
      needs: {},
      wants: {},
      check: () => undecided("Nothing to see.", "Look."),
      presupposes: { "big-enough": "it is too small" },
    })
    expect(judge([after, rule()], [none])[0]).toMatchObject({
      status: "not-applicable",
      summary: "There is no VM.",
    })
  })

  test("fingerprints follow rule and resource, not the case of an ARM id", () => {
    const at = (resource: string) =>
      judge(
        [rule({ check: () => fail({ observed: "", expected: "", resources: [resource] }) })],
        [witness(seen, value(1))],
      )[0]?.fingerprint
    expect(at("/subscriptions/A")).toBe(at("/subscriptions/a"))
    expect(at("/subscriptions/A")).not.toBe(at("/subscriptions/B"))
  })

  test("what a rule could not decide for want of a refused fact names the refused action", () => {
    const wanting = rule({
      needs: {},
      wants: { size: seen },
      check: () => undecided("Nothing was found.", "Look."),
    })
    const cause = { kind: "forbidden", detail: "403", permission: "Microsoft.Compute/disks/read" } as const
    expect(judge([wanting], [witness(seen, { status: "unknown", cause })])[0]?.cause).toMatchObject({
      kind: "forbidden",
      detail: "Nothing was found.",
      permission: "Microsoft.Compute/disks/read",
    })
  })

  test("a fix says how to look again at the same target", () => {
    const target = { ip: "20.1.2.3" }
    const court = { witnesses: [witness(seen, value(1))], target, scope: [], at: new Date(0), options: {} }
    expect(evaluate([rule()], court)[0]?.remediation?.verify).toBe(
      "chroma-audit run --ip 20.1.2.3 --rule big-enough",
    )
  })

  test.each([
    [5, "Big: as stated."],
    [1, "Small: as stated; expected more."],
  ])("a statement's own full stop is not doubled (%d)", (size, summary) => {
    const stating = rule({
      check: () => (size > 1 ? pass : fail)({ observed: "as stated.", expected: "more" }),
    })
    expect(judge([stating], [witness(seen, value(size))])[0]?.summary).toBe(summary)
  })

  test("not applicable needs no fix", () => {
    const [finding] = judge([rule({ check: () => notApplicable("None.") })], [witness(seen, value(1))])
    expect(finding?.remediation).toBeNull()
  })
})
