/** The public rule tester, `chroma-audit/testing`: the built-in rules and anyone's are held to the same. */
import { judgeExample, prepareExample, runExample, type AnyExample } from "./example.ts"
import type { Judged } from "./engine/evaluate.ts"
import { statuses, type AnyRule, type Status } from "./model/rule.ts"

export { runExample }

/** One example with the finding it led to. */
interface Trial {
  example: AnyExample
  finding: Judged
}

/**
 * Holds a rule to what every rule owes its users; needs no test framework:
 *
 *     test("acme-tagged", () => RuleTester.run(acmeTagged))
 */
export const RuleTester = {
  /** @throws Error with one line for each thing that is wrong */
  async run(rule: AnyRule): Promise<void> {
    const faults = await ruleFaults(rule)
    if (faults.length > 0) throw new Error([`The rule ${rule.id}:`, ...faults].join("\n  "))
  },
}

/**
 * Runs a rule's own examples and holds it to what every rule owes its users: a case for each status,
 * messages that name what was observed, a fix that makes the failing evidence pass, documentation, and
 * a check that is pure.
 *
 * @returns one sentence for each thing that is wrong; none when the rule is sound
 */
export async function ruleFaults(rule: AnyRule): Promise<string[]> {
  const examples = rule.examples as readonly AnyExample[]
  const trials = await Promise.all(
    examples.map(async (example) => ({ example, finding: await runExample(rule, example) })),
  )
  const each = await Promise.all(
    trials.map(async (trial) => [
      ...statusFaults(trial),
      ...wordingFaults(trial),
      ...(await purityFaults(rule, trial)),
      ...(await hidingFaults(rule, trial)),
      ...(await fixFaults(rule, trial, trials)),
    ]),
  )
  return [...documentationFaults(rule), ...coverageFaults(trials), ...likenessFaults(trials), ...each.flat()]
}

function documentationFaults(rule: AnyRule): string[] {
  return [
    ...(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(rule.id) ? [] : ["The id should be words-joined-by-hyphens."]),
    ...(rule.title === rule.failureTitle ? ["title and failureTitle say the same."] : []),
    ...(rule.why.length < 60 ? ["why should explain the rule to someone who has not met the problem."] : []),
    ...(rule.references.length === 0 ? ["There is no reference."] : []),
    ...rule.references
      .filter((reference) => !/^https:\/\/[^\s]+$/.test(reference))
      .map((reference) => `The reference "${reference}" is not an https address.`),
  ]
}

const coverageFaults = (trials: readonly Trial[]): string[] =>
  statuses
    .filter((status) => !trials.some(({ example }) => example.status === status))
    .map((status) => `There is no example for ${status}.`)

function statusFaults({ example, finding }: Trial): string[] {
  return [
    ...(finding.status === example.status
      ? []
      : [`"${example.title}" should be ${example.status}, but is ${finding.status}: ${finding.summary}`]),
    ...(finding.cause?.kind === "failed" ? [`"${example.title}": ${finding.cause.detail}`] : []),
  ]
}

/** Text into which a missing value has crept. */
const hollow = /\bundefined\b|\bNaN\b|\[object |\$\{|\bnull\b(?!\])/

function wordingFaults({ example, finding }: Trial): string[] {
  const { status, observed, expected, summary, remediation } = finding
  const told = JSON.stringify([
    summary,
    finding.cause,
    finding.resources,
    remediation?.summary,
    remediation?.commands.map(({ run }) => run),
    remediation?.verify,
  ])
  const untold = [example.says ?? []]
    .flat()
    .filter((words) => !told.includes(JSON.stringify(words).slice(1, -1)))
  const texts = [summary, observed, expected, remediation?.summary].filter((text) => text !== null)
  const decided = status === "pass" || status === "fail"
  return [
    ...(decided && !(observed && expected) ? [`"${example.title}" does not say what was observed.`] : []),
    ...untold.map((words) => `"${example.title}" does not say "${words}": ${told}`),
    ...(summary.trim() === "" ? [`"${example.title}" says nothing.`] : []),
    ...(status === "fail" && !remediation?.summary ? [`"${example.title}" has no fix.`] : []),
    ...texts
      .filter((text) => text !== undefined && hollow.test(text))
      .map((text) => `"${example.title}" names no value where it says: ${text}`),
  ]
}

/** A message that reads the same whether the rule passes or fails does not name the value that decides. */
function likenessFaults(trials: readonly Trial[]): string[] {
  const said = (status: Status) => trials.filter(({ finding }) => finding.status === status)
  return said("fail").flatMap(({ example, finding: { observed, expected } }) =>
    said("pass")
      .filter(({ finding }) => finding.observed === observed && finding.expected === expected)
      .map((pass) => `"${example.title}" fails and reads like "${pass.example.title}", which passes.`),
  )
}

/** Same evidence, same finding; neither the clock nor chance is asked. (Examples are frozen.) */
async function purityFaults(rule: AnyRule, { example, finding }: Trial): Promise<string[]> {
  const prepared = await prepareExample(rule, example)
  const again = withoutClockOrChance(() => judgeExample(prepared))
  if (again.cause?.kind === "failed" && finding.cause?.kind !== "failed")
    return [`"${example.title}" is not pure: ${again.cause.detail}`]
  return JSON.stringify(again) === JSON.stringify(finding)
    ? []
    : [`"${example.title}" gives another finding the second time.`]
}

/** Runs something during which asking the time or for a random number throws. */
function withoutClockOrChance<T>(action: () => T): T {
  const { Date: clock } = globalThis
  const { random } = Math
  const refuse = (): never => {
    throw new Error("a rule has no clock and no dice; `at` is when the evidence was collected.")
  }
  globalThis.Date = new Proxy(clock, {
    apply: refuse,
    construct: (target, args: []) => (args.length === 0 ? refuse() : Reflect.construct(target, args)),
    get: (target, name) => (name === "now" ? refuse : (Reflect.get(target, name) as unknown)),
  })
  Math.random = refuse
  try {
    return action()
  } finally {
    globalThis.Date = clock
    Math.random = random
  }
}

/** Hiding a piece of evidence may make a finding unknown or worse, never better. */
async function hidingFaults(rule: AnyRule, { example, finding }: Trial): Promise<string[]> {
  const rank: Record<Status, number> = { fail: 0, unknown: 0, "not-applicable": 1, pass: 1 }
  const faults = await Promise.all(
    Object.keys(example.given).map(async (name) => {
      const { [name]: _, ...rest } = example.given
      const hidden = await runExample(rule, { ...example, given: rest })
      return rank[hidden.status] > rank[finding.status]
        ? [`"${example.title}" becomes ${hidden.status} when ${name} is hidden.`]
        : []
    }),
  )
  return faults.flat()
}

/**
 * The fix makes the failing evidence pass: with what the example says is `fixed` or, where it says
 * nothing, with the facts of an example that passes.
 */
async function fixFaults(
  rule: AnyRule,
  { example, finding }: Trial,
  trials: readonly Trial[],
): Promise<string[]> {
  if (finding.status !== "fail") return []
  const passing = trials.map((trial) => trial.example).filter(({ status }) => status === "pass")
  const fixes = example.fixed
    ? [{ ...example, given: { ...example.given, ...example.fixed } }]
    : passing.map((pass) => ({ ...pass, given: { ...example.given, ...pass.given } }))
  const after = await Promise.all(fixes.map((fixed) => runExample(rule, fixed)))
  return after.some(({ status }) => status === "pass")
    ? []
    : [`"${example.title}" does not pass once fixed${after[0] ? `: ${after[0].summary}` : "."}`]
}
