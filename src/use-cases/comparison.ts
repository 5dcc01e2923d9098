import { styleText } from "node:util"
import type { Change, Comparison } from "../engine/compare.ts"
import type { Status } from "../model/rule.ts"
import type { View } from "../model/plugin.ts"
import { jsonText } from "../reporters/json.ts"
import { code, prose, table } from "../reporters/markdown-text.ts"
import { flow, hang } from "../reporters/terminal/layout.ts"
import { marks, plural, points } from "../reporters/wording.ts"

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`

const headline = ({ score }: Comparison): string[] => {
  const { before, after } = score
  return [
    `proven ${points(before.proven)} ${before.grade} → ${points(after.proven)} ${after.grade} (${signed(score.proven)})`,
    `at most ${points(before.potential)} → ${points(after.potential)} (${signed(score.potential)})`,
    `coverage ${signed(score.coverage * 100)} points`,
  ]
}

/** The groups that hold something, worst first, each with the status whose colour it has. */
const groups = ({ worse, newlyUnknown, better, other }: Comparison) =>
  (
    [
      { title: "Worse", tone: "fail", changes: worse },
      { title: "Newly unknown", tone: "unknown", changes: newlyUnknown },
      { title: "Better", tone: "pass", changes: better },
      { title: "Otherwise changed", tone: "not-applicable", changes: other },
    ] as const satisfies readonly { title: string; tone: Status; changes: readonly Change[] }[]
  ).filter(({ changes }) => changes.length > 0)

const word = (status: Change["before"]): string => (status === "absent" ? "not asked" : marks[status].word)
const transition = ({ before, after }: Change): string => `${word(before)} → ${word(after)}`
const nothing = "Nothing changed."

/** Formats of a comparison, by name. */
export const comparisonFormats = {
  terminal: (comparison: Comparison, { color, width }: View): string => {
    const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
      color ? styleText(format, text, { validateStream: false }) : text
    const colors = { fail: "red", unknown: "yellow", pass: "green", "not-applicable": "dim" } as const
    const [proven = "", ...rest] = headline(comparison)
    const found = groups(comparison)
    return [
      flow("", [paint("bold", proven), ...rest], " · ", width),
      ...comparison.notes.map((note) => hang("  ! ", note, width)),
      ...comparison.areas.map(({ title, before, after }) =>
        hang("  ", `${title} ${points(before)} → ${points(after)} (${signed(after - before)})`, width),
      ),
      ...found.map(({ title, tone, changes }) =>
        [
          `\n${paint(["bold", "underline"], title.toUpperCase())}  ${paint("dim", plural(changes.length, "rule"))}`,
          ...changes.flatMap((change) => [
            flow(
              `  ${paint(colors[tone], marks[tone].symbol)} `,
              [paint("bold", change.rule), change.severity, transition(change)],
              " · ",
              width,
            ),
            hang("    ", change.summary, width),
          ]),
        ].join("\n"),
      ),
      ...(found.length === 0 ? [nothing] : []),
      "",
    ].join("\n")
  },
  markdown: (comparison: Comparison): string => {
    const found = groups(comparison)
    const parts = [
      `**${headline(comparison).map(prose).join("** · ")}`,
      ...comparison.notes.map((note) => `> ${prose(note)}`),
      ...(comparison.areas.length > 0
        ? [
            table(
              ["Area", "Before", "After", ""],
              comparison.areas.map(({ title, before, after }) => [
                title,
                points(before),
                points(after),
                signed(after - before),
              ]),
            ),
          ]
        : []),
      ...found.flatMap(({ title, tone, changes }) => [
        `### ${marks[tone].symbol} ${title}`,
        table(
          ["Rule", "Severity", "Change", "What is seen now"],
          changes.map((change) => [
            code(change.rule),
            change.severity,
            transition(change),
            prose(change.summary),
          ]),
        ),
      ]),
      ...(found.length === 0 ? [nothing] : []),
    ]
    return `${parts.join("\n\n")}\n`
  },
  json: (comparison: Comparison): string => `${jsonText(comparison)}\n`,
} as const
