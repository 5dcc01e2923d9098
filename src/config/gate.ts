import { worsened } from "../engine/compare.ts"
import { severities, type Severity } from "../model/rule.ts"
import type { Plane } from "../model/evidence.ts"
import type { Finding, Report } from "../model/report.ts"

/** What a report must meet for the run to exit 0. */
export interface GatePolicy {
  /** The mildest severity that fails; undecided rules of it within the scope fail too. */
  failOn: Severity | "never"
  allowUnknown: boolean
  minScore?: number | undefined
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
    .flatMap(({ rule, severity, status, inScope, summary }) => {
      if (status === "fail") return [`${rule} (${severity}) fails${since}: ${summary}`]
      if (status === "unknown" && inScope && !allowUnknown)
        return [`${rule} (${severity}) is undecided${since}: ${summary}`]
      return []
    })
}

const waiverReasons = ({ waivers }: Report): string[] =>
  waivers
    .filter(({ status }) => status !== "applied")
    .map(({ rule, status, detail }) => `The waiver of ${rule} is ${status}: ${detail}`)

const belowMinimum = (what: string, value: number, minimum: number | undefined): string[] =>
  minimum !== undefined && value < minimum
    ? [`${what} is ${value.toFixed(1)}; at least ${minimum} is required.`]
    : []
