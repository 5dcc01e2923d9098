import {
  Type,
  attestation,
  daysSince,
  defineRule,
  disclaims,
  fail,
  notApplicable,
  pass,
  said,
  unknownBecause,
} from "../src/rule.ts"
import type { Rule } from "../src/rule.ts"

type Described = Pick<
  Rule,
  | "id"
  | "area"
  | "severity"
  | "profile"
  | "title"
  | "failureTitle"
  | "why"
  | "references"
  | "presupposes"
  | "effort"
>

interface Attested extends Described {
  /** Days that a statement stands for, unless the option `maxAgeDays` says otherwise. */
  maxAgeDays: number
  /** A statement that would do, for the examples. */
  statement: string
  /** What to do before stating it again, in the imperative. */
  remedy: string
}

/**
 * A rule that only a person's dated statement can decide. It fails when the statement is too old; one
 * that begins with "Not applicable" takes the rule out, on that person's word.
 */
export function attestedRule({ maxAgeDays, statement, remedy, ...described }: Attested) {
  const given = (on: string, text = statement) => ({
    rule: described.id,
    statement: text,
    by: "Ada Example",
    on,
    expires: "2027-12-31",
  })

  return defineRule({
    ...described,
    needs: { stated: attestation(described.id) },
    options: Type.Object({ maxAgeDays: Type.Integer({ default: maxAgeDays, minimum: 1 }) }),

    check({ stated }, { at, options }) {
      if (disclaims(stated)) return notApplicable(`${said(stated)}.`)
      const sighting = {
        observed: said(stated),
        expected: `a statement of the last ${options.maxAgeDays} days`,
      }
      return daysSince(stated.on, at) <= options.maxAgeDays ? pass(sighting) : fail(sighting)
    },

    fix: () => ({
      summary: `${remedy}, then state it anew in the attestations file.`,
      commands: [{ tool: "editor", run: "$EDITOR chroma-audit.attestations.yaml" }],
    }),

    examples: [
      {
        title: "stated this month",
        status: "pass",
        at: "2026-11-22",
        given: { stated: given("2026-11-01") },
      },
      { title: "stated long ago", status: "fail", at: "2026-11-22", given: { stated: given("2024-11-01") } },
      {
        title: "nobody said anything",
        status: "unknown",
        given: { stated: unknownBecause("not-found", "The attestations file says nothing of it.") },
      },
      {
        title: "stated not to apply",
        status: "not-applicable",
        given: { stated: given("2026-11-01", "Not applicable: a cache that is rebuilt from its source.") },
      },
    ],
  })
}
