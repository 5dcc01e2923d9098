import { completeOptions } from "./config/options.ts"
import { evaluate } from "./engine/evaluate.ts"
import { planes, tokensOf, type Fact, type Observation, type Witness } from "./model/evidence.ts"
import { given, statuses, type AnyRule, type Example, type Status } from "./model/rule.ts"

type AnyExample = Example<Record<string, Fact>, Record<string, Fact>>

/**
 * Runs a rule's own examples and holds it to what every rule owes its users.
 *
 * @returns one sentence for each thing that is wrong; none when the rule is sound
 */
export async function ruleFaults(rule: AnyRule): Promise<string[]> {
  const examples = rule.examples as readonly AnyExample[]
  const missing = statuses.filter((status) => !examples.some((example) => example.status === status))
  const faults = missing.map((status) => `There is no example for ${status}.`)
  for (const example of examples) {
    const finding = await runExample(rule, example)
    if (finding.status !== example.status) {
      faults.push(
        `"${example.title}" should be ${example.status}, but is ${finding.status}: ${finding.summary}`,
      )
    }
    if (JSON.stringify(finding) !== JSON.stringify(await runExample(rule, example))) {
      faults.push(`"${example.title}" gives another finding the second time.`)
    }
    if (finding.status === "fail" && !finding.remediation?.summary)
      faults.push(`"${example.title}" has no fix.`)
    if (finding.cause?.kind === "failed") faults.push(`"${example.title}": ${finding.cause.detail}`)
    faults.push(...(await faultsWhenHidden(rule, example, finding.status)))
  }
  if (rule.why.length < 60) faults.push("why should explain the rule to someone who has not met the problem.")
  if (rule.references.length === 0) faults.push("There is no reference.")
  return faults
}

/** Hiding a piece of evidence may make a finding unknown or worse, never better. */
async function faultsWhenHidden(rule: AnyRule, example: AnyExample, status: Status): Promise<string[]> {
  const rank: Record<Status, number> = { fail: 0, unknown: 0, "not-applicable": 1, pass: 1 }
  const faults: string[] = []
  for (const name of Object.keys(example.given)) {
    const { [name]: _, ...rest } = example.given
    const hidden = await runExample(rule, { ...example, given: rest })
    if (rank[hidden.status] > rank[status]) {
      faults.push(`"${example.title}" becomes ${hidden.status} when ${name} is hidden.`)
    }
  }
  return faults
}

export async function runExample(rule: AnyRule, example: AnyExample) {
  const facts: Record<string, Fact> = { ...rule.needs, ...rule.wants }
  const witnesses = Object.entries(example.given).map(([name, value]) => witnessOf(facts[name], name, value))
  const prerequisites = example.failing ? [failingRule(example.failing)] : []
  const [finding] = evaluate([rule, ...prerequisites], {
    witnesses: [...witnesses, ...(prerequisites.length > 0 ? [always] : [])],
    scope: planes,
    at: new Date(example.at ?? "2026-11-22T00:00:00Z"),
    options: await completeOptions([rule]),
  })
  if (!finding) throw new Error(`${rule.id} gave no finding`)
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
