import { styleText } from "node:util"
import stringWidth from "string-width"
import type { Framework } from "../../model/framework.ts"
import type { View } from "../../model/plugin.ts"
import type { AreaScore, Counts, Finding, Report } from "../../model/report.ts"
import type { Command, Severity, Status } from "../../model/rule.ts"
import { disclaimer, standings, type Standing } from "../controls.ts"
import { inertReporter } from "../inert.ts"
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
} from "../wording.ts"
import { clip, flow, hang, inAscii, justify, pad, padStart, shorten } from "./layout.ts"

type Format = Parameters<typeof styleText>[0]
type Paint = (format: Format, text: string) => string

/** What a section needs to know of the paper. */
interface Page {
  width: number
  paint: Paint
}

/** Beyond this many columns the eye loses the line. */
const widest = 120
const narrowest = 60
/** So many steps, and so many of them with what to do, fit on one screen. */
const stepsShown = 8
const advised = 3
const reasonsShown = 3

export const terminal = inertReporter("terminal", (report, view) => {
  const page = pageOf(view)
  const sections = [
    heading(report, page),
    path(report, page),
    unverified(report, page),
    waivers(report, page),
    areas(report, page),
    ...(view.framework ? [controls(report, view.framework, page)] : []),
    details(report, page),
    settled(report, page),
    closing(report, page),
  ]
  const text = `${sections.filter((section) => section !== "").join("\n\n")}\n`
  return view.ascii ? inAscii(text) : text
})

const pageOf = ({ width, color }: View): Page => ({
  width: Math.min(widest, Math.max(narrowest, width)),
  paint: (format, text) => (color && text !== "" ? styleText(format, text, { validateStream: false }) : text),
})

const list = (prefix: string, items: readonly string[], width: number): string =>
  flow(
    prefix,
    items.map((item, index) => (index < items.length - 1 ? `${item},` : item)),
    " ",
    width,
  )

const title = (text: string, note: string, { paint, width }: Page): string =>
  flow("", [paint(["bold", "underline"], text), ...(note ? [paint("dim", note)] : [])], "  ", width)

function heading(report: Report, page: Page): string {
  const { tool, startedAt, durationMs, profile } = report
  const about = [
    `chroma-audit ${tool.version}`,
    `rules ${tool.ruleset} (scoring ${tool.scoring})`,
    `profile ${profile}`,
    `${startedAt.slice(0, 16).replace("T", " ")} UTC`,
    `${(durationMs / 1000).toFixed(1)} s`,
    plural(report.evidence.length, "observation"),
    ...tool.plugins.map(({ name, version }) => `${name} ${version}`),
  ]
  const capped = cap(report)
  return [
    flow("", about, " · ", page.width).replaceAll(/^.+$/gm, (line) => page.paint("dim", line)),
    hang("", page.paint("bold", target(report)), page.width),
    "",
    verdictLine(report, page),
    hang("  ", `${standing(report)}.`, page.width),
    ...(capped ? [hang("  ", capped, page.width)] : []),
  ].join("\n")
}

function verdictLine(report: Report, { width, paint }: Page): string {
  const word = verdict(report)
  const { symbol, tone } = verdicts[word]
  const [proven = "", ...rest] = headline(report)
  return flow(
    `${paint(["bold", statusColors[tone]], `${symbol} ${word}`)}  `,
    [paint("bold", proven), ...rest],
    " · ",
    width,
  )
}

function path(report: Report, page: Page): string {
  const all = steps(report)
  if (all.length === 0) return title("NOTHING TO FIX", "within the scope that was asked", page)
  const more = all.length - stepsShown
  return [
    title("FIX FIRST", "in this order; each step shows the score once it and all before it are done", page),
    ...all.slice(0, stepsShown).map((step) => stepLines(step, page)),
    ...(more > 0 ? [page.paint("dim", `    + ${more} more, up to ${points(all.at(-1)?.after ?? 0)}`)] : []),
  ].join("\n")
}

function stepLines({ finding, step, number, after, seen, advice }: Step, page: Page): string {
  const { paint, width } = page
  const effort = step === "fix" ? (finding.remediation?.effort ?? "") : "verify"
  const prefix = `${padStart(String(number), 2)} ${symbolOf(finding.status, paint)} `
  const indent = " ".repeat(stringWidth(prefix))
  return [
    justify(
      prefix,
      paint("bold", finding.title),
      `${pad(paint("dim", effort), 7)} ${paint("bold", `→ ${padStart(points(after), 5)}`)}`,
      width,
    ),
    flow(
      indent,
      [severityOf(finding.severity, paint), paint("dim", finding.rule), ...waived(finding)],
      " · ",
      width,
    ),
    hang(indent, clip(seen, 2 * (width - indent.length)), width),
    ...((number <= advised || step === "prove") && advice ? [hang(`${indent}→ `, advice, width)] : []),
  ].join("\n")
}

/**
 * A command is printed whole and never wrapped, so that it can be copied; what is no command of its
 * tool says what it is for. Several lines keep to the left edge: indentation has meaning in them.
 */
function commandLines({ tool, run }: Command, indent: string, paint: Paint): string {
  const lines = run.split("\n").map((line) => paint("cyan", line))
  const label = run.startsWith(tool) ? [] : [paint("dim", `${indent}${tool}:`)]
  return [...label, ...(lines.length === 1 ? [indent + lines[0]] : lines)].join("\n")
}

function unverified(report: Report, page: Page): string {
  const groups = unlocks(report)
  if (groups.length === 0) return ""
  const count = (counted: boolean): number =>
    groups.filter((one) => one.counted === counted).reduce((sum, { findings }) => sum + findings.length, 0)
  return [
    title(
      "NOT VERIFIED",
      [
        `${count(true)} ${count(true) === 1 ? "counts" : "count"} against the score`,
        ...(count(false) > 0 ? [`${count(false)} outside of what was asked`] : []),
      ].join(" · "),
      page,
    ),
    ...groups.map((group) => unlockLines(group, page)),
  ].join("\n")
}

function unlockLines(
  { deed, addition, permissions, counted, findings, reasons }: Unlock,
  page: Page,
): string {
  const { paint, width } = page
  const more = reasons.length - reasonsShown
  return [
    hang(`  ${symbolOf("unknown", paint)} `, paint("bold", deed), width),
    ...(permissions.length > 0 ? [list("    needs ", permissions, width)] : []),
    ...(counted
      ? [
          ...reasons.slice(0, reasonsShown).map((reason) => hang("    ", reason, width)),
          ...(more > 0 ? [`    + ${plural(more, "more reason")}`] : []),
        ]
      : []),
    list(
      "    ",
      findings.map(({ rule, severity }) => `${rule} ${paint("dim", `(${severity})`)}`),
      width,
    ),
    ...addition
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const indent = Math.min(line.length - line.trimStart().length, 9)
        return hang(" ".repeat(4 + indent), paint("cyan", line.trimStart()), width)
      }),
  ].join("\n")
}

function waivers(report: Report, page: Page): string {
  const lines = lapsed(report).map(({ rule, why }) =>
    hang(`  ${page.paint("yellow", "!")} `, `${page.paint("bold", rule)} ${why}`, page.width),
  )
  return lines.length === 0
    ? ""
    : [title("WAIVERS THAT DO NOT HOLD", "their failures count", page), ...lines].join("\n")
}

function areas({ areas }: Report, page: Page): string {
  const nameWidth = Math.max(...areas.map((area) => stringWidth(area.title)))
  return [
    title(
      "AREAS",
      "score, or proven – potential; share decided; ✔ passed ✖ fails ? not verified – not applicable",
      page,
    ),
    ...areas.map((area) => areaLine(area, nameWidth, page)),
  ].join("\n")
}

function areaLine(area: AreaScore, nameWidth: number, { paint, width }: Page): string {
  const { proven, potential, coverage, counts } = area
  const range = proven === potential ? points(proven) : `${points(proven)} – ${points(potential)}`
  const score = coverage === 0 ? "nothing decided" : `${pad(range, 14)} ${padStart(percent(coverage), 7)}`
  const tally = tallied(counts)
    .map(([status, count]) => `${symbolOf(status, paint)} ${pad(String(count), 2)}`)
    .join("  ")
  const left = [
    `  ${pad(area.title, nameWidth)}`,
    ...(width >= 100 ? [coverage === 0 ? bar(0, 0, paint) : bar(proven, potential, paint)] : []),
    pad(score, 22),
  ].join("  ")
  const fits = stringWidth(left) + 2 + stringWidth(tally) <= width
  return `${left}${fits ? "  " : `\n${" ".repeat(nameWidth + 4)}`}${tally}`.trimEnd()
}

const tallied = ({ pass, fail, unknown, notApplicable }: Counts) =>
  [
    ["pass", pass],
    ["fail", fail],
    ["unknown", unknown],
    ["not-applicable", notApplicable],
  ] as const

const barLength = 20

/** Full to what is proven, shaded to what is possible. */
function bar(proven: number, potential: number, paint: Paint): string {
  const full = Math.floor((proven / 100) * barLength)
  const possible = Math.floor((potential / 100) * barLength) - full
  return (
    paint("green", "█".repeat(full)) +
    paint("yellow", "▒".repeat(possible)) +
    paint("dim", "·".repeat(barLength - full - possible))
  )
}

function controls(report: Report, framework: Framework, page: Page): string {
  const { standings: all, unmapped } = standings(report, framework)
  return [
    title(`${framework.name} ${framework.edition}`, disclaimer, page),
    ...all.map((standing) => controlLines(standing, page)),
    page.paint("dim", `  ${plural(unmapped, "finding")} on no control of it`),
  ].join("\n")
}

function controlLines({ control, status, findings }: Standing, { paint, width }: Page): string {
  const prefix = `  ${symbolOf(status, paint)} `
  return [
    hang(`${prefix}${paint("bold", control.id)} `, control.title, width),
    ...(findings.length > 0
      ? [
          list(
            "    ",
            findings.map((finding) => `${symbolOf(finding.status, paint)} ${finding.rule}`),
            width,
          ),
        ]
      : [paint("dim", "    none of its rules was asked")]),
  ].join("\n")
}

function details(report: Report, page: Page): string {
  const failing = failures(report)
  if (failing.length === 0) return ""
  return [
    title("WHAT FAILS", plural(failing.length, "finding"), page),
    failing.map((finding) => findingLines(finding, page)).join("\n\n"),
  ].join("\n")
}

function findingLines(finding: Finding, page: Page): string {
  const { paint, width } = page
  const { remediation, waiver, expected } = finding
  const label = (name: string): string => `    ${pad(paint("dim", name), 9)} `
  const field = (name: string, text: string): string => hang(label(name), text, width)
  return [
    hang(`  ${symbolOf(finding.status, paint)} `, paint("bold", finding.title), width),
    flow("    ", attributes(finding, paint), " · ", width),
    field("observed", finding.observed ?? finding.summary),
    ...(expected === null ? [] : [field("expected", expected)]),
    ...finding.resources.map((id, index) => field(index === 0 ? "where" : "", shorten(id, width - 14))),
    ...(waiver ? [field("waived", `until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`)] : []),
    ...(remediation
      ? [
          field("fix", `${remediation.summary} (${remediation.effort})`),
          ...remediation.commands.map((command) => commandLines(command, " ".repeat(14), paint)),
          label("verify") + paint("cyan", remediation.verify),
        ]
      : []),
    ...finding.references.map((address, index) => label(index === 0 ? "more" : "") + address),
  ].join("\n")
}

const attributes = ({ severity, rule, area, stage, instances, gain }: Finding, paint: Paint): string[] => [
  severityOf(severity, paint),
  rule,
  area,
  ...(stage === "preview" ? ["preview: weighs nothing"] : []),
  ...(instances > 1 ? [`${instances} instances`] : []),
  ...(gain > 0 ? [`+${points(gain)} if only this is fixed`] : []),
]

/** What needs no attention, by id. */
function settled({ findings }: Report, page: Page): string {
  return (["pass", "not-applicable"] as const)
    .flatMap((status) => {
      const rules = findings.filter((finding) => finding.status === status).map(({ rule }) => rule)
      if (rules.length === 0) return []
      const { symbol, word } = marks[status]
      return [
        `${title(`${symbol} ${rules.length} ${word.toUpperCase()}`, "", page)}\n${list("  ", rules, page.width)}`,
      ]
    })
    .join("\n\n")
}

/** The verdict again, where the prompt comes back, with what decided the exit status. */
function closing(report: Report, page: Page): string {
  const { reasons } = report.gate
  const more = reasons.length - reasonsShown
  return [
    verdictLine(report, page),
    ...reasons.slice(0, reasonsShown).map((reason) => hang("  - ", reason, page.width)),
    ...(more > 0 ? [`  + ${plural(more, "more reason")}`] : []),
    ...(report.plan[0]
      ? [hang("  ", page.paint("dim", "Why and how: chroma-audit explain RULE"), page.width)]
      : []),
  ].join("\n")
}

const statusColors = { pass: "green", fail: "red", unknown: "yellow", "not-applicable": "dim" } as const
const symbolOf = (status: Status, paint: Paint): string => paint(statusColors[status], marks[status].symbol)

const severityColors: Record<Severity, Format> = {
  critical: ["bold", "red"],
  high: "red",
  medium: "yellow",
  low: "dim",
}
const severityOf = (severity: Severity, paint: Paint): string => paint(severityColors[severity], severity)
