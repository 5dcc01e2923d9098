import type { AnyRule, Circumstances } from "../model/rule.ts"
import { UsageError } from "./usage-error.ts"

type Options = Circumstances["options"]

/**
 * Complete options for every rule that has any: what the user configured over the rule's defaults.
 *
 * @throws UsageError naming the rule and the option that is wrong
 */
export async function completeOptions(
  rules: readonly AnyRule[],
  configured: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, Options>> {
  const withOptions = rules.filter((rule) => rule.options)
  if (withOptions.length === 0) return {}
  const { Ajv2020 } = await import("ajv/dist/2020.js")
  const ajv = new Ajv2020({ useDefaults: true, strict: false })
  return Object.fromEntries(
    withOptions.map((rule) => {
      const options = structuredClone(configured[rule.id] ?? {}) as Options
      const validate = ajv.compile({ ...rule.options, additionalProperties: false })
      if (!validate(options)) {
        throw new UsageError(
          `Options of the rule ${rule.id}: ${ajv.errorsText(validate.errors, { dataVar: rule.id })}.`,
        )
      }
      return [rule.id, options]
    }),
  )
}
