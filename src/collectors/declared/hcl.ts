import { UsageError } from "../../config/usage-error.ts"

/** A parsed HCL body: blocks are arrays under their labels; an expression stays text, as `${…}`. */
export type HclBody = Readonly<Record<string, unknown>>

/** @throws UsageError with the line, without quoting the text */
export async function parseHcl(text: string, file: string): Promise<HclBody> {
  // A WebAssembly build of HashiCorp's parser, which other inputs need not wait for.
  const { parse } = await import("@cdktf/hcl2json")
  try {
    return (await parse(file, text)) as HclBody
  } catch (error) {
    const line = /:(\d+),\d+/.exec(error instanceof Error ? error.message : "")?.[1]
    throw new UsageError(`${file}${line === undefined ? "" : `:${line}`} is not valid Terraform syntax.`)
  }
}

/** The text of a value that is one; null for what HCL leaves open. */
export const textOf = (value: unknown): string | null =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : null

/** The first of the blocks of this name. */
export const block = (body: HclBody, name: string): HclBody | undefined => blocks(body, name)[0]

export const blocks = (body: HclBody, name: string): HclBody[] => {
  const value = body[name]
  return [Array.isArray(value) ? value : (value ?? [])].flat().filter(isBody)
}

export const isBody = (value: unknown): value is HclBody =>
  typeof value === "object" && value !== null && !Array.isArray(value)
