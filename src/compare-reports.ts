import { comparisonFormats } from "./comparison.ts"
import { gate, type GatePolicy } from "./config/gate.ts"
import { readReport } from "./config/report.ts"
import { compare } from "./engine/compare.ts"

/** @returns the exit code: what the gate says of the later report with the earlier as its baseline */
export async function compareReports(
  before: string,
  after: string,
  flags: {
    format: keyof typeof comparisonFormats
    "fail-on"?: GatePolicy["failOn"] | undefined
    "allow-unknown"?: boolean | undefined
  },
): Promise<number> {
  const [baseline, report] = await Promise.all([readReport(before), readReport(after)])
  process.stdout.write(comparisonFormats[flags.format](compare(baseline, report)))
  const { passed, reasons } = gate(report, {
    failOn: flags["fail-on"] ?? "never",
    allowUnknown: flags["allow-unknown"] ?? false,
    requireScope: [],
    baseline,
    strictWaivers: false,
  })
  reasons.forEach((reason) => process.stderr.write(`${reason}\n`))
  return passed ? 0 : 1
}
