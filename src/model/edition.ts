import type { AnyRule } from "./rule.ts"

/**
 * The editions of the ruleset, oldest first. An edition fixes which rules count, and their severity,
 * ceiling and profile, so that a score means the same next year.
 */
export const editions = ["2026.1"] as const
export type Edition = (typeof editions)[number]

/** The edition in force unless another is asked for. */
export const currentEdition: Edition = editions[editions.length - 1] ?? "2026.1"

/**
 * The rule as this edition has it: with the severity, ceiling and profile of that time, and a preview
 * (reported, weighing nothing) when only a later edition counts it.
 *
 * @param known oldest first; a rule `since` an edition that is not among them waits for the next one
 */
export function inEdition(rule: AnyRule, edition: string, known: readonly string[] = editions): AnyRule {
  const rank = known.indexOf(edition)
  const then = known.slice(rank).find((one) => rule.earlier?.[one])
  const counts = rule.since === undefined || (known.includes(rule.since) && known.indexOf(rule.since) <= rank)
  return { ...rule, ...(then && rule.earlier?.[then]), stage: counts ? "stable" : "preview" }
}
