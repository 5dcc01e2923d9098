import { areas } from "../model/area.ts"
import { editions } from "../model/edition.ts"
import { tokensOf, type Fact } from "../model/evidence.ts"
import type { AnyRule, Command } from "../model/rule.ts"
import { factsOf } from "../engine/plan.ts"
import { runExample } from "../testing.ts"

/** What is said of a rule, in the terminal and on its page. */
export interface RulePage {
  title: string
  /** Area, severity, profile and ceiling, in one line. */
  standing: string
  sections: Section[]
}

export interface Section {
  title: string
  paragraphs?: string[]
  items?: string[]
  commands?: readonly Command[]
}

/** Runs the rule's examples, so that the page cannot say what the rule does not do. */
export async function rulePage(rule: AnyRule): Promise<RulePage> {
  const ceiling = rule.ceiling === undefined ? [] : [`while it fails the score is at most ${rule.ceiling}`]
  return {
    title: `${rule.id}: ${rule.title}`,
    standing: [areas[rule.area], rule.severity, `${rule.profile} profile`, ...ceiling, since(rule)].join(
      " · ",
    ),
    sections: [
      { title: "Why", paragraphs: [rule.why] },
      { title: "Decided from", items: [...factsOf(rule).map(described), ...presuppositions(rule)] },
      ...(rule.options ? [{ title: "Options", items: options(rule) }] : []),
      { title: "Examples", items: await examples(rule) },
      await fix(rule),
      { title: "References", items: [...rule.references] },
    ],
  }
}

const since = ({ since: edition = editions[0] }: AnyRule): string =>
  editions.some((one) => one === edition) ? `since ${edition}` : `preview, counts from ${edition}`

const described = (fact: Fact): string =>
  tokensOf(fact)
    .map(({ title, plane }) => `${title} (${plane})`)
    .join(", else ")

const presuppositions = (rule: AnyRule): string[] =>
  Object.entries<string>(rule.presupposes ?? {}).map(
    ([id, because]) => `not applicable while ${id} fails: ${because}`,
  )

const options = (rule: AnyRule): string[] =>
  Object.entries<{ default?: unknown; description?: string }>(rule.options?.properties ?? {}).map(
    ([name, { default: value, description }]) =>
      `${name}: ${String(value)}${description ? `. ${description}` : ""}`,
  )

const examples = (rule: AnyRule): Promise<string[]> =>
  Promise.all(
    rule.examples.map(async (example) => {
      const { status, observed, summary } = await runExample(rule, example)
      return `${status}: ${example.title} (${observed ?? summary})`
    }),
  )

/** The fix of the failing example: its names stand for those an audit fills in. */
async function fix(rule: AnyRule): Promise<Section> {
  const failing = rule.examples.find(({ status }) => status === "fail")
  const remediation = failing && (await runExample(rule, failing)).remediation
  return {
    title: `Fix (${rule.effort})`,
    paragraphs: remediation ? [remediation.summary] : [],
    commands: remediation?.commands ?? [],
  }
}
