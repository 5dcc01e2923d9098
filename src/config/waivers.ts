import { Type } from "typebox"
import { Waiver } from "../model/waiver.ts"
import { readText } from "./load.ts"
import { UsageError } from "./usage-error.ts"
import { validated } from "./validate.ts"
import { parseYaml } from "./yaml-text.ts"

export const Waivers = Type.Object({ waivers: Type.Array(Waiver) }, { additionalProperties: false })

/** @throws UsageError naming the file and what is wrong in it */
export async function loadWaivers(file: string, rules: readonly string[]): Promise<Waiver[]> {
  const { value } = parseYaml(await readText(file, "The waivers"), file)
  const { waivers } = await validated(Waivers, value, `The waivers ${file}`)
  const stray = waivers
    .flatMap(({ rule, compensatedBy }) => [rule, ...(compensatedBy ? [compensatedBy] : [])])
    .find((rule) => !rules.includes(rule))
  if (stray !== undefined)
    throw new UsageError(`The waivers ${file} name the rule ${stray}, which does not exist.`)
  return waivers
}
