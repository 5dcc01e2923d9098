import type { Assessment } from "../engine/audit.ts"
import { selectRules } from "../engine/plan.ts"
import { currentEdition, inEdition } from "../model/edition.ts"
import type { Framework } from "../model/framework.ts"
import { frameworkOf } from "../frameworks/index.ts"
import { areas, type Area } from "../model/area.ts"
import type { Plugin } from "../model/plugin.ts"
import type { AnyRule } from "../model/rule.ts"
import type { Waiver } from "../model/waiver.ts"
import { allRules, checkSelection } from "./catalogue.ts"
import type { GatePolicy } from "./gate.ts"
import { completeOptions } from "./options.ts"
import { loadPlugins } from "./plugins.ts"
import { readReport } from "./report.ts"
import type { Config } from "./schema.ts"
import { UsageError } from "./usage-error.ts"
import { toolVersion } from "../version.ts"
import { loadWaivers } from "./waivers.ts"

/** What the settings make of the rules, before any evidence is there. */
export interface Prepared {
  assessment: Assessment
  /** All rules there are, selected or not. */
  catalogue: readonly AnyRule[]
  plugins: readonly Plugin[]
  waivers: readonly Waiver[]
  policy: GatePolicy
  framework: Framework | undefined
}

/** @throws UsageError for a plugin, rule, area or option that is not there or not valid */
export async function prepare(settings: Config, folder: string): Promise<Prepared> {
  const plugins = await loadPlugins(settings.plugins ?? [], folder)
  const ruleset = settings.ruleset ?? currentEdition
  const catalogue = (await allRules(plugins)).map((rule) => inEdition(rule, ruleset))
  const selection = {
    profile: settings.profile ?? "production",
    areas: settings.area ?? [],
    rules: settings.rule ?? [],
    skipRules: settings["skip-rule"] ?? [],
  } as const
  checkSelection(selection, catalogue)
  const rules = selectRules(catalogue, selection)
  return {
    assessment: {
      rules,
      profile: selection.profile,
      ruleset,
      options: await completeOptions(rules, settings.options),
      plugins: plugins.map(({ name, version }) => ({ name, version })),
      version: await toolVersion(),
    },
    catalogue,
    plugins,
    waivers:
      settings.waivers === undefined
        ? []
        : await loadWaivers(
            settings.waivers,
            catalogue.map(({ id }) => id),
          ),
    policy: {
      // Against a baseline every regression counts unless a severity is named.
      failOn: settings["fail-on"] ?? (settings.baseline === undefined ? "critical" : "low"),
      allowUnknown: settings["allow-unknown"] ?? false,
      minScore: settings["min-score"],
      minAreaScores: (settings["min-area-score"] ?? []).map(areaMinimum),
      minCoverage: settings["min-coverage"],
      requireScope: settings["require-scope"] ?? [],
      baseline: settings.baseline === undefined ? undefined : await readReport(settings.baseline),
      strictWaivers: settings["strict-waivers"] ?? false,
    },
    framework: frameworkOf(settings.framework),
  }
}

/** @throws UsageError when it is not AREA=N */
function areaMinimum(written: string): GatePolicy["minAreaScores"][number] {
  const [, area, score] = /^([a-z-]+)=(\d{1,3}(?:\.\d)?)$/.exec(written) ?? []
  if (area === undefined || !(area in areas) || Number(score) > 100) {
    throw new UsageError(
      `--min-area-score takes AREA=N with N up to 100, not "${written}"; the areas are ${Object.keys(areas).join(", ")}.`,
    )
  }
  return { area: area as Area, score: Number(score) }
}
