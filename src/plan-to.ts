import { readReport } from "./config/report.ts"
import { cheapest, threshold } from "./engine/cheapest.ts"
import { fullScope } from "./model/evidence.ts"
import type { Grade } from "./model/report.ts"

/** The plan as text: what to do, in the order of effort, and where that leads. */
export async function planTo(file: string, grade: Grade): Promise<string> {
  const { findings, score } = await readReport(file)
  const plan = cheapest(findings, grade)
  const missing = fullScope.filter((plane) => !score.scope.includes(plane))
  const scope =
    grade === "A" && missing.length > 0
      ? `An A also needs the planes that were not asked: ${missing.join(", ")}.\n`
      : ""
  if (!plan) return `Even all fixes together do not reach ${grade} (${threshold[grade]}).\n${scope}`
  if (plan.steps.length === 0)
    return `The proven score is ${score.proven.toFixed(1)}: that is ${grade} already.\n${scope}`
  const steps = plan.steps.map(
    ({ rule, status, remediation, cause }) =>
      `  ${status === "fail" ? "fix  " : "prove"}  ${(remediation?.effort ?? "").padEnd(8)}${rule}: ` +
      (remediation?.summary ?? cause?.unlock ?? cause?.detail ?? ""),
  )
  return `${plan.steps.length} steps from ${score.proven.toFixed(1)} to ${plan.after.toFixed(1)}:\n${steps.join("\n")}\n${scope}`
}
