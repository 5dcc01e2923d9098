import type { Control, Framework } from "../model/framework.ts"
import type { Finding, Report } from "../model/report.ts"
import type { Status } from "../model/rule.ts"

/** A control, with what the report knows that bears on it. */
export interface Standing {
  control: Control
  /** The worst of its findings; `not-applicable` also when none of its rules was asked. */
  status: Status
  /** The worst first. */
  findings: Finding[]
}

const worst: readonly Status[] = ["fail", "unknown", "pass", "not-applicable"]

/** The report by the controls of a framework, and how many of its findings bear on none. */
export function standings(
  { findings }: Report,
  { controls }: Framework,
): { standings: Standing[]; unmapped: number } {
  const mapped = new Set(controls.flatMap(({ rules }) => rules))
  return {
    standings: controls.map((control) => {
      const own = findings
        .filter(({ rule }) => control.rules.includes(rule))
        .toSorted((a, b) => worst.indexOf(a.status) - worst.indexOf(b.status))
      return { control, status: own[0]?.status ?? "not-applicable", findings: own }
    }),
    unmapped: findings.filter(({ rule }) => !mapped.has(rule)).length,
  }
}

/** What a grouping by controls does not say. */
export const disclaimer = "evidence for its controls, not compliance with them"
