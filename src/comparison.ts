import type { Change, Comparison } from "./engine/compare.ts"

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`

const headline = ({ score: { before, after, proven, coverage } }: Comparison): string =>
  `proven ${before.proven.toFixed(1)} ${before.grade} → ${after.proven.toFixed(1)} ${after.grade} (${signed(proven)}), ` +
  `coverage ${signed(coverage * 100)} points`

const groups = (comparison: Comparison): [string, string, readonly Change[]][] => [
  ["Better", "✔", comparison.better],
  ["Worse", "✖", comparison.worse],
  ["Newly unknown", "?", comparison.newlyUnknown],
  ["Otherwise changed", "·", comparison.other],
]

const line = ({ rule, severity, before, after, summary }: Change): string =>
  `${rule} (${severity}): ${before} → ${after}. ${summary}`

/** Formats of a comparison, by name. */
export const comparisonFormats = {
  terminal: (comparison: Comparison): string =>
    [
      headline(comparison),
      ...groups(comparison).flatMap(([title, mark, changes]) =>
        changes.length > 0 ? ["", title, ...changes.map((change) => `  ${mark} ${line(change)}`)] : [],
      ),
      "",
    ].join("\n"),
  markdown: (comparison: Comparison): string =>
    [
      `**${headline(comparison)}**`,
      ...groups(comparison).flatMap(([title, , changes]) =>
        changes.length > 0
          ? ["", `### ${title}`, "", ...changes.map((change) => `- ${escaped(line(change))}`)]
          : [],
      ),
      "",
    ].join("\n"),
  json: (comparison: Comparison): string => `${JSON.stringify(comparison, null, 2)}\n`,
} as const

const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|]/g, String.raw`\$&`)
