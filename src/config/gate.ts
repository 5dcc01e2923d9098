import { worsened } from "../engine/compare.ts"
import { severities, type Severity } from "../model/rule.ts"
import { areas, type Area } from "../model/area.ts"
import type { Plane } from "../model/evidence.ts"
import type { Finding, Report } from "../model/report.ts"

/** What a report must meet for the run to exit 0. */
export interface GatePolicy {
  /** The mildest severity that fails; undecided rules of it within the scope fail too. */
  failOn: Severity | "never"
  allowUnknown: boolean
  minScore?: number | undefined
  minAreaScores: readonly { area: Area; score: number }[]
  /** Per cent. */
  minCoverage?: number | undefined
  requireScope: readonly Plane[]
  /** Only what is new or worse than in this report counts. */
  baseline?: Report | undefined
  /** A waiver that is expired, void or matches nothing fails. */
  strictWaivers: boolean
}

/** Every reason is one line: what is demanded and what was found. */
export function gate(report: Report, policy: GatePolicy): Report["gate"] {
  const reasons = [
    ...severityReasons(report.findings, policy),
    ...(policy.strictWaivers ? waiverReasons(report) : []),
    ...belowMinimum("The proven score", report.score.proven, policy.minScore),
    ...policy.minAreaScores.flatMap(({ area, score }) => areaReasons(report, area, score)),
    ...belowMinimum("The coverage in per cent", report.score.coverage * 100, policy.minCoverage),
    ...policy.requireScope
      .filter((plane) => !report.score.scope.includes(plane))
      .map((plane) => `The ${plane} plane is required and was not asked.`),
  ]
  return { passed: reasons.length === 0, reasons }
}

function severityReasons(findings: readonly Finding[], policy: GatePolicy): string[] {
  const { failOn, allowUnknown, baseline } = policy
  if (failOn === "never") return []
  const counted = severities.slice(0, severities.indexOf(failOn) + 1)
  const since = baseline ? " since the baseline" : ""
  return findings
    .filter((finding) => counted.includes(finding.severity) && finding.stage === "stable" && !finding.waiver)
    .filter((finding) => !baseline || worsened(finding, baseline))
    .flatMap(({ rule, severity, status, inScope, title }) => {
      if (status === "fail") return [`${rule} (${severity}) fails${since}: ${title}.`]
      if (status === "unknown" && inScope && !allowUnknown)
        return [`${rule} (${severity}) is undecided${since}: "${title}" is not verified.`]
      return []
    })
}

const waiverReasons = ({ waivers }: Report): string[] =>
  waivers
    .filter(({ status }) => status !== "applied")
    .map(({ rule, status, detail }) => `The waiver of ${rule} is ${status}: ${detail}`)

/** An area of which no rule was decided has proven nothing, whatever its empty product says. */
function areaReasons({ areas: scores }: Report, id: Area, minimum: number): string[] {
  const own = scores.find((area) => area.id === id)
  if (!own || own.coverage === 0)
    return [`Nothing was decided of ${areas[id]}; at least ${minimum} is required.`]
  return belowMinimum(`The score of ${own.title}`, own.proven, minimum)
}

const belowMinimum = (what: string, value: number, minimum: number | undefined): string[] =>
  minimum !== undefined && value < minimum
    ? [`${what} is ${value.toFixed(1)}; at least ${minimum} is required.`]
    : []
