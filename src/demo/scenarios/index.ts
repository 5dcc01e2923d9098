import type { Scenario } from "../scenario.ts"
import type { ScenarioFiles, ScenarioOptions } from "./files.ts"
import { hardened } from "./hardened.ts"
import { template } from "./template.ts"
import { zoneRedundant } from "./zone-redundant.ts"

const scenarios = { template, hardened, "zone-redundant": zoneRedundant }

/** What the operator of a scenario's deployment would hand to the auditor. */
export const scenarioFiles = (name: Scenario, options: ScenarioOptions): ScenarioFiles =>
  scenarios[name](options)
