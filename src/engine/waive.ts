import type { Finding, Report } from "../model/report.ts"
import type { Waiver } from "../model/waiver.ts"
import { score } from "./score.ts"

const day = 86_400_000
/** Longer promises are not promises; a rule with a ceiling is worth looking at again soon. */
const longestDays = 366
const longestDaysUnderCeiling = 30

/**
 * Marks the failures that a valid waiver covers and scores them beside the proven score, which no waiver
 * changes. What is expired, void or matches nothing is said in the report.
 */
export function waive(report: Report, waivers: readonly Waiver[]): Report {
  const judged = waivers.map((waiver) => ({ waiver, ...judge(waiver, report) }))
  const applied = judged.filter(({ status }) => status === "applied")
  const findings = report.findings.map((finding) => {
    const covering = applied.find(({ waiver }) => covers(waiver, finding))
    if (!covering) return finding
    const { reason, owner, expires } = covering.waiver
    return { ...finding, waiver: { reason, owner, expires } }
  })
  const waived = new Set(findings.filter(({ waiver }) => waiver).map(({ fingerprint }) => fingerprint))
  return {
    ...report,
    findings,
    score: score(findings, report.score.scope, waived),
    waivers: judged.map(({ waiver: { rule, owner, expires }, status, detail }) => ({
      rule,
      owner,
      expires,
      status,
      detail,
    })),
  }
}

/** A waiver for one resource covers a finding that is about that resource alone. */
function covers({ rule, resource }: Waiver, finding: Finding): boolean {
  if (finding.rule !== rule || finding.status !== "fail") return false
  if (resource === undefined) return true
  const about = finding.resources.map((one) => one.toLowerCase())
  return about.length > 0 && about.every((one) => one === resource.toLowerCase())
}

type Judgement = Pick<Report["waivers"][number], "status" | "detail">

function judge(waiver: Waiver, { findings, startedAt }: Report): Judgement {
  const left = (Date.parse(waiver.expires) + day - Date.parse(startedAt)) / day
  if (left < 0) return { status: "expired", detail: `It expired on ${waiver.expires}.` }
  const own = findings.find(({ rule }) => rule === waiver.rule)
  const longest = own?.ceiling == null ? longestDays : longestDaysUnderCeiling
  if (left > longest) {
    return {
      status: "void",
      detail: `It runs to ${waiver.expires}; this rule may be waived for ${longest} days at most.`,
    }
  }
  const { compensatedBy } = waiver
  if (compensatedBy !== undefined && findings.find(({ rule }) => rule === compensatedBy)?.status !== "pass") {
    return { status: "void", detail: `It rests on ${compensatedBy}, which does not pass.` }
  }
  if (!findings.some((finding) => covers(waiver, finding))) {
    return { status: "unmatched", detail: "No failure of that rule and resource was found." }
  }
  return { status: "applied", detail: waiver.reason }
}
