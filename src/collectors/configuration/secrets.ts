import type { Settings } from "../../evidence/configuration.ts"

/** What stands in the place of a secret. */
export const redacted = "<redacted>"

const secretWords = "CREDENTIALS|HEADERS|TOKEN|KEY|SECRET|PASSWORD"
const secretName = new RegExp(secretWords, "i")
export const isSecretName = (name: string): boolean => secretName.test(name)

/** Variables that Chroma or its telemetry reads: the only ones whose values are of interest. */
const chromasOwn =
  /^(CHROMA_|OTEL_|(IS_PERSISTENT|PERSIST_DIRECTORY|ALLOW_RESET|ANONYMIZED_TELEMETRY|MIGRATIONS|RUST_LOG)$)/i

/** The value of an environment variable as it may be kept: a blank stays blank, since that is itself a finding. */
export function shownVariable(name: string, value: string): string {
  if (value.trim() === "") return ""
  return isSecretName(name) || !chromasOwn.test(name) ? redacted : withoutCredentials(value)
}

/** The value under a dotted key of Chroma's configuration file, as it may be kept. */
export function shownKey(key: string, value: string): string {
  if (value.trim() === "") return ""
  return isSecretName(key) ? redacted : withoutCredentials(value)
}

const inValues: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[^\s"']+/gi, `$1 ${redacted}`],
  [/(:\/\/)[^/@\s]+@/g, `$1${redacted}@`],
  [/([?&][^=&\s]*(?:sig|key|token|secret|pass|auth|code)[^=&\s]*=)[^&\s"']+/gi, `$1${redacted}`],
]
const inLines: readonly [RegExp, string][] = [
  // Everything after the name: a value may hold spaces, quotes and braces.
  [new RegExp(`((?:${secretWords})[\\w.-]*["']?\\s*[=:]).*`, "i"), `$1${redacted}`],
  [/(--?[\w-]*(?:password|token|secret|key|credentials)[\w-]*\s+)\S+/gi, `$1${redacted}`],
  ...inValues,
]

const replaced = (text: string, replacements: typeof inValues): string =>
  replacements.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)

/** A value whose name is not secret, without the credentials that it may carry all the same. */
export const withoutCredentials = (value: string): string => replaced(value, inValues)

/** One line of a script, with every value that may be a secret replaced; cut at 500 characters. */
export const withoutSecrets = (line: string): string => replaced(line.slice(0, 500), inLines)

/** A command's words, where a secret may also be the word after an option that names it. */
export const withoutSecretArguments = (words: readonly string[]): string[] =>
  words.map((word, index) => {
    const option = words[index - 1] ?? ""
    return option.startsWith("-") && isSecretName(option) ? redacted : withoutSecrets(word)
  })

/** Credentials that Chroma's documentation and common tutorials print. */
const documentedSamples: ReadonlySet<string> = new Set(["test-token", "chr0m4t0k3n", "admin:admin"])

/** All that is kept of a credential. */
export const describeCredential = (value: string): NonNullable<Settings["credential"]> => ({
  length: value.length,
  alphanumeric: /^[a-z0-9]+$/i.test(value),
  documentedSample: documentedSamples.has(value),
})

/** How OTLP headers are written; 0.x reads a JSON object, 1.x reads name=value pairs. */
export function headersForm(value: string): NonNullable<Settings["headersForm"]> {
  const written = value.trim()
  if (/^(\{\s*\})?$/.test(written)) return "empty"
  if (isJsonObject(written)) return "json"
  if (isJsonObject(written.replaceAll("'", '"'))) return "json-single-quoted"
  return /^[^=,\s{]+=[^,]*(,\s*[^=,\s]+=[^,]*)*$/.test(written) ? "key-value" : "other"
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith("{")) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
