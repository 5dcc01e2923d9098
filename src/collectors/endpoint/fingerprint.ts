/** What a server's API description shows of its release. */
export interface ApiDescription {
  title: string
  version: string
  /** "GET /api/v2/heartbeat". */
  operations: ReadonlySet<string>
  /** Schemas, and their properties as "Schema.property". */
  schemas: ReadonlySet<string>
}

const database = "/api/v2/tenants/{tenant}/databases/{database}"
const collection = `${database}/collections/{collection_id}`

/**
 * What the Rust server's API description gained, oldest first: `marker` is in every release from `first` on
 * and in none up to `last`; later ones tell more. Read from the sources of the tagged releases; what the
 * published builds describe agrees. A null `first` is on the main branch and in no release yet.
 */
const gained: readonly { last: string; first: string | null; marker: string }[] = [
  // The source of 1.0.7 has it, its build on PyPI has not.
  { last: "1.0.7", first: "1.0.7", marker: `POST ${collection}/fork` },
  { last: "1.0.12", first: "1.0.13", marker: "ChecklistResponse.supports_base64_encoding" },
  { last: "1.0.16", first: "1.0.17", marker: "PATCH /api/v2/tenants/{tenant_name}" },
  { last: "1.0.20", first: "1.0.21", marker: `POST ${collection}/search` },
  // Gone again in 1.3.1.
  { last: "1.1.1", first: "1.2.0", marker: `POST ${collection}/tasks/create` },
  { last: "1.3.0", first: "1.3.1", marker: `POST ${collection}/functions/attach` },
  { last: "1.3.5", first: "1.3.6", marker: `GET ${collection}/functions/{function_name}` },
  { last: "1.3.7", first: "1.4.0", marker: "Schema.source_attached_function_id" },
  { last: "1.4.0", first: "1.4.1", marker: `GET ${collection}/indexing_status` },
  { last: "1.4.1", first: "1.5.0", marker: "SpannIndexConfig.center_drift_threshold" },
  { last: "1.5.0", first: "1.5.1", marker: "Quantization" },
  { last: "1.5.2", first: "1.5.3", marker: "DeleteCollectionRecordsResponse.deleted" },
  { last: "1.5.5", first: "1.5.6", marker: `GET ${collection}/fork_count` },
  { last: "1.5.6", first: "1.5.7", marker: `GET ${database}/collections/by-id/{collection_id}` },
  { last: "1.5.8", first: "1.5.9", marker: "SparseIndexAlgorithm" },
  { last: "1.5.9", first: null, marker: `POST ${collection}/conditional/get` },
]

/** The releases of the Rust server that a description fits, both inclusive; null where it is open. */
export function releasesOf(description: ApiDescription): { from: string | null; to: string | null } {
  const has = ({ marker }: { marker: string }): boolean =>
    description.operations.has(marker) || description.schemas.has(marker)
  const newest = gained.findLastIndex(has)
  return { from: gained[newest]?.first ?? "1.0.0", to: gained[newest + 1]?.last ?? null }
}

/** Undefined when the text is no OpenAPI document. */
export function parseApiDescription(text: string): ApiDescription | undefined {
  let document: OpenApi
  try {
    document = JSON.parse(text) as OpenApi
  } catch {
    return undefined
  }
  if (typeof document?.openapi !== "string" || typeof document.paths !== "object" || !document.paths)
    return undefined
  return {
    title: textOf(document.info?.title),
    version: textOf(document.info?.version),
    operations: new Set(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
      ),
    ),
    schemas: new Set(
      Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) => [
        name,
        ...propertiesOf(schema).map((property) => `${name}.${property}`),
      ]),
    ),
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

interface OpenApi {
  openapi?: unknown
  info?: { title?: unknown; version?: unknown }
  paths?: Record<string, object | null>
  components?: { schemas?: Record<string, SchemaObject | null> }
}

interface SchemaObject {
  properties?: object
  allOf?: (SchemaObject | null)[]
}

const propertiesOf = (schema: SchemaObject | null): string[] => [
  ...Object.keys(schema?.properties ?? {}),
  ...(schema?.allOf ?? []).flatMap(propertiesOf),
]
