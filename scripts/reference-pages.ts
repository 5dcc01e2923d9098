/** What docs/reference says, from the manifest, the schemas and the collectors. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { azureCollectors } from "../src/collectors/azure/index.ts"
import { escaped } from "./markdown.ts"
import { schemaFiles } from "./schemas.ts"

const root = fileURLToPath(new URL("../", import.meta.url))
const written = "Written by `npm run docs` from the code itself.\n"

/** File name to Markdown. */
export const referencePages = (): Map<string, string> =>
  new Map([
    ["commands.md", commands()],
    ["schemas.md", schemas()],
    ["permissions.md", permissions()],
  ])

interface Flag {
  name: string
  summary?: string
  helpValue?: string
  helpGroup?: string
  env?: string
  type: "option" | "boolean"
  multiple?: boolean
  options?: string[]
}
interface Manifest {
  commands: Record<
    string,
    {
      id: string
      summary: string
      description?: string
      args: Record<string, { name: string; required?: boolean; description?: string }>
      flags: Record<string, Flag>
    }
  >
}

function commands(): string {
  const manifest = JSON.parse(readFileSync(`${root}oclif.manifest.json`, "utf8")) as Manifest
  const sections = Object.values(manifest.commands).map(({ id, summary, description, args, flags }) => {
    const named = Object.values(args).map(({ name, required }) =>
      required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
    )
    const words = ["chroma-audit", ...id.split(":"), ...named].join(" ")
    return [
      `## ${id.replaceAll(":", " ")}`,
      `\`${words}\``,
      escaped(summary),
      ...(description ? [escaped(description)] : []),
      ...(Object.keys(flags).length > 0 ? [flagTable(Object.values(flags))] : []),
    ].join("\n\n")
  })
  return `# Commands and flags\n\n${written}\n${sections.join("\n\n")}\n`
}

const flagTable = (flags: readonly Flag[]): string =>
  [
    "| flag | meaning | environment |",
    "|---|---|---|",
    ...flags.map(
      (flag) =>
        `| \`--${flag.name}${valueOf(flag)}\`${flag.multiple ? " (repeat)" : ""} | ${escaped(flag.summary ?? "")} | ${flag.env ? `\`${flag.env}\`` : ""} |`,
    ),
  ].join("\n")

const valueOf = ({ type, helpValue, options, name }: Flag): string =>
  type === "boolean" ? "" : ` ${options?.join("\\|") ?? helpValue ?? name.split("-").at(-1) ?? ""}`

interface Schema {
  title?: string
  description?: string
  type?: string | string[]
  $ref?: string
  enum?: unknown[]
  const?: unknown
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  patternProperties?: Record<string, Schema>
  $defs?: Record<string, Schema>
}

function schemas(): string {
  const sections = Object.entries(schemaFiles()).map(([file, text]) => {
    const schema = JSON.parse(text) as Schema
    const parts = Object.entries(schema.$defs ?? {}).map(
      ([name, part]) => `### ${name} (${file})\n\n${fieldTable(part)}`,
    )
    return [
      `## ${file}`,
      `${schema.title ?? ""}: \`chroma-audit/schemas/${file}\`.`,
      fieldTable(schema),
      ...parts,
    ].join("\n\n")
  })
  return `# Schemas of the files\n\n${written}\n${sections.join("\n\n")}\n`
}

const fieldTable = (schema: Schema): string =>
  ["| field | type |", "|---|---|", ...fields(schema, "", true)].join("\n")

function fields(schema: Schema, prefix: string, required: boolean): string[] {
  const rows = prefix
    ? [`| \`${prefix}\`${required ? "" : " (optional)"} | ${escaped(typeName(schema))} |`]
    : []
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    fields(part, prefix ? `${prefix}.${name}` : name, schema.required?.includes(name) ?? false),
  )
  const items = schema.items?.properties ? fields(schema.items, `${prefix}[]`, true) : []
  return [...rows, ...inner, ...items]
}

function typeName({
  $ref,
  enum: values,
  const: constant,
  anyOf,
  items,
  type,
  patternProperties,
}: Schema): string {
  if ($ref) return $ref.replace("#/$defs/", "")
  if (values) return values.map(String).join(" or ")
  if (constant !== undefined) return JSON.stringify(constant)
  if (anyOf) return anyOf.map(typeName).join(" or ")
  if (items) return `list of ${typeName(items)}`
  if (patternProperties) return "map"
  return type === undefined ? "anything" : String(type)
}

function permissions(): string {
  const azure = { auth: "default", subscriptions: [], cloud: "public" } as const
  const rows = azureCollectors({ azure, timeout: 0, deadline: 0, concurrency: 1 })
    .filter(({ permissions: actions = [] }) => actions.length > 0)
    .map(
      ({ title, permissions: actions = [] }) =>
        `| ${escaped(title)} | ${actions.map((action) => `\`${action}\``).join(", ")} |`,
    )
  return [
    "# Permissions",
    written.trimEnd(),
    "The endpoint needs none. In Azure the built-in **Reader** role, on the subscription or at least on the resource " +
      "groups of the VM, its network and its backups, has all of the following; `chroma-audit role` prints a custom " +
      "role with these alone. What is missing costs only the findings that need it, and each names the action.",
    ["| what is read | actions |", "|---|---|", ...rows].join("\n"),
    "",
  ].join("\n\n")
}
