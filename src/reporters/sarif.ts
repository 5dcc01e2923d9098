import type { Log, ReportingDescriptor, Result } from "sarif"
import type { Finding, Report } from "../model/report.ts"
import type { Severity } from "../model/rule.ts"
import { anchor } from "./anchor.ts"
import { inertReporter } from "./inert.ts"
import { jsonText } from "./json.ts"
import { explanation, isProblem } from "./wording.ts"

/**
 * SARIF 2.1.0: what fails, and as `open` what is undecided and counts. What passes is left out, for code
 * hosts show every result as an alert, whatever its kind.
 */
export const sarif = inertReporter(
  "sarif",
  (report) => `${jsonText(log(report, report.findings.filter(isProblem)))}\n`,
)

const log = (report: Report, problems: readonly Finding[]): Log => ({
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: {
          name: report.tool.name,
          version: report.tool.version,
          properties: { ruleset: report.tool.ruleset, scoring: report.tool.scoring },
          rules: problems.map(rule),
        },
      },
      columnKind: "utf16CodeUnits",
      invocations: [
        { executionSuccessful: true, startTimeUtc: report.startedAt, endTimeUtc: report.finishedAt },
      ],
      results: problems.map(result),
      properties: { target: report.target, profile: report.profile, score: report.score, gate: report.gate },
    },
  ],
})

/** As GitHub sorts alerts: over 9 is critical, over 7 high, over 4 medium. */
const securitySeverity: Record<Severity, string> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" }
const levels: Record<Severity, "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
}

/** Each rule has one result, so its help tells how to fix what this run found. */
function rule(finding: Finding): ReportingDescriptor {
  const { rule: id, area, severity, profile, stage, title, references } = finding
  const help = explanation(finding)
  const helpUri = references.find((reference) => address.test(reference))
  const security = area === "privacy-and-security"
  return {
    id,
    shortDescription: { text: title || id },
    ...(help ? { help: { text: help } } : {}),
    ...(helpUri ? { helpUri } : {}),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: security ? [area, "security"] : [area],
      ...(security ? { "security-severity": securitySeverity[severity] } : {}),
      severity,
      profile,
      stage,
    },
  }
}

/** An address that every reader of SARIF takes for one. */
const address = /^https?:\/\/[\w.~:/?#@!$&()*+,;=-]+$/

function result(finding: Finding, ruleIndex: number): Result {
  const { rule: ruleId, status, severity, summary, title, fingerprint, waiver } = finding
  const { path, line } = anchor(finding)
  return {
    ruleId,
    ruleIndex,
    kind: status === "fail" ? "fail" : "open",
    level: status === "fail" ? levels[severity] : "none",
    message: { text: summary || title || ruleId },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: relative(path) }, region: { startLine: line } },
        ...(finding.resources.length > 0
          ? {
              logicalLocations: [...new Set(finding.resources)].map((name) => ({
                fullyQualifiedName: name,
                kind: "resource",
              })),
            }
          : {}),
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, "chromaAudit/v1": fingerprint },
    ...(waiver
      ? {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${waiver.reason} (${waiver.owner}, until ${waiver.expires})`,
            },
          ],
        }
      : {}),
    properties: {
      observed: finding.observed,
      expected: finding.expected,
      cause: finding.cause,
      gain: finding.gain,
      remediation: finding.remediation,
    },
  }
}

/** A path as a relative reference: percent-encoded, and with no first segment that reads as a scheme. */
const relative = (path: string): string =>
  path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/")
