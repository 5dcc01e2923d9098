/** What the formats for people say, in the same words and the same order. */
import type { CauseKind } from "../model/evidence.ts"
import type { Finding, Report } from "../model/report.ts"
import { severities, type Status } from "../model/rule.ts"

export const points = (score: number): string => score.toFixed(1)
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** A symbol and a word: colour alone tells nothing to some readers. */
export const marks: Record<Status, { symbol: string; word: string }> = {
  fail: { symbol: "✖", word: "fails" },
  unknown: { symbol: "?", word: "not verified" },
  pass: { symbol: "✔", word: "passed" },
  "not-applicable": { symbol: "–", word: "not applicable" },
}

/** Each verdict with its symbol, and the status whose colour it has. */
export const verdicts = {
  READY: { symbol: "✔", tone: "pass" },
  "READY WITH RISKS": { symbol: "!", tone: "unknown" },
  "GATE PASSED": { symbol: "!", tone: "unknown" },
  "NOT READY": { symbol: "✖", tone: "fail" },
} as const
export type Verdict = keyof typeof verdicts

/** Share of the rules, by weight, below which nobody knows enough to call anything ready. */
const enough = 0.5

/**
 * READY is said only when the gate passed, nothing caps the score and enough is decided: a gate that was
 * told to let everything through makes no deployment ready. What is high and stands makes it a risk.
 */
export function verdict(report: Report): Verdict {
  const { gate, score } = report
  if (!gate.passed) return "NOT READY"
  if (score.ceilingRule !== null || score.grade === "F" || score.coverage < enough) return "GATE PASSED"
  return risks(report).length > 0 ? "READY WITH RISKS" : "READY"
}

/** What is critical or high, counts, and neither passes nor is waived. */
const risks = ({ findings }: Report): Finding[] =>
  findings.filter(
    (finding) =>
      (finding.severity === "critical" || finding.severity === "high") &&
      (finding.status === "fail" || finding.status === "unknown") &&
      counts(finding) &&
      !finding.waiver,
  )

/** What stands whatever the verdict: "15 fail (1 high, 9 medium, 5 low); high: chroma-version-supported". */
export function standing(report: Report): string {
  const failing = report.findings.filter((finding) => finding.status === "fail" && counts(finding))
  const bySeverity = severities.flatMap((severity) => {
    const count = failing.filter((finding) => finding.severity === severity).length
    return count > 0 ? [`${count} ${severity}`] : []
  })
  const waived = failing.filter(({ waiver }) => waiver).length
  const named = verdict(report) === "READY WITH RISKS" ? risks(report).map(({ rule }) => rule) : []
  return [
    failing.length === 0
      ? "Nothing fails"
      : `${failing.length} ${failing.length === 1 ? "rule fails" : "rules fail"}: ${bySeverity.join(", ")}`,
    ...(waived > 0 ? [`${waived} of them waived`] : []),
    ...(report.score.coverage < enough ? [`only ${percent(report.score.coverage)} is decided`] : []),
    ...(named.length > 0 ? [`the risk is ${named.join(", ")}`] : []),
  ].join("; ")
}

export const target = ({ target: { ip, url } }: Report): string => {
  if (url && ip) return `${url} (${ip})`
  return url ?? ip ?? "declared files"
}

/** Rules that count against the score only because they are undecided. */
export const unverifiedCount = ({ plan }: Report): number =>
  plan.filter(({ step }) => step === "prove").length

/** The score in its parts: proven, potential, coverage, scope. */
export function headline(report: Report): string[] {
  const { score } = report
  const unverified = unverifiedCount(report)
  return [
    `proven ${points(score.proven)} ${score.grade}`,
    `at most ${points(score.potential)} ${
      unverified === 0
        ? "(nothing is unverified)"
        : `once the ${unverified === 1 ? "one" : unverified} unverified ${unverified === 1 ? "is" : "are"} answered`
    }`,
    `coverage ${percent(score.coverage)}`,
    `(${score.scope.join(", ") || "nothing was asked"})`,
    ...(score.accepted === score.proven ? [] : [`accepted ${points(score.accepted)} with waivers`]),
  ]
}

/** Why the score cannot be higher, in a sentence; nothing when it is not capped. */
export function cap({ score, findings }: Report): string | undefined {
  const finding = findings.find(({ rule }) => rule === score.ceilingRule)
  if (!finding) return undefined
  const why = finding.status === "fail" ? `: ${finding.title}` : ", which is not verified"
  return `Capped at ${score.ceiling} by ${sentence(finding.rule + why)} Without any cap: ${points(score.uncapped)}.`
}

/** What was observed, or why nothing could be. */
export const seenOf = ({ observed, cause, summary }: Finding): string => observed ?? cause?.detail ?? summary

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

export interface Step {
  finding: Finding
  step: Report["plan"][number]["step"]
  number: number
  /** The proven score when everything before it is done. */
  before: number
  /** The proven score when this and everything before it is done. */
  after: number
  /** What was observed or, said once only, why nothing could be. */
  seen: string
  /** What to do, in a sentence; not repeated either. */
  advice: string | undefined
}

/** Said wherever a failure that someone answers for is listed; empty for others. */
export const waived = ({ waiver }: Finding): string[] =>
  waiver ? [`waived until ${waiver.expires} by ${waiver.owner}`] : []

/** Waivers that do not hold, each with the reason; those that apply are said with their findings. */
export const lapsed = ({ waivers }: Report): { rule: string; why: string }[] =>
  waivers
    .filter(({ status }) => status !== "applied")
    .map(({ rule, owner, status, detail }) => ({ rule, why: `${status} (${owner}): ${detail}` }))

/** The plan, each step with its finding. */
export function steps({ plan, findings, score }: Report): Step[] {
  const byRule = new Map(findings.map((finding) => [finding.rule, finding]))
  const told = new Map<string, number>()
  return plan.flatMap(({ rule, step, after }, index) => {
    const finding = byRule.get(rule)
    if (!finding) return []
    const place = { number: index + 1, before: plan[index - 1]?.after ?? score.proven, after }
    const cause = JSON.stringify(finding.cause ?? rule)
    const earlier = told.get(cause)
    if (earlier !== undefined)
      return [{ finding, step, ...place, seen: `for the same reason as step ${earlier}`, advice: undefined }]
    told.set(cause, place.number)
    const advice =
      finding.remediation?.summary ?? (finding.status === "unknown" ? deedOf(finding) : undefined)
    return [{ finding, step, ...place, seen: seenOf(finding), advice }]
  })
}

/** Undecided findings that the same deed would answer. */
export interface Unlock {
  /** What to do. */
  deed: string
  /** Lines to add to a file, for the first of the findings. */
  addition: string
  /** Azure RBAC actions that are missing. */
  permissions: string[]
  /** Whether they count against the score: the plane was asked and did not answer. */
  counted: boolean
  findings: Finding[]
  /** Why they are undecided; as many sentences as there are different ones. */
  reasons: string[]
}

/** What to do where the cause does not say. */
const deeds: Record<CauseKind, string> = {
  "not-requested": "Ask the plane that can tell.",
  unauthenticated: "Log in, or give a credential that is valid.",
  forbidden: "Give the identity the permissions it lacks; `chroma-audit role` prints a role that has them.",
  "not-found": "Provide what was not found.",
  timeout: "Run the audit again, if need be with a longer --timeout.",
  throttled: "Run the audit again later.",
  malformed: "See what answered: it was not understood.",
  unreachable: "Run the audit from where it can be reached.",
  unsupported: "Nothing can be done: what was asked cannot tell.",
  inconclusive: "See the reason: what was seen does not decide.",
  failed: "Report the error to the author of the rule or collector.",
}

/** Those that count against the score first, then by severity. */
export function unlocks({ findings }: Report): Unlock[] {
  const undecided = findings
    .filter(({ status }) => status === "unknown")
    .toSorted(
      (a, b) =>
        Number(counts(b)) - Number(counts(a)) ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity),
    )
  const groups = Map.groupBy(undecided, (finding) => JSON.stringify([counts(finding), deedOf(finding)]))
  return [...groups.values()].map((group) => ({
    deed: group.map(deedOf)[0] ?? "",
    addition: group.map(additionOf)[0] ?? "",
    permissions: [...new Set(group.flatMap(({ cause }) => cause?.permission ?? []))],
    counted: group.some(counts),
    findings: group,
    reasons: [...new Set(group.map(seenOf))],
  }))
}

export const deedOf = ({ cause }: Finding): string =>
  cause?.unlock?.trim().split("\n")[0]?.trim() || deeds[cause?.kind ?? "inconclusive"]

export const additionOf = ({ cause }: Finding): string =>
  cause?.unlock?.trim().split("\n").slice(1).join("\n") ?? ""

/** Whether a finding counts in the score and the gate: its planes were asked, and its rule is no preview. */
export const counts = ({ inScope, stage }: Finding): boolean => inScope && stage === "stable"

/** What needs someone: what fails, and what counts and is undecided. Code hosts take every result for a problem. */
export const isProblem = (finding: Finding): boolean =>
  finding.status === "fail" || (finding.status === "unknown" && counts(finding))

/** Failures in the order of the plan, then those that weigh nothing. */
export function failures(report: Report): Finding[] {
  const planned = steps(report).flatMap(({ finding }) => (finding.status === "fail" ? [finding] : []))
  const preview = report.findings.filter((one) => one.status === "fail" && !planned.includes(one))
  return [...planned, ...preview]
}

/** All there is to say about a finding, line by line, for formats that hold one text. */
export const explanation = ({
  observed,
  expected,
  resources,
  cause,
  remediation,
  references,
}: Finding): string =>
  [
    ...(observed === null ? [] : [`observed: ${observed}`]),
    ...(expected === null ? [] : [`expected: ${expected}`]),
    ...resources.map((resource) => `where: ${resource}`),
    ...(cause?.permission ? [`needs: ${cause.permission}`] : []),
    ...(cause?.unlock ? [`to answer it: ${cause.unlock}`] : []),
    ...(remediation ? [`fix: ${remediation.summary}`, ...remediation.commands.map(({ run }) => run)] : []),
    ...(remediation ? [`verify: ${remediation.verify}`] : []),
    ...references.map((reference) => `more: ${reference}`),
  ].join("\n")
