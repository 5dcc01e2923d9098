import { areaIds, areas } from "../model/area.ts"
import { fullScope, type Plane } from "../model/evidence.ts"
import type { AreaScore, Counts, Finding, Grade, Report, Score } from "../model/report.ts"
import type { Severity } from "../model/rule.ts"

/** Names this formula and these weights; a change of either needs a new name. */
export const scoring = "proven-1"

/** The share of the score that one failing rule of each severity takes. */
export const damage: Readonly<Record<Severity, number>> = {
  critical: 0.35,
  high: 0.11,
  medium: 0.008,
  low: 0.002,
}

/** What scoring reads of a finding. */
export type Scored = Pick<
  Finding,
  "rule" | "area" | "severity" | "status" | "inScope" | "stage" | "ceiling" | "instances"
>

/** k instances of one rule cost more than one, and never more than two. */
export function damageOf({ severity, instances }: Pick<Scored, "severity" | "instances">): number {
  const one = damage[severity]
  const most = 1 - (1 - one) ** 2
  return most - (most - one) * 0.6 ** (instances - 1)
}

const fails = ({ status, stage }: Scored): boolean => status === "fail" && stage === "stable"
/** Fails, or is undecided within the scope: what stands between the score and 100. */
export const isOpen = (finding: Scored): boolean =>
  fails(finding) || (finding.status === "unknown" && finding.inScope && finding.stage === "stable")

/** Π(1 − damage), multiplied in a fixed order so that the order of findings cannot change a bit. */
const quality = (findings: readonly Scored[]): number =>
  findings
    .map(damageOf)
    .toSorted((a, b) => b - a)
    .reduce((product, share) => product * (1 - share), 1)

const ceilingOf = (findings: readonly Scored[]): number =>
  Math.min(100, ...findings.map(({ ceiling }) => ceiling ?? 100))

/** Floored to 0.1, after forgiving the last bits of binary fractions. */
const floor = (points: number): number => Math.floor(points * 10 + 1e-9) / 10

const points = (findings: readonly Scored[]): number => floor(ceilingOf(findings) * quality(findings))

/** The proven score of these findings: over what fails and what is undecided within the scope. */
export const proven = (findings: readonly Scored[]): number => points(findings.filter(isOpen))
export const potential = (findings: readonly Scored[]): number => points(findings.filter(fails))

/** Weight of the decided rules over that of the applicable ones, whatever the scope. 0 when nothing applies. */
export function coverage(findings: readonly Scored[]): number {
  const weight = (some: readonly Scored[]): number =>
    some.reduce((sum, { severity }) => sum - Math.log(1 - damage[severity]), 0)
  const applicable = findings
    .filter(({ status, stage }) => status !== "not-applicable" && stage === "stable")
    .toSorted((a, b) => damage[b.severity] - damage[a.severity])
  if (applicable.length === 0) return 0
  const decided = applicable.filter(({ status }) => status !== "unknown")
  return Math.floor((weight(decided) / weight(applicable)) * 1000 + 1e-9) / 1000
}

/** A needs the full scope, and something proven. */
export function gradeOf(points: number, scope: readonly Plane[], covered: number): Grade {
  if (points >= 90) return covered > 0 && fullScope.every((plane) => scope.includes(plane)) ? "A" : "B"
  if (points >= 75) return "B"
  if (points >= 60) return "C"
  return points >= 40 ? "D" : "F"
}

/** @param waived fingerprints of the findings that a valid waiver covers */
export function score(
  findings: readonly Finding[],
  scope: readonly Plane[],
  waived: ReadonlySet<string> = new Set(),
): Score {
  const standing = findings.filter(isOpen)
  const ceiling = ceilingOf(standing)
  const covered = coverage(findings)
  const total = proven(findings)
  return {
    proven: total,
    potential: potential(findings),
    accepted: proven(
      findings.filter(({ fingerprint, status }) => !(status === "fail" && waived.has(fingerprint))),
    ),
    ceiling,
    ceilingRule: standing.find((finding) => finding.ceiling === ceiling)?.rule ?? null,
    uncapped: floor(100 * quality(standing)),
    coverage: covered,
    grade: gradeOf(total, scope, covered),
    scope: [...scope],
  }
}

/** The same formula over each area's rules, without ceilings. */
export function scoreAreas(findings: readonly Scored[]): AreaScore[] {
  return areaIds.map((id) => {
    const own = findings.filter(({ area }) => area === id)
    return {
      id,
      title: areas[id],
      proven: floor(100 * quality(own.filter(isOpen))),
      potential: floor(100 * quality(own.filter(fails))),
      coverage: coverage(own),
      counts: count(own),
    }
  })
}

function count(findings: readonly Scored[]): Counts {
  const of = (status: Scored["status"]): number =>
    findings.filter((finding) => finding.status === status).length
  return { pass: of("pass"), fail: of("fail"), unknown: of("unknown"), notApplicable: of("not-applicable") }
}

const without = (findings: readonly Scored[], gone: Scored): Scored[] =>
  findings.filter((one) => one !== gone)

/** What settling this one finding alone adds to the proven score, to the printed decimal. */
export const gain = (findings: readonly Scored[], finding: Scored): number =>
  isOpen(finding) ? tenths(proven(without(findings, finding)) - proven(findings)) : 0

const tenths = (value: number): number => Math.round(value * 10) / 10

/** The way up: the lowest ceiling first, then the largest damage; each step with the score after it and all before. */
export function path(findings: readonly Scored[]): Report["plan"] {
  const steps = findings
    .filter(isOpen)
    .toSorted(
      (a, b) =>
        (a.ceiling ?? 100) - (b.ceiling ?? 100) ||
        damageOf(b) - damageOf(a) ||
        a.rule.localeCompare(b.rule, "en"),
    )
  let rest: readonly Scored[] = findings
  return steps.map((step) => {
    rest = without(rest, step)
    return { rule: step.rule, step: step.status === "fail" ? "fix" : "prove", after: proven(rest) }
  })
}
