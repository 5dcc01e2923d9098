import { posix } from "node:path"
import type { Settings } from "../../evidence/configuration.ts"
import { describeCredential, headersForm, shownKey, shownVariable } from "./secrets.ts"

export type Variables = Readonly<Record<string, string>>

/** Chroma's settings as they were written, secrets and all: never leaves the collectors. */
export interface WrittenSettings {
  environment: Variables
  /** By dotted key. */
  file: Variables
  version: string | null
  unused: readonly string[]
  /** A credential that is configured where Chroma does not see it. */
  unusedCredential?: string | undefined
}

/** What may be kept of them. */
export function settingsOf({
  environment,
  file,
  version,
  unused,
  unusedCredential,
}: WrittenSettings): Settings {
  const credential =
    filled(environment["CHROMA_SERVER_AUTHN_CREDENTIALS"]) ??
    filled(environment["CHROMA_SERVER_AUTH_CREDENTIALS"]) ??
    filled(unusedCredential)
  const headers = headersVariables(version)
    .map((name) => environment[name])
    .find((value) => value !== undefined)
  return {
    environment: mapEntries(environment, shownVariable),
    file: mapEntries(file, shownKey),
    version,
    credential: credential === undefined ? null : describeCredential(credential),
    headersForm: headers === undefined ? null : headersForm(headers),
    unused: [...unused],
  }
}

/** The variables that carry OTLP headers, the one this version reads first. */
export const headersVariables = (version: string | null): readonly string[] => {
  const names = ["OTEL_EXPORTER_OTLP_HEADERS", "CHROMA_OTEL_COLLECTION_HEADERS"]
  return isBeforeOne(version) ? names.toReversed() : names
}

export const filled = (value: string | undefined): string | undefined => (value?.trim() ? value : undefined)

const mapEntries = (
  values: Variables,
  show: (name: string, value: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, show(name, value)]))

export const isBeforeOne = (version: string | null): boolean => version?.startsWith("0.") ?? false

/** Chroma's configuration as dotted keys: `{ open_telemetry: { endpoint: … } }` is "open_telemetry.endpoint". */
export function dottedKeys(value: unknown, path: readonly string[] = []): Record<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.assign(
      {},
      ...Object.entries(value).map(([key, inner]) => dottedKeys(inner, [...path, key])),
    )
  }
  if (path.length === 0 || value === undefined) return {}
  return { [path.join(".")]: value === null ? "" : typeof value === "string" ? value : JSON.stringify(value) }
}

/** Images that Chroma publishes: "ghcr.io/chroma-core/chroma:1.5.9", "chromadb/chroma". */
export const isChromaImage = (image: string): boolean =>
  /(^|\/)(chroma-core|chromadb)\/chroma($|[:@])/.test(image)

/** The release that an image's tag names in full; null for `latest`, a digest alone or a shortened tag. */
export const imageVersion = (image: string): string | null =>
  /:(\d+\.\d+\.\d+)(?:[-.][\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.exec(image)?.[1] ?? null

/**
 * Where this Chroma writes inside its container: what it is told on its command line, in the
 * environment or in its file, else the image's default; null when no version says which default that is.
 */
export function persistPath(
  { environment, file, version }: Pick<WrittenSettings, "environment" | "file" | "version">,
  command: string,
): string | null {
  const told = /--path[ =]["']?([^\s"']+)/.exec(command)?.[1]
  if (isBeforeOne(version)) {
    return posix.resolve("/chroma", told ?? filled(environment["PERSIST_DIRECTORY"]) ?? "./chroma")
  }
  const configured = told ?? filled(environment["CHROMA_PERSIST_PATH"]) ?? filled(file["persist_path"])
  if (configured !== undefined) return posix.resolve("/", configured)
  if (version === null) return null
  // The image's own file says /data; another file in its place that says nothing gets the code's default.
  return Object.keys(file).length > 0 ? "/chroma" : "/data"
}
