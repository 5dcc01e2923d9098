import { parse } from "yaml"
import type { Container, Settings } from "../../evidence/configuration.ts"
import { redacted, shownKey, shownVariable, withoutSecretArguments } from "../configuration/secrets.ts"
import { dottedKeys, headersVariables, imageVersion, persistPath } from "../configuration/settings.ts"
import { numberOf, partsOf, valueOf, valuesOf, type Entry } from "./output.ts"

type Entries = readonly Entry[]

/** Chroma's settings, as the guest script shows them: secrets are gone, what is kept of them is beside it. */
export function settingsIn(entries: Entries): Settings {
  const version = imageVersion(valueOf(entries, "image") ?? "")
  const shown = valuesOf(entries, "env").map(assignment)
  const factsOf = (names: readonly string[]) =>
    names.flatMap((name) => shown.find(([shownName]) => shownName === name)?.[1] ?? []).map(secretFacts)[0]
  const headers = headersVariables(version)
  const blankHeaders = shown.some(([name, value]) => headers.includes(name) && value === "")
  return {
    environment: Object.fromEntries(
      shown.map(([name, value]) => [
        name,
        value.startsWith(redacted) ? redacted : shownVariable(name, value),
      ]),
    ),
    file: mapped(Object.assign({}, ...valuesOf(entries, "file").map(fileKeys)), shownKey),
    version,
    credential:
      factsOf(["CHROMA_SERVER_AUTHN_CREDENTIALS", "CHROMA_SERVER_AUTH_CREDENTIALS"])?.credential ?? null,
    headersForm: factsOf(headers)?.form ?? (blankHeaders ? "empty" : null),
    unused: [],
  }
}

/** The script redacts; what someone made by hand may not have been through it. */
const mapped = (
  values: Record<string, string>,
  show: (name: string, value: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, show(name, value)]))

const assignment = (text: string): [name: string, value: string] => {
  const at = text.indexOf("=")
  return [text.slice(0, at), text.slice(at + 1)]
}

const forms = ["empty", "json", "json-single-quoted", "key-value", "other"] as const

/** "<redacted> length=10 alphanumeric=no sample=yes form=other". */
function secretFacts(shown: string) {
  const fact = (name: string): string | undefined => new RegExp(` ${name}=(\\S+)`).exec(shown)?.[1]
  const length = Number(fact("length"))
  return {
    credential:
      length > 0
        ? { length, alphanumeric: fact("alphanumeric") === "yes", documentedSample: fact("sample") === "yes" }
        : null,
    form: forms.find((form) => form === fact("form")) ?? null,
  }
}

/** `open_telemetry.endpoint="http://…"`: the value is YAML, as it stands in the file. */
function fileKeys(text: string): Record<string, string> {
  const [key, value] = assignment(text)
  try {
    return dottedKeys(parse(value, { logLevel: "silent" }), [key])
  } catch {
    return { [key]: value }
  }
}

/** How Chroma runs: its container, or a systemd unit described in a container's terms. */
export function containerIn(entries: Entries): Container {
  const isService = valueOf(entries, "kind") === "service"
  const path = persistPath(settingsIn(entries), valueOf(entries, "command") ?? "")
  const driver = valueOf(entries, "log_driver")
  const outOfMemory = valueOf(entries, "out_of_memory")
  return {
    name: valueOf(entries, "name") ?? null,
    image: valueOf(entries, "image") ?? null,
    user: valueOf(entries, "user") ?? "",
    restart: valueOf(entries, "restart") ?? "no",
    healthcheck: healthcheckIn(entries),
    health: valueOf(entries, "health") ?? null,
    // A service writes straight to the host.
    mounts:
      isService && path !== null ? [{ type: "host", source: path, destination: path }] : mountsIn(entries),
    persistPath: path,
    memoryLimit: numberOf(entries, "memory") || null,
    outOfMemoryKilled: outOfMemory === undefined ? null : outOfMemory === "true",
    logging: driver === undefined ? null : { driver, options: logOptionsIn(entries) },
  }
}

const mountsIn = (entries: Entries): Container["mounts"] =>
  valuesOf(entries, "mount").map((value) => {
    const [type, source, destination] = partsOf(value)
    return { type, source, destination }
  })

function healthcheckIn(entries: Entries): string[] | null {
  const text = valueOf(entries, "healthcheck")
  if (text === undefined) return null
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) && words[0] !== "NONE" ? withoutSecretArguments(words.map(String)) : null
  } catch {
    return withoutSecretArguments(["CMD-SHELL", text])
  }
}

const logOptionsIn = (entries: Entries): Record<string, string> =>
  Object.fromEntries(
    [
      ["max-size", valueOf(entries, "log_max_size")],
      ["max-file", valueOf(entries, "log_max_file")],
    ].filter(([, value]) => value !== undefined),
  )
