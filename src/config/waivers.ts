import { Type } from "typebox"
import { parse } from "yaml"
import { Waiver } from "../model/waiver.ts"
import { readText } from "./load.ts"
import { UsageError } from "./usage-error.ts"
import { validated } from "./validate.ts"

export const Waivers = Type.Object({ waivers: Type.Array(Waiver) }, { additionalProperties: false })

/** @throws UsageError naming the file and what is wrong in it */
export async function loadWaivers(file: string, rules: readonly string[]): Promise<Waiver[]> {
  // The core schema leaves days as text, which is what the schema asks for.
  const document: unknown = parse(await readText(file, "The waivers"), { schema: "core" })
  const { waivers } = await validated(Waivers, document, `The waivers ${file}`)
  const stray = waivers
    .flatMap(({ rule, compensatedBy }) => [rule, ...(compensatedBy ? [compensatedBy] : [])])
    .find((rule) => !rules.includes(rule))
  if (stray !== undefined)
    throw new UsageError(`The waivers ${file} name the rule ${stray}, which does not exist.`)
  return waivers
}
