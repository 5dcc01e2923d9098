/**
 * Flips each comparison in the rules, one at a time, and demands that one of the rule's own examples
 * notices. Arguments narrow the files: `npm run mutate -- backup-recent`.
 */
import { readFileSync } from "node:fs"
import { registerHooks } from "node:module"
import { globSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { parseSync, Visitor } from "oxc-parser"
import { builtInRules } from "../rules/index.ts"
import type { AnyRule } from "../src/model/rule.ts"
import { ruleFaults } from "../src/testing.ts"

const folder = fileURLToPath(new URL("../rules/", import.meta.url))
const opposite: Record<string, string> = {
  "===": "!==",
  "!==": "===",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
}

interface Mutant {
  /** Relative to rules/. */
  file: string
  line: number
  comparison: string
  source: string
}

export function mutantsOf(file: string, source: string): Mutant[] {
  const mutants: Mutant[] = []
  new Visitor({
    BinaryExpression({ operator, left, right }) {
      const flipped = opposite[operator]
      if (flipped === undefined) return
      const between = source.slice(left.end, right.start)
      mutants.push({
        file,
        line: source.slice(0, left.end).split("\n").length,
        comparison: source.slice(left.start, right.end).replaceAll(/\s+/g, " "),
        source: source.slice(0, left.end) + between.replace(operator, flipped) + source.slice(right.start),
      })
    },
  }).visit(parseSync(file, source).program)
  return mutants
}

/** The mutants by the number in the query under which their modules are imported. */
const mutants: Mutant[] = []
const rulesUrl = pathToFileURL(folder).href

// A module imported with `?mutant=n` hands the query on to the rule files that it imports itself, so that
// each mutant has its own copy of them; the mutated file is served from memory.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const query = /\?mutant=\d+$/.exec(context.parentURL ?? "")?.[0]
    return query && resolved.url.startsWith(rulesUrl) ? { ...resolved, url: resolved.url + query } : resolved
  },
  load(url, context, next) {
    const [path = "", number] = url.split("?mutant=")
    const mutant = number === undefined ? undefined : mutants[Number(number)]
    return mutant && path === rulesUrl + mutant.file
      ? { format: "module-typescript", source: mutant.source, shortCircuit: true }
      : next(url, context)
  },
})

/** The rules that a file is part of: itself, or those that import it. */
const rulesWith = (file: string): AnyRule[] =>
  builtInRules.filter(({ area, id }) => {
    const own = `${area}/${id}.ts`
    return own === file || readFileSync(folder + own, "utf8").includes(`"../${file}"`)
  })

async function survives(index: number): Promise<boolean> {
  const { file = "" } = mutants[index] ?? {}
  for (const { area, id } of rulesWith(file)) {
    const { default: rule } = (await import(`${rulesUrl}${area}/${id}.ts?mutant=${index}`)) as {
      default: AnyRule
    }
    const faults = await ruleFaults(rule).catch(() => ["The rule throws."])
    if (faults.length > 0) return false
  }
  return true
}

const wanted = process.argv.slice(2)
for (const file of globSync("**/*.ts", { cwd: folder }).toSorted()) {
  if (file === "index.ts" || file === "examples.ts") continue
  if (wanted.length > 0 && !wanted.some((part) => file.includes(part))) continue
  mutants.push(...mutantsOf(file, readFileSync(folder + file, "utf8")))
}

let survivors = 0
for (const [index, { file, line, comparison }] of mutants.entries()) {
  if (!(await survives(index))) continue
  survivors++
  process.stdout.write(`rules/${file}:${line}: no example notices when this is flipped: ${comparison}\n`)
}
process.stdout.write(`${mutants.length} comparisons flipped, ${survivors} unnoticed\n`)
process.exitCode = survivors > 0 ? 1 : 0
