/** Writes rules/index.ts, the list of the built-in rules. Run it after adding or removing a rule file. */
import { readdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { areaIds } from "../src/model/area.ts"

export const rulesFolder = fileURLToPath(new URL("../rules/", import.meta.url))

export function ruleList(): string {
  const files = areaIds.flatMap((area) =>
    readdirSync(`${rulesFolder}${area}`)
      .filter((file) => file.endsWith(".ts"))
      .toSorted()
      .map((file) => ({ path: `./${area}/${file}`, name: camelCase(file.slice(0, -".ts".length)) })),
  )
  return [
    "// Written by `npm run rules:list`; do not edit.",
    'import type { AnyRule } from "../src/model/rule.ts"',
    ...files.map(({ path, name }) => `import ${name} from "${path}"`),
    "",
    "/** The built-in rules, by area in the order of the guide, then by id. */",
    "export const builtInRules: readonly AnyRule[] = [",
    ...files.map(({ name }) => `  ${name},`),
    "]",
    "",
  ].join("\n")
}

const camelCase = (id: string): string => id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(`${rulesFolder}index.ts`, ruleList())
