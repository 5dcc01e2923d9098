import ipaddr from "ipaddr.js"
import coerce from "semver/functions/coerce.js"
import lt from "semver/functions/lt.js"
import type { ValueOf } from "../model/evidence.ts"
import type { Settings } from "./configuration.ts"
import type { server } from "./endpoint.ts"

/** The two implementations read different names: 0.x is Python, 1.x is Rust. */
export type Generation = "0.x" | "1.x"

/** What a server of that generation makes of its tracing settings. */
export interface TracingSettings {
  /** What the server starts tracing to; undefined when nothing it reads is set. A blank stays "". */
  endpoint: string | undefined
  /** Undefined: the default, "chromadb". */
  serviceName: string | undefined
  /** Traces are produced. Whether they arrive is another question. */
  on: boolean
  /** Settings that do not do what they look like, a clause each. */
  faults: string[]
}

/**
 * Which names this server reads. A configuration is judged by the version it names itself, else by the
 * running server. Undefined when neither tells, and for the Python server of 1.x, which reads the names
 * of 0.x.
 */
export function generationOf(
  settings: Settings,
  running: ValueOf<typeof server> | undefined,
): Generation | undefined {
  const version = [settings.version, running?.from, running?.to, running?.reported].find((name) =>
    /^\d+\./.test(name ?? ""),
  )
  if (version?.startsWith("0.")) return "0.x"
  if (running?.implementation === "python") return undefined
  return version || running?.implementation === "rust" ? "1.x" : undefined
}

/** OpenTelemetry came with it; earlier servers cannot trace. */
const tracingSince = "0.4.15"
export const canTrace = (version: string | null): boolean =>
  !lt(coerce(version) ?? tracingSince, tracingSince)

export const tracingSettings = (settings: Settings, generation: Generation): TracingSettings =>
  generation === "0.x" ? ofPython(settings) : ofRust(settings)

/**
 * How traces travel: encrypted, in clear text to an address that is private by its form, or in clear
 * text to anywhere else. 0.x without a scheme is encrypted, as OpenTelemetry's Python exporter is then; 1.x
 * is built without TLS and speaks clear text to https:// as well (test/fixtures/tracing).
 */
export function tracingTransport(
  settings: Settings,
  generation: Generation,
): { address: string; transport: "encrypted" | "private" | "clear" | "none" } {
  const address = tracingSettings(settings, generation).endpoint ?? ""
  if (isBlank(address)) return { address, transport: "none" }
  const [, scheme, host = ""] = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/]*)/i.exec(address) ?? []
  if (generation === "0.x" && scheme?.toLowerCase() !== "http") return { address, transport: "encrypted" }
  return { address, transport: isPrivate(host) ? "private" : "clear" }
}

/** Loopback, private and link-local addresses; names without a dot or under a suffix that is never public. */
function isPrivate(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase()
  if (ipaddr.isValid(name)) return ipaddr.process(name).range() !== "unicast"
  return !name.includes(".") || /\.(internal|local|localhost|svc|private|lan|home\.arpa)$/.test(name)
}

/** chromadb/telemetry/opentelemetry/__init__.py of 0.4.15 to 0.6.3. */
function ofPython(settings: Settings): TracingSettings {
  const variables = variablesOf(settings)
  const endpoint = variables.get("CHROMA_OTEL_COLLECTION_ENDPOINT")
  const granularity = variables.get("CHROMA_OTEL_GRANULARITY") ?? ""
  const off = granularity === "" || granularity === "none"
  return {
    endpoint,
    serviceName: variables.get("CHROMA_OTEL_SERVICE_NAME"),
    on: !off,
    faults: faultsOf([
      ...unread(settings, neverRead, "is read by no version"),
      ...unread(settings, /^CHROMA_OPEN_TELEMETRY__/, "is read by 1.x only"),
      [endpoint?.trim() === "" && off, "CHROMA_OTEL_COLLECTION_ENDPOINT is blank: nothing is exported"],
      [
        isBlank(endpoint) && !off,
        "CHROMA_OTEL_COLLECTION_ENDPOINT names no collector: traces go to localhost:4317",
      ],
      [
        !isBlank(endpoint) && off,
        `CHROMA_OTEL_GRANULARITY is ${granularity || "not set"}: nothing is traced in spite of the endpoint`,
      ],
      [
        !granularities.includes(granularity),
        `CHROMA_OTEL_GRANULARITY is none of ${granularities.slice(1).join(", ")}: the server does not start`,
      ],
      [
        variables.get("CHROMA_OTEL_COLLECTION_HEADERS")?.trim() === "" ||
          (hasHeaders(settings, "CHROMA_OTEL_COLLECTION_HEADERS") && settings.headersForm !== "json"),
        "CHROMA_OTEL_COLLECTION_HEADERS is not a JSON object: the server does not start",
      ],
    ]),
  }
}

/** OpenTelemetryGranularity of the same file; unset and empty count as none. */
const granularities = ["", "none", "operation", "operation_and_segment", "all"]

/** rust/tracing and rust/frontend of 1.0.0 to 1.5.9: environment over configuration file. */
function ofRust(settings: Settings): TracingSettings {
  const variables = variablesOf(settings)
  const read = (name: string, key: string) => variables.get(name) ?? settings.file[key]
  const endpoint = read("CHROMA_OPEN_TELEMETRY__ENDPOINT", "open_telemetry.endpoint")
  return {
    endpoint,
    serviceName: read("CHROMA_OPEN_TELEMETRY__SERVICE_NAME", "open_telemetry.service_name"),
    on: !isBlank(endpoint),
    faults: faultsOf([
      ...unread(settings, neverRead, "is read by no version"),
      ...unread(settings, /^CHROMA_OTEL_(?!EXPORTER_)/, "is read by 0.x only"),
      // "could not build span exporter for tracing", a panic: chroma-core/chroma#4609.
      [endpoint?.trim() === "", "the endpoint is blank: the server crashes when it next starts"],
      // The exporter logs InvalidUri for every batch and drops it.
      [
        !isBlank(endpoint) && !/^https?:\/\//i.test(endpoint),
        "the endpoint has no http:// or https://: every export fails",
      ],
      [
        hasHeaders(settings, "OTEL_EXPORTER_OTLP_HEADERS") && settings.headersForm !== "key-value",
        "OTEL_EXPORTER_OTLP_HEADERS is not written key=value: it is dropped without a word",
      ],
    ]),
  }
}

/** The compose file of the 0.5 and 0.6 sources passes these names; the code never read them. */
const neverRead = /^CHROMA_OTEL_EXPORTER_/

/** Both servers match names without case. */
const variablesOf = ({ environment }: Settings): ReadonlyMap<string, string> =>
  new Map(Object.entries(environment).map(([name, value]) => [name.toUpperCase(), value]))

const isBlank = (value: string | undefined): value is undefined | "" => (value ?? "").trim() === ""

/** `{}`, which the guide's template writes by default, says nothing in either generation. */
const hasHeaders = (settings: Settings, name: string): boolean =>
  variablesOf(settings).has(name) && settings.headersForm !== "empty" && settings.headersForm !== null

type Fault = readonly [present: boolean, fault: string]

const unread = (settings: Settings, pattern: RegExp, why: string): Fault[] =>
  [...variablesOf(settings)].map(([name, value]) => [
    pattern.test(name) && !isBlank(value) && !(name.endsWith("_HEADERS") && !hasHeaders(settings, name)),
    `${name} ${why}`,
  ])

const faultsOf = (faults: readonly Fault[]): string[] =>
  faults.filter(([present]) => present).map(([, fault]) => fault)
