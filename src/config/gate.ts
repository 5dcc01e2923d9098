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
}

/** Every reason is one line: what is demanded and what was found. */
export function gate(report: Report, policy: GatePolicy): Report["gate"] {
  const reasons = [
    ...severityReasons(report.findings, policy),
    ...belowMinimum("The proven score", report.score.proven, policy.minScore),
    ...belowMinimum("The coverage in per cent", report.score.coverage * 100, policy.minCoverage),
    ...policy.requireScope
      .filter((plane) => !report.score.scope.includes(plane))
      .map((plane) => `The ${plane} plane is required and was not asked.`),
  ]
  return { passed: reasons.length === 0, reasons }
}

function severityReasons(findings: readonly Finding[], { failOn, allowUnknown }: GatePolicy): string[] {
  if (failOn === "never") return []
  const counted = severities.slice(0, severities.indexOf(failOn) + 1)
  return findings
    .filter(({ severity, stage }) => counted.includes(severity) && stage === "stable")
    .flatMap(({ rule, severity, status, inScope, summary }) => {
      if (status === "fail") return [`${rule} (${severity}) fails: ${summary}`]
      if (status === "unknown" && inScope && !allowUnknown)
        return [`${rule} (${severity}) is undecided: ${summary}`]
      return []
    })
}

const belowMinimum = (what: string, value: number, minimum: number | undefined): string[] =>
  minimum !== undefined && value < minimum
    ? [`${what} is ${value.toFixed(1)}; at least ${minimum} is required.`]
    : []
