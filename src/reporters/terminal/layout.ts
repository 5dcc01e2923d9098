/** Text on a grid of columns. Texts may carry colour; prefixes set the indent of the lines that follow. */
import stringWidth from "string-width"
import wrapAnsi from "wrap-ansi"

/** Wraps text after a prefix; later lines hang under its first word. */
export function hang(prefix: string, text: string, width: number): string {
  const indent = stringWidth(prefix)
  const [first = "", ...rest] = wrapAnsi(text, Math.max(1, width - indent), { hard: true }).split("\n")
  return [prefix + first, ...rest.map((line) => " ".repeat(indent) + line)]
    .map((line) => line.trimEnd())
    .join("\n")
}

/** As `hang`, with a second text at the right edge of the first line. */
export function justify(prefix: string, left: string, right: string, width: number): string {
  const [first = "", ...rest] = hang(prefix, left, width - stringWidth(right) - 2).split("\n")
  const gap = " ".repeat(Math.max(1, width - stringWidth(first) - stringWidth(right)))
  return [first + gap + right, ...rest].join("\n")
}

/** Joins items with a separator and breaks only between them. */
export function flow(prefix: string, items: readonly string[], separator: string, width: number): string {
  const indent = stringWidth(prefix)
  const room = width - indent
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    const longer = `${last}${separator}${item}`
    if (last !== undefined && stringWidth(longer) <= room) lines[lines.length - 1] = longer
    else lines.push(item)
  }
  return lines.map((line, index) => hang(index === 0 ? prefix : " ".repeat(indent), line, width)).join("\n")
}

const glyphs: Record<string, string> = {
  "✔": "+",
  "✖": "x",
  "–": "-",
  "·": "-",
  "→": ">",
  "…": "~",
  "█": "#",
  "▒": ":",
}

/** Every glyph that we draw as one of ASCII, of the same width. */
export const inAscii = (text: string): string =>
  text.replaceAll(/[✔✖–·→…█▒]/g, (glyph) => glyphs[glyph] ?? glyph)

export const pad = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - stringWidth(text)))

export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - stringWidth(text))) + text

/** Cuts the middle out of an id that is too long: where it begins and what it names stay readable. */
export function shorten(id: string, width: number): string {
  if (stringWidth(id) <= width) return id
  const characters = graphemes(id)
  const half = (width - 1) / 2
  return `${fill(characters, Math.floor(half))}…${fill(characters.toReversed(), Math.ceil(half), true)}`
}

/** Cuts a text that is longer than so many columns at a word. */
export function clip(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  const kept = fill(graphemes(text), width - 2)
  return `${kept.slice(0, Math.max(kept.lastIndexOf(" "), 1)).replace(/[\s,;:]+$/, "")} …`
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })
const graphemes = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment)

/** As many of the characters as fit, from the end when they come reversed. */
function fill(characters: readonly string[], width: number, reversed = false): string {
  let text = ""
  for (const character of characters) {
    const longer = reversed ? character + text : text + character
    if (stringWidth(longer) > width) break
    text = longer
  }
  return text
}
