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
  /** Any tracing setting is there, read or not. */
  present: boolean
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

/** chromadb/telemetry/opentelemetry/__init__.py of 0.4.15 to 0.6.3. */
function ofPython(settings: Settings): TracingSettings {
  const names = namesOf(settings)
  const endpoint = names.get("CHROMA_OTEL_COLLECTION_ENDPOINT")
  const granularity = names.get("CHROMA_OTEL_GRANULARITY") ?? ""
  const off = granularity === "" || granularity === "none"
  return {
    endpoint,
    serviceName: names.get("CHROMA_OTEL_SERVICE_NAME"),
    present: isPresent(settings, names),
    on: !isBlank(endpoint) && !off,
    faults: [
      ...neverRead(names),
      ...unread(names, /^CHROMA_OPEN_TELEMETRY__/, "is read by 1.x only"),
      ...(endpoint?.trim() === "" ? ["CHROMA_OTEL_COLLECTION_ENDPOINT is blank: nothing is exported"] : []),
      ...(!isBlank(endpoint) && off
        ? [
            `CHROMA_OTEL_GRANULARITY is ${granularity || "not set"}: nothing is traced in spite of the endpoint`,
          ]
        : []),
      ...(granularities.includes(granularity)
        ? []
        : [
            `CHROMA_OTEL_GRANULARITY is none of ${granularities.filter(Boolean).join(", ")}: the server does not start`,
          ]),
      ...headerFaults(
        settings,
        ["json"],
        "CHROMA_OTEL_COLLECTION_HEADERS is not a JSON object: the server does not start",
      ),
    ],
  }
}

/** OpenTelemetryGranularity; unset and empty count as none. */
const granularities = ["", "none", "operation", "operation_and_segment", "all"]

/** rust/tracing and rust/frontend of 1.0.0 to 1.5.9: environment over configuration file. */
function ofRust(settings: Settings): TracingSettings {
  const names = namesOf(settings)
  const endpoint = names.get("CHROMA_OPEN_TELEMETRY__ENDPOINT") ?? settings.file["open_telemetry.endpoint"]
  return {
    endpoint,
    serviceName:
      names.get("CHROMA_OPEN_TELEMETRY__SERVICE_NAME") ?? settings.file["open_telemetry.service_name"],
    present: isPresent(settings, names),
    on: !isBlank(endpoint),
    faults: [
      ...neverRead(names),
      ...unread(names, /^CHROMA_OTEL_(?!EXPORTER_)/, "is read by 0.x only"),
      // "could not build span exporter for tracing": the server panics (chroma-core/chroma#4609).
      ...(endpoint?.trim() === "" ? ["the endpoint is blank: the server crashes when it next starts"] : []),
      // BatchSpanProcessor reports InvalidUri for each batch and drops it.
      ...(!isBlank(endpoint) && !/^https?:\/\//i.test(endpoint)
        ? ["the endpoint has no http:// or https://: every export fails"]
        : []),
      ...headerFaults(
        settings,
        ["key-value"],
        "OTEL_EXPORTER_OTLP_HEADERS is not written key=value: it is dropped silently",
      ),
    ],
  }
}

/** Both servers match names without case. */
const namesOf = ({ environment }: Settings): ReadonlyMap<string, string> =>
  new Map(Object.entries(environment).map(([name, value]) => [name.toUpperCase(), value]))

const isBlank = (value: string | undefined): value is undefined | "" => (value ?? "").trim() === ""

const isPresent = ({ file }: Settings, names: ReadonlyMap<string, string>): boolean =>
  Object.keys(file).some((key) => key.startsWith("open_telemetry.")) ||
  [...names.keys()].some((name) => /^(CHROMA_OTEL_|CHROMA_OPEN_TELEMETRY__|OTEL_EXPORTER_OTLP_)/.test(name))

/** The compose file of the 0.5 and 0.6 sources passes these; no version reads them. */
const neverRead = (names: ReadonlyMap<string, string>): string[] =>
  unread(names, /^CHROMA_OTEL_EXPORTER_/, "is read by no version")

const unread = (names: ReadonlyMap<string, string>, pattern: RegExp, why: string): string[] =>
  [...names]
    .filter(([name, value]) => pattern.test(name) && value.trim() !== "")
    .map(([name]) => `${name} ${why}`)

/** `{}` and blank say nothing, so they are harmless in either generation. */
const headerFaults = (
  { headersForm }: Settings,
  understood: readonly (typeof headersForm)[],
  fault: string,
): string[] =>
  headersForm === null || headersForm === "empty" || understood.includes(headersForm) ? [] : [fault]
