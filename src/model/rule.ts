import type { Static, TObject } from "typebox"
import type { Area } from "./area.ts"
import type { Cause, CauseKind, Fact, Facts, Known, Observation, ValueOf, Wanted } from "./evidence.ts"

export const severities = ["critical", "high", "medium", "low"] as const
export type Severity = (typeof severities)[number]

/** Each profile includes those before it. */
export const profiles = ["baseline", "production", "enterprise"] as const
export type Profile = (typeof profiles)[number]

export const statuses = ["pass", "fail", "unknown", "not-applicable"] as const
export type Status = (typeof statuses)[number]

/** What a rule says of what it saw. Texts are plain sentences without markup. */
export type Verdict =
  | ({ status: "pass" | "fail" } & Sighting)
  | { status: "not-applicable"; reason: string; resources?: readonly string[] }
  | { status: "unknown"; cause: Cause; resources?: readonly string[] }

/** What was seen, beside what would pass, in the same terms. */
export interface Sighting {
  /** The value: "1 GiB (Standard_B1s)". */
  observed: string
  /** "at least 2 GiB". */
  expected: string
  /** ARM ids, ports or paths that the verdict is about. */
  resources?: readonly string[]
  /** How many instances fail, when more than one thing is judged; 1 unless said. */
  instances?: number
}

/** The rule holds. `observed` and `expected` are read beside each other: "4 GiB (Standard_B2s)", "at least 2 GiB". */
export const pass = (sighting: Sighting): Verdict => ({ status: "pass", ...sighting })
/** The rule is broken; the engine then asks the rule's `fix` for the way out. */
export const fail = (sighting: Sighting): Verdict => ({ status: "fail", ...sighting })
/** There is nothing to judge, and that is known: the reason is one clause ("no disk is attached"). */
export const notApplicable = (reason: string): Verdict => ({ status: "not-applicable", reason })

/** The evidence is there but does not decide: say why, and what would. */
export const undecided = (detail: string, unlock: string, kind: CauseKind = "inconclusive"): Verdict => ({
  status: "unknown",
  cause: { kind, detail, unlock },
})

/**
 * Judges every item and lets the worst decide: any failure fails (with the number of failures as
 * instances), else any unknown is unknown, else any pass passes.
 */
export function judgeEach<T>(items: readonly T[], judge: (item: T) => Verdict): Verdict {
  const verdicts = items.map(judge)
  for (const status of ["fail", "unknown", "pass"] as const) {
    const [first, ...rest] = verdicts.filter((verdict) => verdict.status === status)
    if (first) return rest.reduce(merge, first)
  }
  return verdicts[0] ?? notApplicable("there is nothing to judge")
}

function merge(one: Verdict, other: Verdict): Verdict {
  const resources = [...new Set([...(one.resources ?? []), ...(other.resources ?? [])])]
  if ((one.status === "pass" || one.status === "fail") && other.status === one.status) {
    const observed = [...new Set([one.observed, other.observed])].join("; ")
    return { ...one, observed, resources, instances: (one.instances ?? 1) + (other.instances ?? 1) }
  }
  if (one.status === "unknown" && other.status === "unknown") {
    const detail = [...new Set([one.cause.detail, other.cause.detail])].join(" ")
    return { ...one, cause: { ...one.cause, detail }, resources }
  }
  return one
}

export interface Command {
  /** What runs it: az, terraform, ssh, nginx, docker … */
  tool: string
  /** Complete: every name filled in from the evidence. */
  run: string
}

export interface Remediation {
  /** One sentence in the imperative. */
  summary: string
  commands: readonly Command[]
  /** How to see that it worked, beyond running the rule again. */
  verify?: string
}

export type Effort = "minutes" | "hours" | "days"

/** What a rule's check and remediation see besides the facts. */
export interface Circumstances<O extends TObject = TObject> {
  /** When the evidence was collected. Rules have no clock of their own. */
  at: Date
  options: Static<O>
}

/** A value for every needed fact (a bare value is `known`), and the status that must follow. */
export interface Example<N extends Facts, W extends Facts> {
  title: string
  status: Status
  given: { readonly [K in keyof N]: ExampleOf<N[K]> } & { readonly [K in keyof W]?: ExampleOf<W[K]> }
  /** Of a failing example: what the fix makes of these facts. The rule must pass then. Unless given, the facts of an example that passes. */
  fixed?: { readonly [K in keyof N]?: ExampleOf<N[K]> } & { readonly [K in keyof W]?: ExampleOf<W[K]> }
  /** What the finding must say besides, in its summary, its remedy, a command or a resource. */
  says?: string | readonly string[]
  /** The rules this one presupposes pass, unless this names one that fails. */
  failing?: string
  /** When the audit runs, for rules about age. */
  at?: string
}
type ExampleOf<F extends Fact> = ValueOf<F> | Given

/** In an example: something other than a known value. Made by `unknownBecause` and `absentBecause`. */
export interface Given {
  readonly [given]: Exclude<Observation<never>, { status: "known" }>
}
export const given: unique symbol = Symbol.for("chroma-audit.given")
/** In an example: it was asked for and could not be had. `permission` is the RBAC action that was missing. */
export const unknownBecause = (kind: CauseKind, detail = "example", permission?: string): Given => ({
  [given]: { status: "unknown", cause: permission ? { kind, detail, permission } : { kind, detail } },
})
/** In an example: it was looked for and is proven not to exist. */
export const absentBecause = (reason: string): Given => ({ [given]: { status: "absent", reason } })

/** All there is to know about one rule; see docs/writing-rules.md. */
export interface Rule<N extends Facts = Facts, W extends Facts = Facts, O extends TObject = TObject> {
  id: string
  area: Area
  severity: Severity
  profile: Profile
  /** While the rule fails, or is undecided within the scope, the score cannot exceed this. */
  ceiling?: number
  /** What is true when it passes: "The VM has at least 2 GiB of memory". */
  title: string
  /** What is true when it fails: "The VM has less than 2 GiB of memory". */
  failureTitle: string
  /** Why it matters, in a paragraph of plain text. */
  why: string
  references: readonly string[]
  /**
   * The first ruleset edition that counts it: a new rule names the next one, and is a preview until then.
   * A rule that names none has counted from the first.
   */
  since?: string
  /** What was different up to and including an edition: `{ "2026.1": { severity: "medium" } }`. */
  earlier?: Readonly<Record<string, Partial<Pick<Rule, "severity" | "ceiling" | "profile">>>>
  /** What `since` makes of it in the edition in force: a `preview` is reported and weighs nothing. */
  stage?: "preview" | "stable"
  /** While one of these rules fails, this one is not applicable: `{ "backup-exists": "there is no backup to judge" }`. */
  presupposes?: Readonly<Record<string, string>>
  /** Unknown: the finding is unknown. Absent: it is not applicable. Either way `check` is not called. */
  needs: N
  /** Sharpens the verdict; `undefined` in `check` when it is not known. */
  wants?: W
  options?: O
  check(facts: Known<N> & Wanted<W>, circumstances: Circumstances<O>): Verdict
  effort: Effort
  /** How to fix a failure, from the facts that showed it. */
  fix(facts: Known<N> & Wanted<W>, circumstances: Circumstances<O>): Remediation
  /** At least one for each of the four statuses. The test suite runs them, the documentation prints them. */
  examples: readonly Example<NoInfer<N>, NoInfer<W>>[]
}

/** A rule whose facts are no longer in its type: what lists of rules hold. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only way to forget contravariant parameters
export type AnyRule = Rule<any, any, any>

/** Declares a rule. It adds nothing at run time; it makes `check` and `examples` follow from `needs` and `wants`. */
export const defineRule = <
  const N extends Facts,
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no wants means no further properties
  const W extends Facts = {},
  O extends TObject = TObject,
>(
  rule: Rule<N, W, O>,
): Rule<N, W, O> => rule
