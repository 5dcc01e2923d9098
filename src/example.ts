import { completeOptions } from "./config/options.ts"
import { evaluate, type Judged } from "./engine/evaluate.ts"
import { planes, tokensOf, type Fact, type Observation, type Witness } from "./model/evidence.ts"
import { given, type AnyRule, type Example } from "./model/rule.ts"

export type AnyExample = Example<Record<string, Fact>, Record<string, Fact>>

/** What judging an example needs, made once for each example. */
interface Prepared {
  rules: readonly AnyRule[]
  court: Parameters<typeof evaluate>[1]
}

/**
 * Judges a rule on the evidence of an example, as an audit would.
 *
 * @throws Error when the example gives what the rule neither needs nor wants
 */
export async function runExample(rule: AnyRule, example: AnyExample): Promise<Judged> {
  return judgeExample(await prepareExample(rule, example))
}

export async function prepareExample(rule: AnyRule, example: AnyExample): Promise<Prepared> {
  const facts: Record<string, Fact> = { ...rule.needs, ...rule.wants }
  const witnesses = Object.entries(example.given).map(([name, value]) => witnessOf(facts[name], name, value))
  const prerequisites = example.failing ? [failingRule(example.failing)] : []
  return {
    rules: [rule, ...prerequisites],
    court: {
      witnesses: [...witnesses, ...(prerequisites.length > 0 ? [always] : [])],
      scope: planes,
      at: new Date(example.at ?? "2026-11-22T00:00:00Z"),
      options: await completeOptions([rule]),
    },
  }
}

export function judgeExample({ rules, court }: Prepared): Judged {
  const [finding] = evaluate(rules, court)
  if (!finding) throw new Error("evaluate gave no finding")
  return finding
}

function witnessOf(fact: Fact | undefined, name: string, value: unknown): Witness {
  const [token] = fact ? tokensOf(fact) : []
  if (!token) throw new Error(`An example gives ${name}, which the rule neither needs nor wants.`)
  const observation: Observation =
    typeof value === "object" && value !== null && given in value
      ? (value as { [given]: Observation })[given]
      : { status: "known", value: deepFreeze(structuredClone(value)) }
  return {
    evidence: token.id,
    plane: token.plane,
    source: "example",
    at: "2026-11-22T00:00:00Z",
    ...observation,
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

const token = { id: "testing.always", plane: "endpoint", title: "nothing", schema: {} } as const
const always: Witness = {
  evidence: token.id,
  plane: "endpoint",
  source: "",
  at: "",
  status: "known",
  value: true,
}
const failingRule = (id: string): AnyRule => ({
  id,
  area: "maintenance",
  severity: "low",
  profile: "baseline",
  title: id,
  failureTitle: id,
  why: "",
  references: [],
  needs: { token },
  check: () => ({ status: "fail", observed: "", expected: "" }),
  effort: "minutes",
  fix: () => ({ summary: "", commands: [] }),
  examples: [],
})
