import { html as xml } from "hono/html"
import type { Finding, Report } from "../model/report.ts"
import { inertReporter } from "./inert.ts"
import { counts, explanation, marks, points } from "./wording.ts"

/** One test case per rule: a failure fails, what is undecided is an error, what does not count is skipped. */
export const junit = inertReporter("junit", (report) => suites(report).valueOf() as string)

function suites(report: Report) {
  const { findings, score, durationMs, startedAt } = report
  const outcomes = findings.map(outcome)
  const count = (wanted: Outcome): number => outcomes.filter((one) => one === wanted).length
  const totals = xml`tests="${findings.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${(durationMs / 1000).toFixed(3)}"`
  const properties = [
    ["proven", points(score.proven)],
    ["potential", points(score.potential)],
    ["accepted", points(score.accepted)],
    ["grade", score.grade],
    ["coverage", String(score.coverage)],
    ["scope", score.scope.join(" ")],
    ["target", report.target.url ?? report.target.ip ?? ""],
  ]
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="chroma-audit" ${totals}>
  <testsuite name="chroma-audit" timestamp="${startedAt.slice(0, 19)}" ${totals}>
    <properties>
${properties.map(([name, value]) => xml`      <property name="${name}" value="${value}"/>\n`)}    </properties>
${findings.map(testCase)}  </testsuite>
</testsuites>
`
}

type Outcome = "passed" | "failure" | "error" | "skipped"

/** What is waived or does not count skips: the pipeline stays green, as the gate does, and says why. */
function outcome(finding: Finding): Outcome {
  const { status, waiver, stage } = finding
  switch (status) {
    case "pass":
      return "passed"
    case "fail":
      return waiver || stage === "preview" ? "skipped" : "failure"
    case "unknown":
      return counts(finding) ? "error" : "skipped"
    case "not-applicable":
      return "skipped"
  }
}

function skippedBecause({ status, waiver, stage, summary }: Finding): string {
  if (waiver) return `waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`
  if (status === "not-applicable") return `not applicable: ${summary}`
  return `${stage === "preview" ? "preview" : "not asked"}, ${marks[status].word}: ${summary}`
}

const testCase = (finding: Finding) =>
  xml`    <testcase classname="${finding.area}" name="${finding.rule}" time="0">${body(finding)}</testcase>\n`

function body(finding: Finding) {
  const { summary, severity, cause } = finding
  switch (outcome(finding)) {
    case "passed":
      return ""
    case "failure":
      return xml`<failure message="${summary}" type="${severity}">${explanation(finding)}</failure>`
    case "error":
      return xml`<error message="${summary}" type="${cause?.kind ?? "unknown"}">${explanation(finding)}</error>`
    case "skipped":
      return xml`<skipped message="${skippedBecause(finding)}"/>`
  }
}
