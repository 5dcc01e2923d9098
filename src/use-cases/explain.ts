import stringWidth from "string-width"
import wrapAnsi from "wrap-ansi"
import { allRules, checkSelection, suggestion } from "../config/catalogue.ts"
import { loadConfig } from "../config/load.ts"
import { loadPlugins } from "../config/plugins.ts"
import { UsageError } from "../config/usage-error.ts"
import { selectRules } from "../engine/plan.ts"
import { areas } from "../model/area.ts"
import { editions } from "../model/edition.ts"
import { tokensOf, type Fact } from "../model/evidence.ts"
import type { AnyRule, Profile } from "../model/rule.ts"
import { rulePage, type Section } from "./rule-page.ts"

const width = (): number => Math.min(process.stdout.columns || 80, 100)

export async function knownRules(config: string | undefined): Promise<AnyRule[]> {
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
  since: rule.since ?? editions[0],
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
  const { title, standing, sections } = await rulePage(rule)
  return `${[paragraph(title), paragraph(standing), ...sections.map(section)].join("\n\n")}\n`
}

const section = ({ title, paragraphs = [], items = [], commands = [] }: Section): string =>
  [
    title,
    ...[...paragraphs, ...items].map((text) => paragraph(text, 2)),
    ...commands.map(({ run }) => run.replaceAll(/^/gm, "  ").replace("  ", "  $ ")),
  ].join("\n")

const paragraph = (text: string, indent = 0): string =>
  wrapAnsi(text, width() - indent).replaceAll(/^/gm, " ".repeat(indent))

export async function guestScript(): Promise<string> {
  const { guestScript: script } = await import("../collectors/guest/script.ts")
  return script()
}
