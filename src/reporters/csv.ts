import type { Finding, Report } from "../model/report.ts"
import { inertReporter } from "./inert.ts"
import { points } from "./wording.ts"

/** RFC 4180, one row per finding; the score stands in each, so that files of many targets can be joined. */
export const csv = inertReporter("csv", (report) =>
  [Object.keys(columns), ...report.findings.map((finding) => row(finding, report))]
    .map((cells) => `${cells.map(quoted).join(",")}\r\n`)
    .join(""),
)

type Cell = (finding: Finding, report: Report) => string

const columns: Record<string, Cell> = {
  target: (_, { target }) => text(target.url ?? target.ip ?? ""),
  at: (_, { finishedAt }) => finishedAt,
  proven: (_, { score }) => points(score.proven),
  potential: (_, { score }) => points(score.potential),
  accepted: (_, { score }) => points(score.accepted),
  grade: (_, { score }) => score.grade,
  coverage: (_, { score }) => String(score.coverage),
  scope: (_, { score }) => score.scope.join(" "),
  rule: ({ rule }) => rule,
  area: ({ area }) => area,
  severity: ({ severity }) => severity,
  profile: ({ profile }) => profile,
  stage: ({ stage }) => stage,
  status: ({ status }) => status,
  in_scope: ({ inScope }) => String(inScope),
  gain: ({ gain }) => points(gain),
  title: ({ title }) => text(title),
  observed: ({ observed }) => text(observed ?? ""),
  expected: ({ expected }) => text(expected ?? ""),
  summary: ({ summary }) => text(summary),
  resources: ({ resources }) => text(resources.join("\n")),
  cause: ({ cause }) => cause?.kind ?? "",
  permission: ({ cause }) => text(cause?.permission ?? ""),
  unlock: ({ cause }) => text(cause?.unlock ?? ""),
  fix: ({ remediation }) => text(remediation?.summary ?? ""),
  effort: ({ remediation }) => remediation?.effort ?? "",
  commands: ({ remediation }) => text(remediation?.commands.map(({ run }) => run).join("\n") ?? ""),
  waived_until: ({ waiver }) => text(waiver?.expires ?? ""),
  waiver_owner: ({ waiver }) => text(waiver?.owner ?? ""),
  waiver_reason: ({ waiver }) => text(waiver?.reason ?? ""),
  references: ({ references }) => text(references.join("\n")),
  fingerprint: ({ fingerprint }) => text(fingerprint),
}

const row = (finding: Finding, report: Report): string[] =>
  Object.values(columns).map((cell) => cell(finding, report))

/** A spreadsheet runs a cell that begins like a formula; the apostrophe makes it text. */
const text = (value: string): string => (/^\s*[=+\-@]/.test(value) ? `'${value}` : value)

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
