/** Writes schemas/*.json, the published JSON Schemas. Run it after changing a type that is saved in a file. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Attestations } from "../src/config/attestations.ts"
import { DeclarativeRules } from "../src/config/declarative-rules.ts"
import { Config } from "../src/config/schema.ts"
import { Waivers } from "../src/config/waivers.ts"
import { Report } from "../src/model/report.ts"
import { SavedEvidence } from "../src/model/saved-evidence.ts"

export const schemasFolder = fileURLToPath(new URL("../schemas/", import.meta.url))

interface Document {
  /** File name without .json; also the end of its $id. */
  name: string
  title: string
  schema: object
}

const documents: readonly Document[] = [
  { name: "report-1", title: "A report of chroma-audit", schema: Report },
  { name: "evidence-1", title: "What chroma-audit saw in one audit", schema: SavedEvidence },
  { name: "config-1", title: "chroma-audit.yaml", schema: Config },
  { name: "rules-1", title: "Rules in YAML, for plugins: [./rules.yaml]", schema: DeclarativeRules },
  { name: "waivers-1", title: "chroma-audit.waivers.yaml", schema: Waivers },
  { name: "attestations-1", title: "chroma-audit.attestations.yaml", schema: Attestations },
]

/** File names with their content. */
export const schemaFiles = (): Record<string, string> =>
  Object.fromEntries(documents.map((one) => [`${one.name}.json`, publish(one)]))

/** The schema as one document that names its parts: each subschema with a title is defined once under $defs. */
function publish({ name, title, schema }: Document): string {
  const definitions: Record<string, unknown> = {}
  const body = JSON.parse(JSON.stringify(schema), (_, part: unknown) => {
    if (!isTitled(part)) return part
    definitions[part.title] = part
    return { $ref: `#/$defs/${part.title}` }
  }) as object
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:chroma-audit:schema:${name}`,
    title,
    ...body,
    ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const isTitled = (part: unknown): part is { title: string; type: string } =>
  typeof part === "object" &&
  part !== null &&
  "title" in part &&
  "type" in part &&
  typeof part.title === "string"

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of Object.entries(schemaFiles())) writeFileSync(`${schemasFolder}${file}`, text)
}
