import { readReport } from "../config/report.ts"
import { cheapest, threshold, type CheapestPlan } from "../engine/cheapest.ts"
import { proven } from "../engine/score.ts"
import { fullScope } from "../model/evidence.ts"
import type { Finding, Grade, Report } from "../model/report.ts"
import { inert } from "../reporters/inert.ts"
import { hang, justify, padStart } from "../reporters/terminal/layout.ts"
import { deedOf, marks, plural, points } from "../reporters/wording.ts"

/** The plan as text: what to do, in the order of the report's own plan, and where that leads. */
export async function planTo(file: string, grade: Grade, width: number): Promise<string> {
  const report = inert(await readReport(file))
  const plan = cheapest(report.findings, grade)
  const { before, steps } = plan
    ? described(report, plan, grade)
    : { before: unreachable(report, grade), steps: [] }
  const paragraphs = [
    hang("", before, width),
    ...(steps.length > 0 ? [steps.map((step, index) => stepLines(step, index + 1, width)).join("\n")] : []),
    ...hints(report, grade).map((hint) => hang("", hint, width)),
  ]
  return `${paragraphs.join("\n\n")}\n`
}

const unreachable = ({ score }: Report, grade: Grade): string =>
  `Even all fixes together do not reach ${grade} (${threshold[grade]}) from ${points(score.proven)}.`

interface PlannedStep {
  finding: Finding
  /** The proven score when this and everything before it is done. */
  after: number
}

function described(
  { findings, score, plan }: Report,
  { steps, after }: CheapestPlan,
  grade: Grade,
): { before: string; steps: PlannedStep[] } {
  if (steps.length === 0)
    return { before: `The proven score is ${points(score.proven)}: that is ${grade} already.`, steps: [] }
  const place = ({ rule }: Finding): number => plan.findIndex((step) => step.rule === rule)
  const ordered = steps.toSorted((a, b) => place(a) - place(b))
  return {
    before: `From ${points(score.proven)} ${score.grade} to ${points(after)} with the least effort: ${plural(steps.length, "step")} (${efforts(steps)}). Each shows the score once it and all before it are done.`,
    steps: ordered.map((finding, index) => {
      const done = new Set(ordered.slice(0, index + 1))
      return { finding, after: proven(findings.filter((one) => !done.has(one))) }
    }),
  }
}

function stepLines({ finding, after }: PlannedStep, number: number, width: number): string {
  const { rule, status, severity, remediation } = finding
  const prefix = `${padStart(String(number), 2)} ${marks[status].symbol} `
  const effort = remediation?.effort ?? "to verify"
  return [
    justify(prefix, `${rule} (${severity})`, `${effort} → ${padStart(points(after), 5)}`, width),
    hang("     ", remediation?.summary ?? deedOf(finding), width),
  ].join("\n")
}

/** "3 × minutes, 2 × hours, 1 to verify". */
function efforts(steps: readonly Finding[]): string {
  const groups = Map.groupBy(steps, ({ remediation }) => remediation?.effort)
  return (["minutes", "hours", "days", undefined] as const)
    .flatMap((effort) => {
      const count = groups.get(effort)?.length ?? 0
      return count === 0 ? [] : [effort ? `${count} × ${effort}` : `${count} to verify`]
    })
    .join(", ")
}

function hints({ score, findings }: Report, grade: Grade): string[] {
  const missing = fullScope.filter((plane) => !score.scope.includes(plane))
  const outside = findings.filter(({ status, inScope }) => status === "unknown" && !inScope).length
  return [
    ...(outside > 0
      ? [
          "",
          `${plural(outside, "rule")} outside of what was asked (${score.scope.join(", ")}) may add to it.`,
        ]
      : []),
    ...(grade === "A" && missing.length > 0
      ? [`An A also needs the planes that were not asked: ${missing.join(", ")}.`]
      : []),
  ]
}
