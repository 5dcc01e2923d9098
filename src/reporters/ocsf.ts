import { areas } from "../model/area.ts"
import type { Finding, Report } from "../model/report.ts"
import type { Severity, Status } from "../model/rule.ts"
import { inertReporter } from "./inert.ts"
import { jsonText } from "./json.ts"

/** An array of Compliance Findings (class 2003) of the Open Cybersecurity Schema Framework, version 1.3.0. */
export const ocsf = inertReporter(
  "ocsf",
  (report) => `${jsonText(report.findings.map((finding) => event(finding, report)))}\n`,
)

const severities: Record<Severity, number> = { low: 2, medium: 3, high: 4, critical: 5 }

/** Status 2 is the schema's "did not yield a result due to missing information". */
const outcomes: Record<Status, { status_id: number; status: string }> = {
  pass: { status_id: 1, status: "Pass" },
  unknown: { status_id: 2, status: "Warning" },
  fail: { status_id: 3, status: "Fail" },
  "not-applicable": { status_id: 99, status: "Not applicable" },
}

const event = (finding: Finding, report: Report) => ({
  activity_id: 1,
  activity_name: "Create",
  category_uid: 2,
  category_name: "Findings",
  class_uid: 2003,
  class_name: "Compliance Finding",
  type_uid: 200301,
  time: Date.parse(report.finishedAt),
  ...urgency(finding),
  ...lifecycle(finding),
  message: finding.summary,
  metadata: {
    version: "1.3.0",
    product: { name: report.tool.name, vendor_name: report.tool.name, version: report.tool.version },
  },
  finding_info: {
    uid: `${finding.rule}-${finding.fingerprint}`,
    title: finding.title,
    desc: finding.summary,
    types: [areas[finding.area]],
    created_time: Date.parse(report.finishedAt),
  },
  compliance: {
    control: finding.rule,
    standards: ["Chroma Road to Production"],
    requirements: [areas[finding.area]],
    ...outcomes[finding.status],
    status_detail: finding.cause?.detail ?? finding.summary,
  },
  resources: finding.resources.map((uid) => ({ uid })),
  ...(finding.remediation
    ? {
        remediation: {
          desc: [finding.remediation.summary, ...finding.remediation.commands.map(({ run }) => run)].join(
            "\n",
          ),
          references: finding.references,
        },
      }
    : {}),
  unmapped: {
    target: report.target,
    score: report.score,
    severity: finding.severity,
    observed: finding.observed,
    expected: finding.expected,
    cause: finding.cause,
    evidence: finding.evidence,
    gain: finding.gain,
  },
})

/** What passed or does not apply needs nobody. */
const urgency = ({ status, severity }: Finding) =>
  status === "fail" || status === "unknown"
    ? { severity_id: severities[severity], severity: severity.charAt(0).toUpperCase() + severity.slice(1) }
    : { severity_id: 1, severity: "Informational" }

function lifecycle({ status, waiver }: Finding) {
  if (waiver) return { status_id: 3, status: "Suppressed" }
  return status === "fail" || status === "unknown"
    ? { status_id: 1, status: "New" }
    : { status_id: 99, status: outcomes[status].status }
}
