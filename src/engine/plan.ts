import type { AnyCollector } from "../model/collector.ts"
import { tokensOf, type Fact, type Plane } from "../model/evidence.ts"
import { profiles, type AnyRule, type Profile } from "../model/rule.ts"
import type { AuditRequest } from "../model/target.ts"

export interface Selection {
  profile: Profile
  areas?: readonly string[]
  rules?: readonly string[]
  skipRules?: readonly string[]
}

/** The rules of the profile, narrowed by area and id. A rule named by id is taken whatever its profile. */
export function selectRules(all: readonly AnyRule[], selection: Selection): AnyRule[] {
  const included = profiles.slice(0, profiles.indexOf(selection.profile) + 1)
  return all.filter((rule) => {
    if (selection.skipRules?.includes(rule.id)) return false
    if (selection.rules?.length) return selection.rules.includes(rule.id)
    if (selection.areas?.length && !selection.areas.includes(rule.area)) return false
    return included.includes(rule.profile)
  })
}

/** The planes that this request asks: the scope of its score. */
export function scopeOf(request: AuditRequest): Plane[] {
  const asked: [Plane, unknown][] = [
    ["endpoint", request.endpoint],
    ["azure", request.azure],
    ["data", request.endpoint?.token],
    ["guest", request.guest],
    ["declared", request.declared],
    ["attested", request.attestations],
  ]
  return asked.filter(([, access]) => access !== undefined).map(([plane]) => plane)
}

export const factsOf = (rule: AnyRule): Fact[] => [
  ...Object.values<Fact>(rule.needs),
  ...Object.values<Fact>(rule.wants ?? {}),
]

/** The collectors that the rules need, and those that these need in turn. */
export function selectCollectors(
  rules: readonly AnyRule[],
  available: readonly AnyCollector[],
): AnyCollector[] {
  const selected = new Set<AnyCollector>()
  const require = (fact: Fact): void => {
    for (const token of tokensOf(fact)) {
      const collector = available.find(({ provides }) => provides.some(({ id }) => id === token.id))
      if (!collector || selected.has(collector)) continue
      selected.add(collector)
      Object.values<Fact>(collector.needs ?? {}).forEach(require)
    }
  }
  rules.flatMap(factsOf).forEach(require)
  return available.filter((collector) => selected.has(collector))
}
