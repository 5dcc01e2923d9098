import { Type, type Static } from "typebox"
import { areaIds } from "../model/area.ts"
import { profiles, severities } from "../model/rule.ts"

const Text = Type.String({ minLength: 1 })

export const metadata = {
  /** Words joined by hyphens that say what is true when the rule passes; a plugin begins them with its own name. */
  id: Type.String({ pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)+$" }),
  area: Type.Enum([...areaIds]),
  severity: Type.Enum([...severities]),
  profile: Type.Enum([...profiles]),
  /** While the rule fails, or is undecided within the scope, the score cannot exceed this. */
  ceiling: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  /** What is true when it passes. */
  title: Text,
  /** What is true when it fails. */
  failureTitle: Text,
  /** Why it matters, in a paragraph. */
  why: Type.String(),
  references: Type.Array(Type.String({ pattern: "^https://" })),
  /** The first ruleset edition that counts it; until then it is a preview and weighs nothing. */
  since: Type.Optional(Type.String({ pattern: String.raw`^\d{4}\.\d+$` })),
  effort: Type.Enum(["minutes", "hours", "days"]),
}

/** What every rule says of itself, whoever wrote it. */
export const RuleMetadata = Type.Object(metadata)
export type RuleMetadata = Static<typeof RuleMetadata>
