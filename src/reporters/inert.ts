import type { Reporter, View } from "../model/plugin.ts"
import type { Report } from "../model/report.ts"

/** Controls, lone surrogates, line and bidirectional controls, and what XML does not allow. */
const unsafe = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu

/** One line that no terminal obeys: whitespace becomes a space, everything else unsafe a visible �. */
const line = (text: string): string => text.replaceAll(/\s+/g, " ").trim().replaceAll(unsafe, "�")

/** As `line`, but the line breaks stay. */
const lines = (text: string): string =>
  text.replaceAll(/\r\n?|\n/g, "\n").replaceAll(unsafe, (one) => (one === "\n" ? one : "�"))

/** The report with every text made safe to show: what the target sent can move no cursor and forge no line. */
export const inert = (report: Report): Report =>
  JSON.parse(JSON.stringify(report), (key: string, value: unknown) =>
    typeof value === "string" ? (manyLines.has(key) ? lines(value) : line(value)) : value,
  ) as Report

/** Commands, and unlocks, which may end with lines to add to a file. */
const manyLines: ReadonlySet<string> = new Set(["run", "unlock"])

/** A format for eyes or foreign parsers, which sees nothing but inert text. */
export const inertReporter = (id: string, render: (report: Report, view: View) => string): Reporter => ({
  id,
  render: (report, view) => render(inert(report), view),
})
