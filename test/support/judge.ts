import type { Facts } from "../../src/model/evidence.ts"
import type { AnyRule, Example, Rule } from "../../src/model/rule.ts"
import { runExample } from "../../src/testing.ts"

/** The finding of one rule on these facts. */
export const judge = <N extends Facts, W extends Facts>(
  rule: Pick<Rule<N, W>, "needs" | "wants"> & AnyRule,
  given: Example<N, W>["given"],
  at = "2026-11-22T12:00:00Z",
) => runExample(rule, { title: "judged", status: "unknown", given, at })
