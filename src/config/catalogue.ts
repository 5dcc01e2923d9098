import { areas } from "../model/area.ts"
import type { Plugin } from "../model/plugin.ts"
import type { AnyRule } from "../model/rule.ts"
import { UsageError } from "./usage-error.ts"
import type { Selection } from "../engine/plan.ts"

/**
 * All rules there are: the built-in ones and those of the plugins.
 *
 * @throws UsageError when a plugin takes a built-in rule's id
 */
export async function allRules(plugins: readonly Plugin[]): Promise<AnyRule[]> {
  const { builtInRules } = await import("../../rules/index.ts")
  const taken = new Set(builtInRules.map(({ id }) => id))
  for (const { name, rules = [] } of plugins) {
    const clash = rules.find(({ id }) => taken.has(id))
    if (clash) throw new UsageError(`The plugin ${name} brings the rule ${clash.id}, which is built in.`)
  }
  return [...builtInRules, ...plugins.flatMap(({ rules = [] }) => rules)]
}

/** @throws UsageError naming the first id that does not exist, with the nearest that does */
export function checkSelection(selection: Selection, rules: readonly AnyRule[]): void {
  const ids = rules.map(({ id }) => id)
  for (const id of [...(selection.rules ?? []), ...(selection.skipRules ?? [])]) {
    if (!ids.includes(id)) throw new UsageError(`There is no rule "${id}".${suggestion(id, ids)}`)
  }
  for (const area of selection.areas ?? []) {
    if (!(area in areas))
      throw new UsageError(`There is no area "${area}".${suggestion(area, Object.keys(areas))}`)
  }
}

/** The existing name that shares most of its words with what was written. */
export function suggestion(written: string, names: readonly string[]): string {
  const words = new Set(written.split("-"))
  const shared = (name: string): number => name.split("-").filter((word) => words.has(word)).length
  const [best] = names.toSorted((a, b) => shared(b) - shared(a))
  return best !== undefined && shared(best) > 0
    ? ` Did you mean ${best}?`
    : " `chroma-audit rules` lists what there is."
}
