import { comparisonFormats } from "./comparison.ts"
import { gate, type GatePolicy } from "../config/gate.ts"
import { readReport } from "../config/report.ts"
import { UsageError } from "../config/usage-error.ts"
import { compare, sameTarget } from "../engine/compare.ts"
import { terminalView } from "./output.ts"
import { inert } from "../reporters/inert.ts"
import { target } from "../reporters/wording.ts"

/**
 * @returns the exit code: what the gate says of the later report with the earlier as its baseline
 * @throws UsageError when a file holds no report, or the two are about different deployments
 */
export async function compareReports(
  before: string,
  after: string,
  flags: {
    format: keyof typeof comparisonFormats
    "fail-on"?: GatePolicy["failOn"] | undefined
    "allow-unknown"?: boolean | undefined
  },
): Promise<number> {
  const baseline = inert(await readReport(before))
  const report = inert(await readReport(after))
  if (!sameTarget(baseline, report)) {
    throw new UsageError(
      `${before} is about ${target(baseline)}, ${after} about ${target(report)}: compare two reports of one deployment.`,
    )
  }
  process.stdout.write(comparisonFormats[flags.format](compare(baseline, report), terminalView()))
  const { passed, reasons } = gate(report, {
    failOn: flags["fail-on"] ?? "never",
    allowUnknown: flags["allow-unknown"] ?? false,
    minAreaScores: [],
    requireScope: [],
    baseline,
    strictWaivers: false,
  })
  reasons.forEach((reason) => process.stderr.write(`${reason}\n`))
  return passed ? 0 : 1
}
