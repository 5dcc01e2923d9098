import type { Finding } from "../model/report.ts"
import type { Severity } from "../model/rule.ts"
import { anchor } from "./anchor.ts"
import { inertReporter } from "./inert.ts"
import { jsonText } from "./json.ts"
import { isProblem } from "./wording.ts"

/** GitLab Code Quality: what fails and is not waived, and what is undecided and counts. */
export const gitlab = inertReporter("gitlab", ({ findings }) => {
  const issues = findings.filter((finding) => isProblem(finding) && !finding.waiver)
  return `${jsonText(issues.map(issue))}\n`
})

const severities: Record<Severity, string> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
}

function issue(finding: Finding) {
  const { path, line } = anchor(finding)
  return {
    description: finding.summary || finding.title,
    check_name: finding.rule,
    fingerprint: `${finding.rule}-${finding.fingerprint}`,
    severity: finding.status === "fail" ? severities[finding.severity] : "info",
    location: { path, lines: { begin: line } },
  }
}
