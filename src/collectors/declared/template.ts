import { filled, isBeforeOne, type Variables } from "../configuration/settings.ts"

/** What the template of Chroma's Azure guide makes of its variables. */
export interface TemplateSettings {
  environment: Variables
  version: string | null
  /** Variables that are set and that the template does not use. */
  unused: string[]
  unusedCredential: string | undefined
}

const upToZero: Variables = {
  chroma_server_auth_credentials: "CHROMA_SERVER_AUTHN_CREDENTIALS",
  chroma_server_auth_provider: "CHROMA_SERVER_AUTHN_PROVIDER",
  chroma_auth_token_transport_header: "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER",
  chroma_otel_collection_endpoint: "CHROMA_OTEL_COLLECTION_ENDPOINT",
  chroma_otel_service_name: "CHROMA_OTEL_SERVICE_NAME",
  chroma_otel_collection_headers: "CHROMA_OTEL_COLLECTION_HEADERS",
  chroma_otel_granularity: "CHROMA_OTEL_GRANULARITY",
}

const fromOne: Variables = {
  chroma_otel_collection_endpoint: "CHROMA_OPEN_TELEMETRY__ENDPOINT",
  chroma_otel_service_name: "CHROMA_OPEN_TELEMETRY__SERVICE_NAME",
  chroma_otel_collection_headers: "OTEL_EXPORTER_OTLP_HEADERS",
}

const passing: ReadonlySet<string> = new Set(Object.keys(upToZero))
const others: ReadonlySet<string> = new Set([
  "resource_group_name",
  "location",
  "instance_name",
  "machine_type",
  "chroma_version",
  "ssh_public_key_path",
])

/**
 * The template of Chroma 0.5 and 0.6 passes all seven variables on; that of 1.x, which the guide links
 * to and which is therefore meant when no version is named, passes three. Where every variable is the
 * template's, those that are left out are passed with its defaults.
 *
 * @param uses whether the template at hand uses a variable, where its text is at hand
 */
export function templateSettings(
  variables: Variables,
  uses?: (variable: string) => boolean,
): TemplateSettings {
  const version = filled(variables["chroma_version"]) ?? null
  const passed = isBeforeOne(version) ? upToZero : fromOne
  const isUsed = uses ?? ((name: string): boolean => name in passed)
  const unused = [...passing].filter((name) => filled(variables[name]) !== undefined && !isUsed(name))
  const values = isGuides(variables) ? { ...blank, ...variables } : variables
  return {
    environment: Object.fromEntries(
      Object.entries(passed).flatMap(([variable, name]) => {
        const value = values[variable]
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    version,
    unused,
    unusedCredential: unused.includes("chroma_server_auth_credentials")
      ? variables["chroma_server_auth_credentials"]
      : undefined,
  }
}

const isGuides = (variables: Variables): boolean =>
  "machine_type" in variables && Object.keys(variables).every((name) => passing.has(name) || others.has(name))

const blank: Variables = {
  ...Object.fromEntries([...passing].map((name) => [name, ""])),
  chroma_otel_collection_headers: "{}",
}
