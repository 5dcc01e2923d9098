import { createHash } from "node:crypto"
import { tokensOf, type Cause, type Fact, type Plane, type Witness } from "../model/evidence.ts"
import type { Finding, Report } from "../model/report.ts"
import type { AnyRule, Circumstances, Remediation, Verdict } from "../model/rule.ts"
import { EvidenceStore } from "./evidence-store.ts"
import { factsOf } from "./plan.ts"

/** A finding before it is scored. */
export type Judged = Omit<Finding, "gain" | "waiver">

export interface Court {
  witnesses: readonly Witness[]
  /** What was audited, for the command that looks again. */
  target?: Report["target"]
  /** The planes that were asked. */
  scope: readonly Plane[]
  /** When the evidence was collected. */
  at: Date
  /** Complete options by rule id. */
  options: Readonly<Record<string, Circumstances["options"]>>
}

/** Judges every rule on the evidence. Pure: the same evidence gives the same findings, in the rules' order. */
export function evaluate(rules: readonly AnyRule[], court: Court): Judged[] {
  const store = new EvidenceStore(court.witnesses)
  const answeredFor = rules.flatMap(factsOf).flatMap((fact) => store.answeredFor(fact))
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const judged = new Map<string, Judged>()

  const judge = (rule: AnyRule): Judged => {
    const earlier = judged.get(rule.id)
    if (earlier) return earlier
    const decision = decideAfter(prerequisites(rule), rule, court, store)
    const described = describe(rule, decision, court, store)
    const finding =
      answeredFor.length > 0
        ? { ...described, inScope: countsForPlan(rule, decision, [...court.scope, ...answeredFor], store) }
        : described
    judged.set(rule.id, finding)
    return finding
  }
  /** What the rule presupposes, judged, with what its failing makes of this rule. */
  const prerequisites = (rule: AnyRule): [because: string, finding: Judged][] =>
    Object.entries<string>(rule.presupposes ?? {}).flatMap(([id, because]) => {
      const prerequisite = byId.get(id)
      return prerequisite ? [[because, judge(prerequisite)]] : []
    })
  return rules.map(judge)
}

const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`

type Decision = Verdict & { remediation?: Remediation }

/** One fact costs once, and what is not known for one reason is not given another. */
function decideAfter(
  prerequisites: readonly [string, Judged][],
  rule: AnyRule,
  court: Court,
  store: EvidenceStore,
): Decision {
  const failing = prerequisites.find(([, { status }]) => status === "fail")
  if (failing) return { status: "not-applicable", reason: `${sentence(failing[0])} See ${failing[1].rule}.` }
  const decision = decide(rule, court, store)
  if (decision.status !== "unknown") return decision
  const pointless = prerequisites.find(([, { status }]) => status === "not-applicable")
  if (pointless) return { status: "not-applicable", reason: pointless[1].summary }
  const cause = prerequisites.find(([, { status }]) => status === "unknown")?.[1].cause
  return cause ? { ...decision, cause } : decision
}

function decide(rule: AnyRule, court: Court, store: EvidenceStore): Decision {
  const facts: Record<string, unknown> = {}
  for (const [name, fact] of Object.entries<Fact>(rule.needs)) {
    const { observation } = store.resolve(fact)
    if (observation.status === "unknown") return { status: "unknown", cause: observation.cause }
    if (observation.status === "absent") return { status: "not-applicable", reason: observation.reason }
    facts[name] = observation.value
  }
  for (const [name, fact] of Object.entries<Fact>(rule.wants ?? {})) {
    const { observation } = store.resolve(fact)
    facts[name] = observation.status === "known" ? observation.value : undefined
  }
  const circumstances = { at: court.at, options: court.options[rule.id] ?? {} }
  try {
    const verdict = rule.check(facts, circumstances)
    if (verdict.status === "unknown") return { ...verdict, cause: withPermission(verdict.cause, rule, store) }
    return verdict.status === "fail" ? { ...verdict, remediation: rule.fix(facts, circumstances) } : verdict
  } catch (error) {
    const detail = `The rule itself failed: ${error instanceof Error ? error.message : String(error)}`
    return {
      status: "unknown",
      cause: { kind: "failed", detail, unlock: "Report this to the author of the rule." },
    }
  }
}

/** What a rule could not decide for want of a fact that was refused names the refused action. */
function withPermission(cause: Cause, rule: AnyRule, store: EvidenceStore): Cause {
  for (const fact of Object.values<Fact>(rule.wants ?? {})) {
    const { observation } = store.resolve(fact)
    const refused = observation.status === "unknown" ? observation.cause : undefined
    if (refused?.permission !== undefined) {
      const { kind, permission, unlock = cause.unlock } = refused
      return { ...cause, kind, permission, ...(unlock === undefined ? {} : { unlock }) }
    }
  }
  return cause
}

function describe(rule: AnyRule, decision: Decision, court: Court, store: EvidenceStore): Judged {
  const resources = [...(decision.resources ?? [])]
  const dissent = dissenting(rule, decision, court, store)
  const witnesses = [
    ...factsOf(rule).flatMap((fact) => store.resolve(fact).witness ?? []),
    ...dissent.map(({ witness }) => witness),
  ]
  return {
    rule: rule.id,
    area: rule.area,
    severity: rule.severity,
    profile: rule.profile,
    status: decision.status,
    inScope: decidable(rule, court.scope, store),
    stage: rule.stage ?? "stable",
    ceiling: rule.ceiling ?? null,
    title: decision.status === "fail" ? rule.failureTitle : rule.title,
    summary: [summarise(rule, decision), ...dissent.map(otherwise)].join(" "),
    observed: "observed" in decision ? decision.observed : null,
    expected: "expected" in decision ? decision.expected : null,
    instances: "instances" in decision ? (decision.instances ?? 1) : 1,
    resources,
    evidence: witnesses.map(({ evidence, plane, source, at }) => ({ id: evidence, plane, source, at })),
    cause: decision.status === "unknown" ? decision.cause : null,
    fingerprint: fingerprint(rule.id, resources),
    remediation: decision.remediation
      ? {
          effort: rule.effort,
          verify: lookAgain(rule.id, court.target),
          ...decision.remediation,
          commands: [...decision.remediation.commands],
        }
      : null,
    references: [...rule.references],
  }
}

function lookAgain(rule: string, target: Report["target"] = {}): string {
  const flags = Object.entries(target).map(([flag, value]) => `--${flag} ${value}`)
  return ["chroma-audit run", ...flags, `--rule ${rule}`].join(" ")
}

interface Dissent {
  witness: Witness
  /** What the rule would have observed on its word. */
  observed: string
}

/** The weaker planes on whose word the rule would have decided otherwise: it knows what it looks at. */
function dissenting(rule: AnyRule, decision: Decision, court: Court, store: EvidenceStore): Dissent[] {
  if (!("observed" in decision)) return []
  const heard = factsOf(rule).map((fact) => store.resolve(fact).witness)
  return factsOf(rule).flatMap((fact) => {
    const overruled = store.overruled(fact)
    if (!overruled || heard.includes(overruled.witness)) return []
    const alternative = decide(rule, court, overruled.believed)
    return "observed" in alternative && alternative.status !== decision.status
      ? [{ witness: overruled.witness, observed: alternative.observed }]
      : []
  })
}

const otherwise = ({ witness: { plane, source }, observed }: Dissent): string =>
  `The ${plane} evidence says otherwise: ${observed} (${source}).`

function summarise(rule: AnyRule, decision: Decision): string {
  switch (decision.status) {
    case "pass":
      return ended(`${rule.title}: ${decision.observed}`)
    case "fail":
      return `${rule.failureTitle}: ${decision.observed.replace(/\.$/, "")}; expected ${decision.expected}.`
    case "not-applicable":
      return decision.reason
    case "unknown":
      return decision.cause.detail
  }
}

/** People end their statements with a full stop, or not. */
const ended = (text: string): string => (text.endsWith(".") ? text : `${text}.`)

/** Whether the asked planes can decide the rule: each thing it needs is on one of them. */
function decidable(rule: AnyRule, scope: readonly Plane[], store: EvidenceStore): boolean {
  const asked = (fact: Fact): boolean =>
    tokensOf(fact).some((token) => scope.includes(token.plane) && !store.isBeside(token))
  const needs = Object.values<Fact>(rule.needs)
  return needs.length > 0 ? needs.every(asked) : factsOf(rule).some(asked)
}

/**
 * A plan answers what it can of other planes too. What is open although everything that was asked is
 * known takes a running deployment, which was not asked.
 */
function countsForPlan(
  rule: AnyRule,
  decision: Decision,
  asked: readonly Plane[],
  store: EvidenceStore,
): boolean {
  if (decision.status !== "unknown" || decision.cause.kind === "failed") return decidable(rule, asked, store)
  const facts = factsOf(rule)
  const toldByPlan = facts.some((fact) => store.answeredFor(fact).length > 0)
  const unanswered = facts.some((fact) => {
    const { witness } = store.resolve(fact)
    // Nobody can vouch yet for what the plan itself leaves to time.
    return witness?.status === "unknown" && !(toldByPlan && witness.plane === "attested")
  })
  return decidable(rule, asked, store) && unanswered
}

/** Stable over runs and machines: the rule and what it is about. ARM ids compare without case. */
function fingerprint(rule: string, resources: readonly string[]): string {
  const subject = resources.map((resource) => resource.toLowerCase()).toSorted()
  return createHash("sha256")
    .update(JSON.stringify([rule, subject]))
    .digest("hex")
    .slice(0, 16)
}
