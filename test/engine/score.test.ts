import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import {
  coverage,
  damageOf,
  gain,
  gradeOf,
  path,
  potential,
  proven,
  score,
  scoreAreas,
  type Scored,
} from "../../src/engine/score.ts"
import { areaIds } from "../../src/model/area.ts"
import { fullScope } from "../../src/model/evidence.ts"
import type { Finding } from "../../src/model/report.ts"
import { severities, statuses, type Status } from "../../src/model/rule.ts"

const finding = fc.record({
  area: fc.constantFrom(...areaIds),
  severity: fc.constantFrom(...severities),
  status: fc.constantFrom(...statuses),
  inScope: fc.boolean(),
  stage: fc.constantFrom("stable" as const, "preview" as const),
  ceiling: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(19, 39, 59) },
  ),
  instances: fc.integer({ min: 1, max: 9 }),
})
const findings = fc
  .array(finding, { maxLength: 60 })
  .map((list): Scored[] => list.map((one, index) => ({ ...one, rule: `rule-${index}` })))
const oneOf = (list: readonly Scored[], at: number): Scored | undefined => list[at % Math.max(1, list.length)]
const replaced = (list: readonly Scored[], one: Scored, change: Partial<Scored>): Scored[] =>
  list.map((other) => (other === one ? { ...other, ...change } : other))

describe("the proven score", () => {
  test.prop([findings, fc.nat()])("never falls when a failure is fixed", (list, at) => {
    const one = oneOf(
      list.filter(({ status }) => status === "fail"),
      at,
    )
    fc.pre(one !== undefined)
    const fixed = replaced(list, one, { status: "pass" })
    expect(proven(fixed)).toBeGreaterThanOrEqual(proven(list))
    expect(potential(fixed)).toBeGreaterThanOrEqual(potential(list))
    expect(coverage(fixed)).toBeGreaterThanOrEqual(coverage(list))
    const areas = scoreAreas(list)
    scoreAreas(fixed).forEach((area, index) =>
      expect(area.proven).toBeGreaterThanOrEqual(areas[index]?.proven ?? 0),
    )
  })

  test.prop([findings, fc.nat()])("never rises when evidence within the scope is hidden", (list, at) => {
    const one = oneOf(
      list.filter(({ status, inScope }) => inScope && status !== "unknown"),
      at,
    )
    fc.pre(one !== undefined)
    const hidden = replaced(list, one, { status: "unknown", instances: 1 })
    const unhidden = replaced(list, one, { instances: 1 })
    expect(proven(hidden)).toBeLessThanOrEqual(proven(unhidden))
    if (one.status !== "not-applicable") expect(coverage(hidden)).toBeLessThanOrEqual(coverage(list))
  })

  test.prop([
    findings,
    fc.array(fc.constantFrom<Status>("pass", "fail", "not-applicable"), { minLength: 60, maxLength: 60 }),
  ])("lies in [proven, potential] once every unknown within the scope is answered", (list, answers) => {
    const answered = list.map((one, index) =>
      one.status === "unknown" && one.inScope ? { ...one, status: answers[index] ?? "pass" } : one,
    )
    expect(proven(answered)).toBeGreaterThanOrEqual(proven(list))
    expect(proven(answered)).toBeLessThanOrEqual(potential(list))
  })

  test.prop([findings, finding])(
    "is untouched by rules that pass, do not apply or are previews",
    (list, extra) => {
      for (const change of [
        { status: "pass" },
        { status: "not-applicable" },
        { stage: "preview" },
      ] as const) {
        expect(proven([...list, { ...extra, rule: "extra", ...change }])).toBe(proven(list))
      }
    },
  )

  test.prop([
    findings.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    ),
  ])("does not depend on the order, to the last bit", ([list, shuffled]) => {
    expect(proven(shuffled)).toBe(proven(list))
    expect(potential(shuffled)).toBe(potential(list))
    expect(coverage(shuffled)).toBe(coverage(list))
  })

  test.prop([findings])("stays at or below every standing ceiling", (list) => {
    const ceilings = list
      .filter(
        ({ status, inScope, stage }) =>
          stage === "stable" && (status === "fail" || (status === "unknown" && inScope)),
      )
      .map(({ ceiling }) => ceiling ?? 100)
    expect(proven(list)).toBeLessThanOrEqual(Math.min(100, ...ceilings))
  })

  test.prop([findings])("is 100 only when nothing fails and nothing in the scope is unknown", (list) => {
    const open = list.some(
      ({ status, inScope, stage }) =>
        stage === "stable" && (status === "fail" || (status === "unknown" && inScope)),
    )
    expect(proven(list) === 100).toBe(!open)
  })

  test.prop([findings, fc.nat()])("rises by exactly the gain of the finding that is settled", (list, at) => {
    const one = oneOf(
      list.filter(({ status, stage }) => status === "fail" && stage === "stable"),
      at,
    )
    fc.pre(one !== undefined)
    const settled = proven(replaced(list, one, { status: "pass" }))
    expect(gain(list, one)).toBeCloseTo(settled - proven(list), 6)
  })
})

describe("the path", () => {
  test.prop([findings])("never goes down and ends where nothing is left to do", (list) => {
    const steps = path(list).map(({ after }) => after)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    if (steps.length > 0) expect(steps.at(-1)).toBe(100)
  })

  test("begins with the lowest ceiling", () => {
    const failing = {
      area: "maintenance",
      status: "fail",
      inScope: true,
      stage: "stable",
      instances: 1,
    } as const
    const list: Scored[] = [
      { ...failing, rule: "large", severity: "critical", ceiling: null },
      { ...failing, rule: "capped-59", severity: "low", ceiling: 59 },
      { ...failing, rule: "capped-19", severity: "low", ceiling: 19 },
    ]
    expect(path(list).map(({ rule }) => rule)).toEqual(["capped-19", "capped-59", "large"])
  })
})

describe("instances", () => {
  test.prop([fc.constantFrom(...severities), fc.integer({ min: 1, max: 50 })])(
    "cost more the more there are, and at most as much as two",
    (severity, instances) => {
      const one = damageOf({ severity, instances: 1 })
      expect(damageOf({ severity, instances: instances + 1 })).toBeGreaterThan(
        damageOf({ severity, instances }),
      )
      expect(1 - damageOf({ severity, instances })).toBeGreaterThanOrEqual((1 - one) ** 2)
    },
  )
})

describe("the grade", () => {
  test("is A only with the full scope and something decided", () => {
    expect(gradeOf(95, fullScope, 0.9)).toBe("A")
    expect(gradeOf(95, ["endpoint", "azure"], 0.9)).toBe("B")
    expect(gradeOf(100, fullScope, 0)).toBe("B")
  })

  test.each([
    [90, "A"],
    [89.9, "B"],
    [75, "B"],
    [74.9, "C"],
    [60, "C"],
    [59.9, "D"],
    [40, "D"],
    [39.9, "F"],
  ] as const)("of %d points is %s", (points, grade) => {
    expect(gradeOf(points, fullScope, 1)).toBe(grade)
  })

  test.prop([
    findings.filter((list) =>
      list.every(
        ({ severity, status, stage }) => !(severity === "high" && status === "fail" && stage === "stable"),
      ),
    ),
  ])("is never A with a failing high", (list) => {
    const high: Scored = {
      rule: "high",
      area: "maintenance",
      severity: "high",
      status: "fail",
      inScope: true,
      stage: "stable",
      ceiling: null,
      instances: 1,
    }
    expect(gradeOf(proven([...list, high]), fullScope, 1)).not.toBe("A")
  })
})

describe("a waiver", () => {
  test.prop([findings, fc.nat()])(
    "leaves proven and potential alone and only raises accepted",
    (list, at) => {
      const full = list.map((one) => ({ ...one, fingerprint: one.rule })) as unknown as Finding[]
      const one = full.filter(({ status }) => status === "fail")[at % Math.max(1, full.length)]
      const plain = score(full, fullScope)
      const waived = score(full, fullScope, new Set(one ? [one.fingerprint] : []))
      expect({ ...waived, accepted: 0 }).toEqual({ ...plain, accepted: 0 })
      expect(waived.accepted).toBeGreaterThanOrEqual(plain.accepted)
    },
  )
})
