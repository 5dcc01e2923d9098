import stringWidth from "string-width"
import wrapAnsi from "wrap-ansi"
import { allRules, checkSelection, suggestion } from "./config/catalogue.ts"
import { loadConfig } from "./config/load.ts"
import { loadPlugins } from "./config/plugins.ts"
import { UsageError } from "./config/usage-error.ts"
import { factsOf, selectRules } from "./engine/plan.ts"
import { areas } from "./model/area.ts"
import { tokensOf, type Fact } from "./model/evidence.ts"
import type { AnyRule, Profile } from "./model/rule.ts"
import { runExample } from "./testing.ts"

const width = (): number => Math.min(process.stdout.columns || 80, 100)

async function knownRules(config: string | undefined): Promise<AnyRule[]> {
  const loaded = await loadConfig(config)
  return allRules(await loadPlugins(loaded.config.plugins ?? [], loaded.folder))
}

/** One line a rule, by area; with `json` everything that is known of each. */
export async function listRules(flags: {
  config?: string | undefined
  profile?: Profile | undefined
  area?: readonly string[] | undefined
  json?: boolean | undefined
}): Promise<string> {
  const all = await knownRules(flags.config)
  const selection = { profile: flags.profile ?? "enterprise", areas: flags.area ?? [] }
  checkSelection(selection, all)
  const rules = selectRules(all, selection)
  if (flags.json) return `${JSON.stringify(rules.map(described), null, 2)}\n`
  const column = Math.max(...rules.map(({ id }) => stringWidth(id))) + 2
  const sections = Object.entries(areas).map(([area, title]) => {
    const lines = rules
      .filter((rule) => rule.area === area)
      .map(
        (rule) =>
          `  ${rule.id.padEnd(column)}${rule.severity.padEnd(10)}${rule.profile.padEnd(12)}${rule.title}`,
      )
    return lines.length > 0 ? [title, ...lines, ""].join("\n") : ""
  })
  return `${sections.filter(Boolean).join("\n")}${rules.length} rules\n`
}

const described = (rule: AnyRule) => ({
  id: rule.id,
  area: rule.area,
  severity: rule.severity,
  profile: rule.profile,
  ceiling: rule.ceiling ?? null,
  stage: rule.stage ?? "stable",
  title: rule.title,
  failureTitle: rule.failureTitle,
  why: rule.why,
  needs: Object.values<Fact>(rule.needs).map(idsOf),
  wants: Object.values<Fact>(rule.wants ?? {}).map(idsOf),
  presupposes: Object.keys(rule.presupposes ?? {}),
  options: rule.options?.properties ?? {},
  effort: rule.effort,
  references: rule.references,
})

const idsOf = (fact: Fact): string =>
  tokensOf(fact)
    .map(({ id }) => id)
    .join(" or ")

/** @throws UsageError when there is no such rule */
export async function explainRule(
  id: string | undefined,
  flags: { config?: string | undefined },
): Promise<string> {
  const rules = await knownRules(flags.config)
  const rule = rules.find((one) => one.id === id)
  if (rule) return explanation(rule)
  if (id === undefined) throw new UsageError("Name a rule; `chroma-audit rules` lists what there is.")
  throw new UsageError(
    `There is no rule "${id}".${suggestion(
      id,
      rules.map((one) => one.id),
    )}`,
  )
}

async function explanation(rule: AnyRule): Promise<string> {
  const ceiling =
    rule.ceiling === undefined ? "" : ` · while it fails the score stays at or below ${rule.ceiling}`
  const sections = [
    paragraph(`${rule.id}: ${rule.title}`),
    paragraph(`${areas[rule.area]} · ${rule.severity} · ${rule.profile} profile${ceiling}`),
    section("Why", paragraph(rule.why, 2)),
    section("Decided from", sources(rule)),
    ...(rule.options ? [section("Options", options(rule))] : []),
    section("Examples", await examples(rule)),
    section(`Fix (${rule.effort})`, await fix(rule)),
    section("References", rule.references.map((url) => `  ${url}`).join("\n")),
  ]
  return `${sections.join("\n\n")}\n`
}

const section = (title: string, body: string): string => `${title}\n${body}`

const paragraph = (text: string, indent = 0): string =>
  wrapAnsi(text, width() - indent)
    .split("\n")
    .map((line) => " ".repeat(indent) + line)
    .join("\n")

function sources(rule: AnyRule): string {
  const lines = factsOf(rule).map((fact) =>
    tokensOf(fact)
      .map(({ title, plane }) => `${title} (${plane})`)
      .join(", else "),
  )
  const after = Object.entries<string>(rule.presupposes ?? {}).map(
    ([id, because]) => `Not applicable while ${id} fails: ${because}.`,
  )
  return [...lines, ...after].map((line) => paragraph(line, 2)).join("\n")
}

function options(rule: AnyRule): string {
  const properties = Object.entries<{ default?: unknown; description?: string }>(
    rule.options?.properties ?? {},
  )
  return properties
    .map(([name, { default: value, description = "" }]) =>
      paragraph(`${name}: ${String(value)} ${description}`, 2),
    )
    .join("\n")
}

async function examples(rule: AnyRule): Promise<string> {
  const lines = await Promise.all(
    rule.examples.map(async (example) => {
      const { status, observed, summary } = await runExample(rule, example)
      return paragraph(`${status.padEnd(14)} ${example.title}: ${observed ?? summary}`, 2)
    }),
  )
  return lines.join("\n")
}

/** The fix of the failing example: its names stand for those an audit fills in. */
async function fix(rule: AnyRule): Promise<string> {
  const failing = rule.examples.find(({ status }) => status === "fail")
  const remediation = failing && (await runExample(rule, failing)).remediation
  if (!remediation) return "  Nothing to do."
  return [
    paragraph(remediation.summary, 2),
    ...remediation.commands.map(({ run }) => indented(`$ ${run}`)),
  ].join("\n")
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n")

export async function guestScript(): Promise<string> {
  const { guestScript: script } = await import("./collectors/guest/script.ts")
  return script()
}
