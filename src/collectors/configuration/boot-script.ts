import { gunzipSync } from "node:zlib"
import type { Static } from "typebox"
import { parseEnv } from "node:util"
import { parse } from "yaml"
import type { BootScript } from "../../evidence/configuration.ts"
import { isSecretName, redacted, withoutSecrets } from "./secrets.ts"
import type { Variables } from "./settings.ts"

/** Bytes; Azure takes no more than 64 KiB, which may be packed. */
const longestScript = 256 * 1024

/** Azure's custom data, base64 and perhaps packed with gzip, as text; undefined when it is damaged or too long. */
export function decodeCustomData(base64: string): string | undefined {
  const bytes = Buffer.from(base64, "base64")
  if (bytes.length > longestScript) return undefined
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString("utf8")
  try {
    return gunzipSync(bytes, { maxOutputLength: longestScript }).toString("utf8")
  } catch {
    return undefined
  }
}

/** What decides whether cloud-init can run this to its end. The text itself is not kept. */
export function analyseBootScript(script: string): Static<typeof BootScript> {
  const lines = script.split("\n")
  return { faults: [...headFaults(lines), ...literalDollars(lines)], secrets: secretsIn(lines) }
}

type Fault = Static<typeof BootScript>["faults"][number]

const heads =
  /^(#!|#cloud-config|#include|#cloud-boothook|#part-handler|#upstart-job|## template:|content-type:|mime-version:|from )/i

function headFaults([first = ""]: readonly string[]): Fault[] {
  if (!heads.test(first)) {
    return [
      fault(
        1,
        first,
        "cloud-init runs only what begins with #! or another of its markers, at the very first character",
      ),
    ]
  }
  return first.startsWith("#!") && first.endsWith("\r")
    ? [fault(1, first, "the line ends in a carriage return, so the interpreter it names does not exist")]
    : []
}

/**
 * A backslash before a dollar sign keeps the shell from expanding it. People write it because they take
 * a Terraform heredoc for a quoted string; it is right where a shell inside the shell, or a heredoc
 * that is written to a file, is to see the dollar sign.
 */
function literalDollars(lines: readonly string[]): Fault[] {
  const faults: Fault[] = []
  let closing: string | undefined
  for (const [index, line] of lines.entries()) {
    if (closing !== undefined) {
      if (line.trim() === closing) closing = undefined
      continue
    }
    const literal = /\\\$(?:\{?[A-Za-z_]\w*\}?|\([^)]*\)?)/.exec(line)?.[0]
    if (literal !== undefined && !innerInterpreter.test(line) && !line.trimStart().startsWith("#")) {
      const name = literal.slice(1)
      faults.push(
        fault(
          index + 1,
          line,
          `\\${name} stays literal: a Terraform heredoc does not take the backslash for an escape, so the shell ` +
            `gets it and does not expand ${name}`,
        ),
      )
    }
    closing = /<<-?\s*["']?(\w+)["']?/.exec(line)?.[1]
  }
  return faults
}

const innerInterpreter = /\s-c\s|\b(awk|sed|perl|python3?|envsubst)\s|\beval\b/

/** No assigned value is kept, whatever its name: what is wrong with the line does not depend on it. */
const fault = (line: number, text: string, problem: string): Fault => ({
  line,
  text: withoutSecrets(text.trim().replace(/\b([A-Za-z_]\w*=).*/, `$1${redacted}`)),
  problem,
})

/** The names whose value stands in the script, in the order of their appearance. */
function secretsIn(lines: readonly string[]): string[] {
  const named = lines.flatMap((line) =>
    [...line.matchAll(/([A-Za-z_][\w.-]*)["']?\s*[=:]\s*(.*)/g)]
      .filter(([, name = "", value = ""]) => isSecretName(name) && isLiteralSecret(value))
      .map(([, name = ""]) => name),
  )
  const shaped = lines.flatMap((line) =>
    shapes.filter(([pattern]) => pattern.test(line)).map(([, name]) => name),
  )
  return [...new Set([...named, ...shaped])]
}

/** Not blank, not an empty object, and not a reference to something that is elsewhere. */
const isLiteralSecret = (value: string): boolean => {
  const bare = value
    .replace(/["']?\s*(>>?.*|\|.*)?$/, "")
    .replace(/^["']/, "")
    .trim()
  return bare !== "" && !/^(\$|\\\$|\{\s*\}$|<|file\b|\/)/.test(bare)
}

const shapes: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/._~-]{8,}/, "an Authorization header"],
  [/:\/\/[^/@\s$]+:[^/@\s$]+@/, "credentials in a URL"],
  [/[?&]sig=[A-Za-z0-9%]{8,}/, "a shared access signature"],
]

/** The files that a boot script writes and that configure Chroma. */
export interface WrittenFiles {
  environment: Variables
  compose?: string
  /** The release that it puts in the place of CHROMA_VERSION in the compose file it downloads. */
  version?: string
}

export function filesWrittenBy(script: string): WrittenFiles {
  const files = script.startsWith("#cloud-config") ? cloudConfigFiles(script) : shellFiles(script)
  const contentOf = (pattern: RegExp): string[] =>
    files.filter(({ path }) => pattern.test(path)).map(({ content }) => content)
  const compose = contentOf(/compose[^/]*\.ya?ml$/).at(-1)
  const version = /s[/|#]CHROMA_VERSION[/|#](\d+\.\d+\.\d+)[/|#]/.exec(script)?.[1]
  return {
    environment: parseEnvText(contentOf(/(^|\/)[^/]*\.env$/).join("\n")),
    ...(compose === undefined ? {} : { compose }),
    ...(version === undefined ? {} : { version }),
  }
}

/** NAME=value lines; what is not one is dropped. */
export const parseEnvText = (text: string): Variables =>
  Object.fromEntries(
    Object.entries(parseEnv(text)).flatMap(([name, value]) =>
      /^[A-Za-z_]\w*$/.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  )

interface WrittenFile {
  path: string
  content: string
}

function cloudConfigFiles(script: string): WrittenFile[] {
  try {
    const config = parse(script, { logLevel: "silent" }) as { write_files?: unknown } | null
    const entries: unknown[] = Array.isArray(config?.write_files) ? config.write_files : []
    return entries.flatMap((entry) => {
      const { path, content, encoding } = (entry ?? {}) as Record<string, unknown>
      if (typeof path !== "string" || typeof content !== "string") return []
      const encoded = encoding === "b64" || encoding === "base64"
      return [{ path, content: encoded ? (decodeCustomData(content) ?? "") : content }]
    })
  } catch {
    return []
  }
}

const heredoc =
  /^[^\n#]*?(?:>>?\s*(?<before>\S+)\s*)?<<-?\s*["']?(?<end>\w+)["']?[ \t]*(?:>>?\s*(?<after>\S+))?[^\n]*\n(?<body>[\s\S]*?)^\s*\k<end>[ \t]*$/gm
const teeTarget = /\btee\s+(?:-a\s+)?(\S+)/
const echo =
  /^\s*(?:sudo\s+)?(?:echo|printf)\s+(?:-\w\s+)?(?<quote>["']?)(?<text>.*)\k<quote>\s*>>?\s*(?<path>\S+)\s*$/gm

function shellFiles(script: string): WrittenFile[] {
  const written = [
    ...[...script.matchAll(heredoc)].map((match) => ({
      at: match.index,
      path: match.groups?.["before"] ?? match.groups?.["after"] ?? teeTarget.exec(match[0])?.[1] ?? "",
      content: match.groups?.["body"] ?? "",
    })),
    ...[...script.matchAll(echo)].map((match) => ({
      at: match.index,
      path: match.groups?.["path"] ?? "",
      content: match.groups?.["text"] ?? "",
    })),
  ]
  return written
    .toSorted((a, b) => a.at - b.at)
    .map(({ path, content }) => ({ path: path.replace(/["']/g, ""), content }))
}
