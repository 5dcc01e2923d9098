import type { Framework } from "../model/framework.ts"
import type { Finding, Report } from "../model/report.ts"
import { disclaimer, standings } from "./controls.ts"
import { inertReporter } from "./inert.ts"
import { code, fenced, folded, plain, prose, table } from "./markdown-text.ts"
import {
  cap,
  failures,
  headline,
  lapsed,
  marks,
  percent,
  plural,
  points,
  standing,
  steps,
  target,
  unlocks,
  verdict,
  verdicts,
  waived,
  type Step,
  type Unlock,
} from "./wording.ts"

/** What GitHub takes of one job summary, in bytes, less room for a note that something was left out. */
const limit = 1024 * 1024 - 200

/** GitHub-flavoured, for job summaries and comments. What does not fit is left out from the end, and said. */
export const markdown = inertReporter("markdown", (report, { framework }) => {
  const blocks = [
    heading(report),
    path(report),
    unverified(report),
    waivers(report),
    areas(report),
    ...(framework ? [controls(report, framework)] : []),
    everyRule(report),
    ...failures(report).map(details),
  ].filter((block) => block !== "")
  let size = 0
  const fitting = blocks.filter((block) => (size += Buffer.byteLength(block) + 2) <= limit)
  const left = blocks.length - fitting.length
  const note = left > 0 ? [`${left} parts are left out: a summary holds no more than 1 MiB.`] : []
  return `${[...fitting, ...note].join("\n\n")}\n`
})

const heading = (report: Report): string => {
  const word = verdict(report)
  const capped = cap(report)
  return [
    `## ${verdicts[word].symbol} ${word}: ${prose(target(report))}`,
    headline(report).map(prose).join(" · "),
    `${prose(standing(report))}.`,
    ...(capped ? [`> ${prose(capped)}`] : []),
    ...(report.gate.reasons.length > 0
      ? [["The gate failed:", ...report.gate.reasons.map((reason) => `- ${prose(reason)}`)].join("\n")]
      : []),
  ].join("\n\n")
}

const path = (report: Report): string => {
  const all = steps(report)
  if (all.length === 0) return "### Nothing to fix"
  return ["### Fix first", table(["", "", "What", "Rule", "Effort", "Score after"], all.map(stepRow))].join(
    "\n\n",
  )
}

const stepRow = ({ finding, step, number, after, seen }: Step): string[] => [
  String(number),
  `${marks[finding.status].symbol} ${finding.severity}`,
  [`**${prose(finding.title)}**`, prose(seen), ...waived(finding).map((text) => `_${prose(text)}_`)].join(
    " ",
  ),
  code(finding.rule),
  step === "fix" ? (finding.remediation?.effort ?? "") : "to verify",
  points(after),
]

const unverified = (report: Report): string => {
  const groups = unlocks(report)
  return groups.length === 0 ? "" : ["### Not verified", groups.map(unlock).join("\n")].join("\n\n")
}

const unlock = ({ deed, permissions, counted, findings }: Unlock): string =>
  [
    `- **${prose(deed)}**`,
    ...(permissions.length > 0 ? [`needs ${permissions.map(code).join(", ")};`] : []),
    ...(counted ? ["counts against the score:"] : ["not asked:"]),
    findings.map(({ rule }) => code(rule)).join(", "),
  ].join(" ")

const waivers = (report: Report): string => {
  const all = lapsed(report).map(({ rule, why }) => `- ${code(rule)} ${prose(why)}`)
  return all.length === 0 ? "" : ["### Waivers that do not hold", all.join("\n")].join("\n\n")
}

const areas = ({ areas }: Report): string =>
  [
    "### Areas",
    table(
      [
        "Area",
        "Proven",
        "At most",
        "Decided",
        ...Object.values(marks).map(({ symbol, word }) => `${symbol} ${word}`),
      ],
      areas.map(({ title, proven, potential, coverage, counts }) => [
        title,
        coverage === 0 ? "–" : points(proven),
        coverage === 0 ? "–" : points(potential),
        percent(coverage),
        ...[counts.fail, counts.unknown, counts.pass, counts.notApplicable].map(String),
      ]),
    ),
  ].join("\n\n")

function controls(report: Report, framework: Framework): string {
  const { standings: all, unmapped } = standings(report, framework)
  return [
    `### ${prose(`${framework.name} ${framework.edition}`)}`,
    `${disclaimer.replace(/^./, (first) => first.toUpperCase())}: <${framework.source}>. ${plural(unmapped, "finding")} on no control of it.`,
    table(
      ["", "Control", "", "Rules"],
      all.map(({ control, status, findings }) => [
        marks[status].symbol,
        control.id,
        prose(control.title),
        findings.map((finding) => `${marks[finding.status].symbol} ${code(finding.rule)}`).join(", ") ||
          "none of its rules was asked",
      ]),
    ),
  ].join("\n\n")
}

const everyRule = ({ findings }: Report): string =>
  folded(
    "Every rule",
    table(
      ["Rule", "Status", "Severity", "What was seen"],
      findings.map(({ rule, status, severity, summary }) => [
        code(rule),
        `${marks[status].symbol} ${marks[status].word}`,
        severity,
        prose(summary),
      ]),
    ),
  )

function details(finding: Finding): string {
  const { rule, title, observed, expected, summary, resources, remediation, waiver, references } = finding
  return folded(
    `✖ ${plain(title)} (${finding.severity}, ${plain(rule)})`,
    [
      [
        `- Observed: ${prose(observed ?? summary)}`,
        ...(expected === null ? [] : [`- Expected: ${prose(expected)}`]),
        ...resources.map((resource) => `- Where: ${code(resource)}`),
        ...(waiver
          ? [`- Waived until ${prose(waiver.expires)} by ${prose(waiver.owner)}: ${prose(waiver.reason)}`]
          : []),
        ...(remediation ? [`- Fix (${remediation.effort}): ${prose(remediation.summary)}`] : []),
        ...references.map((reference) => `- More: ${prose(reference)}`),
      ].join("\n"),
      ...(remediation ? remediation.commands.map(({ run }) => fenced(run)) : []),
      ...(remediation ? ["Verify:", fenced(remediation.verify)] : []),
    ].join("\n\n"),
  )
}
