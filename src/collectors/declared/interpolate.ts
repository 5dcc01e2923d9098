import type { Variables } from "../configuration/settings.ts"

const reference = /\$(?:(?<escaped>\$)|(?<bare>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*))/g

/**
 * Replaces variables as Compose does: `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:+other}`,
 * `${A+other}`, `${A:?message}`, `${A?message}` and `$$` for a dollar sign. The colon makes an empty
 * value count as unset; what is unset is empty.
 */
export function interpolate(text: string, variables: Variables): string {
  let result = ""
  let done = 0
  for (const match of text.matchAll(reference)) {
    if (match.index < done) continue
    const { escaped, bare, braced } = match.groups ?? {}
    result += text.slice(done, match.index)
    done = match.index + match[0].length
    if (escaped !== undefined) result += "$"
    else if (bare !== undefined) result += variables[bare] ?? ""
    else if (braced !== undefined) {
      const end = closingBrace(text, done)
      result += substitute(variables, braced, text.slice(done, end))
      done = end + 1
    }
  }
  return result + text.slice(done)
}

function substitute(variables: Variables, name: string, operation: string): string {
  const [, colon, operator, operand = ""] = /^(:?)([-+?])([\s\S]*)$/.exec(operation) ?? []
  const value = variables[name]
  const present = value !== undefined && !(colon && value === "")
  if (operator === "-") return present ? value : interpolate(operand, variables)
  if (operator === "+") return present ? interpolate(operand, variables) : ""
  return value ?? ""
}

/** Defaults nest: `${A:-${B:-c}}`. The end of the text stands in for a brace that is missing. */
function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let index = from; index < text.length; index++) {
    if (text[index] === "{") depth++
    if (text[index] === "}" && --depth === 0) return index
  }
  return text.length
}

/** The same for every string inside a document. */
export function interpolateAll(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return interpolate(value, variables)
  if (Array.isArray(value)) return value.map((inner) => interpolateAll(inner, variables))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, interpolateAll(inner, variables)]),
  )
}
