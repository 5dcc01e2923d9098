import { UsageError } from "../../config/usage-error.ts"

/** What the guest script printed: a section is its lines, or why it could not be read. */
export interface GuestOutput {
  /** When the script ran, ISO 8601. */
  at: string
  asRoot: boolean
  section(name: string): Section
}

export type Section = { entries: readonly Entry[] } | { unavailable: string }
/** A line `key=value`. */
export type Entry = readonly [key: string, value: string]

const format = "1"

/** @throws UsageError when the text is not what the guest script of this format prints, or not all of it */
export function parseGuestOutput(text: string, file: string): GuestOutput {
  const lines = text.split(/\r?\n/)
  const [, made] = /^chroma-audit-guest (\S+)$/.exec(lines[0] ?? "") ?? []
  if (made === undefined) {
    throw new UsageError(
      `${file} is not what the guest script prints; \`chroma-audit explain --guest-script\` shows the script.`,
    )
  }
  if (made !== format) {
    throw new UsageError(
      `${file} comes from another guest script (format ${made}, this is ${format}); run the one of \`chroma-audit explain --guest-script\`.`,
    )
  }
  if (!lines.includes("== end")) {
    throw new UsageError(`${file} is cut off before its last line "== end"; keep the whole output.`)
  }
  const sections = sectionsOf(lines)
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1)
  const at = new Date(header("at") ?? Number.NaN)
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`${file} does not say when it was made; keep the whole output.`)
  return {
    at: at.toISOString(),
    asRoot: header("root") === "yes",
    section: (name) => sections.get(name) ?? { unavailable: `the output has no section "${name}"` },
  }
}

/** Content is indented, headings are not: nothing inside a section can pass for one. */
function sectionsOf(lines: readonly string[]): Map<string, Section> {
  const sections = new Map<string, Section>()
  let entries: Entry[] = []
  for (const line of lines) {
    const [, name, unavailable] = /^== (\w+)(?: unavailable: (.*))?$/.exec(line) ?? []
    const at = line.indexOf("=")
    if (name !== undefined) {
      entries = []
      sections.set(name, unavailable === undefined ? { entries } : { unavailable })
    } else if (line.startsWith("  ") && at > 0) {
      entries.push([line.slice(2, at), line.slice(at + 1)])
    }
  }
  return sections
}

/** Every value under a key. */
export const valuesOf = (entries: readonly Entry[], key: string): string[] =>
  entries.filter(([name]) => name === key).map(([, value]) => value)

/** The value under a key; undefined when there is none or it is blank. */
export const valueOf = (entries: readonly Entry[], key: string): string | undefined =>
  valuesOf(entries, key)[0]?.trim() || undefined

/** A value that is a number; null when there is none. */
export const numberOf = (entries: readonly Entry[], key: string): number | null => {
  const value = valueOf(entries, key)
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null
}

/** A value that is yes or no; null when there is neither. */
export const answerOf = (entries: readonly Entry[], key: string): boolean | null => {
  const value = valueOf(entries, key)
  return value === "yes" ? true : value === "no" ? false : null
}

/** A value of several parts, which the script sets apart with bars; the last may hold bars itself. */
export const partsOf = (value: string): [string, string, string] => {
  const [first = "", second = "", ...rest] = value.split("|")
  return [first, second, rest.join("|")]
}
