import { Type, type Static } from "typebox"
import { areaIds } from "./area.ts"
import { Cause, planes } from "./evidence.ts"
import { profiles, severities, statuses } from "./rule.ts"

/** Floored to 0.1. Not a multipleOf: most tenths are no exact multiple in binary. */
const Points = Type.Number({ minimum: 0, maximum: 100 })
const Share = Type.Number({ minimum: 0, maximum: 1 })
const Instant = Type.String({ format: "date-time" })
const PlaneName = Type.Enum([...planes])

export const Counts = Type.Object({
  pass: Type.Integer(),
  fail: Type.Integer(),
  unknown: Type.Integer(),
  notApplicable: Type.Integer(),
})
export type Counts = Static<typeof Counts>

export const grades = ["A", "B", "C", "D", "F"] as const
export type Grade = (typeof grades)[number]

export const Score = Type.Object({
  /** ceiling × Π(1 − damage) over what fails and what is undecided, floored to 0.1. */
  proven: Points,
  /** The same over what fails alone: the truth lies in [proven, potential]. */
  potential: Points,
  /** Proven with waived failures left out. */
  accepted: Points,
  ceiling: Type.Number({ minimum: 0, maximum: 100 }),
  ceilingRule: Type.Union([Type.String(), Type.Null()]),
  /** Proven without any ceiling. */
  uncapped: Points,
  /** Weight of the decided rules over the weight of the applicable rules of the whole profile. */
  coverage: Share,
  grade: Type.Enum([...grades]),
  /** The planes that were asked. */
  scope: Type.Array(PlaneName),
})
export type Score = Static<typeof Score>

export const AreaScore = Type.Object({
  id: Type.Enum([...areaIds]),
  title: Type.String(),
  proven: Points,
  potential: Points,
  coverage: Share,
  counts: Counts,
})
export type AreaScore = Static<typeof AreaScore>

export const Finding = Type.Object(
  {
    rule: Type.String(),
    area: Type.Enum([...areaIds]),
    severity: Type.Enum([...severities]),
    profile: Type.Enum([...profiles]),
    status: Type.Enum([...statuses]),
    /** False when only planes that were not asked can decide it: it counts in coverage, not in the score. */
    inScope: Type.Boolean(),
    /** Preview rules weigh nothing. */
    stage: Type.Enum(["preview", "stable"]),
    ceiling: Type.Union([Type.Number(), Type.Null()]),
    title: Type.String(),
    /** One sentence: what was observed, with the value. */
    summary: Type.String(),
    observed: Type.Union([Type.String(), Type.Null()]),
    expected: Type.Union([Type.String(), Type.Null()]),
    instances: Type.Integer({ minimum: 1 }),
    resources: Type.Array(Type.String()),
    evidence: Type.Array(
      Type.Object({ id: Type.String(), plane: PlaneName, source: Type.String(), at: Instant }),
    ),
    cause: Type.Union([Cause, Type.Null()]),
    /** What fixing (or proving) this alone adds to the proven score. */
    gain: Points,
    fingerprint: Type.String(),
    waiver: Type.Union([
      Type.Object({ reason: Type.String(), owner: Type.String(), expires: Type.String() }),
      Type.Null(),
    ]),
    remediation: Type.Union([
      Type.Object({
        summary: Type.String(),
        effort: Type.Enum(["minutes", "hours", "days"]),
        commands: Type.Array(Type.Object({ tool: Type.String(), run: Type.String() })),
        verify: Type.String(),
      }),
      Type.Null(),
    ]),
    references: Type.Array(Type.String()),
  },
  { title: "Finding" },
)
export type Finding = Static<typeof Finding>

export const Report = Type.Object({
  schemaVersion: Type.Literal("1"),
  tool: Type.Object({
    name: Type.Literal("chroma-audit"),
    version: Type.String(),
    ruleset: Type.String(),
    scoring: Type.String(),
    plugins: Type.Array(Type.Object({ name: Type.String(), version: Type.String() })),
  }),
  target: Type.Object({ ip: Type.Optional(Type.String()), url: Type.Optional(Type.String()) }),
  profile: Type.Enum([...profiles]),
  startedAt: Instant,
  finishedAt: Instant,
  durationMs: Type.Integer({ minimum: 0 }),
  score: Score,
  areas: Type.Array(AreaScore),
  findings: Type.Array(Finding),
  /** The order to work in, ceilings first, with the score after each step and all before it. */
  plan: Type.Array(Type.Object({ rule: Type.String(), step: Type.Enum(["fix", "prove"]), after: Points })),
  evidence: Type.Array(
    Type.Object({
      id: Type.String(),
      plane: PlaneName,
      source: Type.String(),
      at: Instant,
      status: Type.Enum(["known", "absent", "unknown"]),
      cause: Type.Union([Cause, Type.Null()]),
    }),
  ),
  /** What became of every waiver that was given. */
  waivers: Type.Array(
    Type.Object({
      rule: Type.String(),
      owner: Type.String(),
      expires: Type.String(),
      status: Type.Enum(["applied", "expired", "unmatched", "void"]),
      detail: Type.String(),
    }),
  ),
  gate: Type.Object({ passed: Type.Boolean(), reasons: Type.Array(Type.String()) }),
})
export type Report = Static<typeof Report>
