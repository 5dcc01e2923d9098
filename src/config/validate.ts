import type { ErrorObject } from "ajv"
import type { Static, TSchema } from "typebox"
import { UsageError } from "./usage-error.ts"

/**
 * Checks a document that a person wrote or another run saved.
 *
 * @param what how the document is named in the message: "The configuration chroma-audit.yaml"
 * @throws UsageError saying where in the document what is wrong
 */
export async function validated<S extends TSchema>(
  schema: S,
  document: unknown,
  what: string,
): Promise<Static<S>> {
  const { Ajv2020 } = await import("ajv/dist/2020.js")
  const { default: addFormats } = await import("ajv-formats")
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true })
  addFormats.default(ajv)
  if (ajv.validate(schema, document)) return document as Static<S>
  throw new UsageError(`${what} is not valid: ${explain(ajv.errors ?? [])}.`)
}

/** The first error in words; the deepest path says most. */
function explain(errors: readonly ErrorObject[]): string {
  const [first] = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length)
  if (!first) return "it does not have the expected form"
  const where = first.instancePath === "" ? "the document" : first.instancePath.slice(1).replaceAll("/", ".")
  switch (first.keyword) {
    case "additionalProperties":
      return `${where} has "${String(first.params["additionalProperty"])}", which means nothing here`
    case "enum":
      return `${where} must be one of ${(first.params["allowedValues"] as unknown[]).join(", ")}, not ${JSON.stringify(first.data)}`
    case "const":
      return `${where} must be ${JSON.stringify(first.params["allowedValue"])}`
    default:
      return `${where} ${first.message ?? "is wrong"}`
  }
}
