import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv2019, type AnySchemaObject } from "ajv/dist/2019.js"
import formats from "ajv-formats"

const root = fileURLToPath(new URL("../fixtures/azure-spec/", import.meta.url))
const origin = "https://openapi.invalid/"

interface Document {
  paths: Record<
    string,
    Record<string, { operationId: string; responses: { 200: { schema: AnySchemaObject } } }>
  >
  definitions: Record<string, AnySchemaObject>
}
interface Operation {
  id: string
  method: string
  path: RegExp
  /** How much of the path is spelt out: of two operations that fit, the one that says more is meant. */
  literal: number
  response: string
}

const documents = new Map(
  globSync("**/*.json", { cwd: root }).map((file) => {
    const url = new URL(file, origin).href
    return [url, JSON.parse(readFileSync(join(root, file), "utf8")) as Document] as const
  }),
)
const operations = [...documents].flatMap(([url, { paths }]) =>
  Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, { operationId }]): Operation => {
      const response = ["paths", path, verb, "responses", "200", "schema"].map(escaped).join("/")
      return {
        id: operationId,
        method: verb.toUpperCase(),
        path: pathPattern(path),
        literal: path.replaceAll(/\{[^}]*\}/g, "").length,
        response: `${url}#/${response}`,
      }
    }),
  ),
)
const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false })
formats.default(ajv)
ajv.addKeyword({
  keyword: "spelling",
  type: "string",
  schemaType: "array",
  error: { message: "must be spelt as the enumeration spells it" },
  validate: (members: readonly string[], value: string) =>
    members.includes(value) || !members.some((member) => member.toLowerCase() === value.toLowerCase()),
})
for (const [url, document] of documents) ajv.addSchema(strictDocument(url, document), url)

/**
 * Holds an answer against the response schema that Azure's OpenAPI documents give for its operation.
 * They are read strictly: a property they do not name is a fault, and so is a value of an enumeration
 * in other letters. Enumerations that may grow take values they do not list.
 *
 * @returns one sentence for each fault
 */
export function responseFaults(method: string, path: string, body: unknown): string[] {
  const operation = operationOf(method, path)
  if (!operation) return [`No operation is described for ${method} ${path}.`]
  const validate = ajv.getSchema(operation.response)
  if (!validate) throw new Error(`${operation.response} cannot be compiled.`)
  return validate(body)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${operation.id}: ${instancePath} ${message} ${JSON.stringify(params)}`,
      )
}

export const isDescribed = (method: string, path: string): boolean => operationOf(method, path) !== undefined

const operationOf = (method: string, path: string): Operation | undefined =>
  operations
    .filter((each) => each.method === method && each.path.test(path))
    .toSorted((one, other) => other.literal - one.literal)[0]

/** A parameter that leads the path (`/{scope}/…`) stands for any number of segments, every other for one. */
function pathPattern(path: string): RegExp {
  const pattern = path.replace(/^\/\{[^}]*\}/, "/.+").replaceAll(/\{[^}]*\}/g, "[^/]+")
  return new RegExp(`^${pattern}$`, "i")
}

/** As one token of a JSON pointer in a URL. */
function escaped(token: string): string {
  return encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1"))
}

function strictDocument(url: string, { paths, definitions }: Document): AnySchemaObject {
  const families = Object.entries(definitions)
    .filter(([, definition]) => definition["discriminator"])
    .map(([name, definition]) => [
      familyOf(name),
      familySchema(name, definition["discriminator"] as string, definitions),
    ])
  return {
    paths: mapValues(paths, (verbs) =>
      mapValues(verbs, ({ responses }) => ({
        responses: { 200: { schema: sealed(url, responses[200].schema) } },
      })),
    ),
    definitions: {
      ...mapValues(definitions, (definition) => open(url, definition)),
      ...Object.fromEntries(families),
    },
  }
}

/** Where a whole value stands: nothing beyond what its schema names is allowed. */
function sealed(url: string, schema: AnySchemaObject): AnySchemaObject {
  const whole = schema.$ref ? { $ref: familyReference(url, schema.$ref) } : open(url, schema)
  return { ...whole, unevaluatedProperties: false }
}

/** Where a part of a value stands, as one of `allOf`: others may name more. */
function open(url: string, schema: AnySchemaObject): AnySchemaObject {
  const { properties, items, additionalProperties, allOf, enum: members, ...rest } = schema
  return {
    ...rest,
    ...(properties && {
      properties: mapValues(properties as Document["definitions"], (property) => sealed(url, property)),
    }),
    ...(items && { items: sealed(url, items) }),
    ...(allOf && { allOf: allOf.map((part: AnySchemaObject) => open(url, part)) }),
    ...(members && (schema["x-ms-enum"]?.modelAsString ? { spelling: members } : { enum: members })),
    // What further properties a discriminated type has, its derived types say.
    ...(additionalProperties &&
      !schema["discriminator"] && {
        additionalProperties: anything(additionalProperties) || sealed(url, additionalProperties),
      }),
    ...(anything(schema) && { additionalProperties: true }),
    discriminator: undefined,
    // Draft 4 wrote these as flags beside the bound; in the documents here they always include it.
    exclusiveMinimum: undefined,
    exclusiveMaximum: undefined,
  }
}

/** An object of which nothing is said may be anything. */
function anything(schema: AnySchemaObject): boolean {
  return (
    schema["type"] === "object" &&
    !["properties", "additionalProperties", "allOf"].some((key) => key in schema)
  )
}

/** A base type together with the derived type that the discriminator names. */
function familySchema(
  base: string,
  discriminator: string,
  definitions: Document["definitions"],
): AnySchemaObject {
  const members = Object.entries(definitions).filter(([name]) => descendsFrom(name, base, definitions))
  return {
    allOf: [
      { $ref: `#/definitions/${base}` },
      ...members.map(([name, definition]) => ({
        if: { properties: { [discriminator]: { const: definition["x-ms-discriminator-value"] ?? name } } },
        // eslint-disable-next-line unicorn/no-thenable -- JSON Schema calls it so
        then: { $ref: `#/definitions/${name}` },
      })),
    ],
  }
}

function descendsFrom(name: string, base: string, definitions: Document["definitions"]): boolean {
  const parents: AnySchemaObject[] = definitions[name]?.["allOf"] ?? []
  return parents.some(({ $ref }) => {
    const parent = ($ref as string | undefined)?.split("#/definitions/")[1] ?? ""
    return parent === base || descendsFrom(parent, base, definitions)
  })
}

function familyReference(url: string, reference: string): string {
  const [file, name = ""] = reference.split("#/definitions/")
  const home = new URL(file ?? "", url).href
  const isFamily = documents.get(home)?.definitions[name]?.["discriminator"]
  return `${file}#/definitions/${isFamily ? familyOf(name) : name}`
}

function familyOf(name: string): string {
  return `${name}-family`
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
