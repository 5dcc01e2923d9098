import { loadConfig } from "../config/load.ts"
import { settingsFrom } from "../config/flags.ts"
import { prepare } from "../config/prepare.ts"
import type { Config } from "../config/schema.ts"
import { selectCollectors } from "../engine/plan.ts"

const name = "Chroma Auditor"
const description = "Reads what chroma-audit judges; changes nothing."

/** The role as `az role definition create` takes it, or as a Terraform resource. */
export async function printRole(
  flags: Pick<Config, "profile" | "area" | "rule" | "skip-rule"> & {
    config?: string | undefined
    subscription: readonly string[]
    format: "json" | "terraform"
  },
): Promise<string> {
  const { subscription, format, ...selection } = flags
  const { config, folder } = await loadConfig(flags.config)
  const { assessment } = await prepare(settingsFrom(config, selection), folder)
  const { azureCollectors } = await import("../collectors/azure/index.ts")
  const azure = { auth: "default", subscriptions: [], cloud: "public" } as const
  // The address decides nothing here: every deployment's actions are in the role.
  const collectors = azureCollectors({ azure, ip: "192.0.2.1", timeout: 0, deadline: 0, concurrency: 1 })
  const actions = selectCollectors(assessment.rules, collectors).flatMap(
    ({ permissions = [], sometimes = [] }) => [...permissions, ...sometimes],
  )
  const least = [...new Set(actions)].toSorted((a, b) => a.localeCompare(b, "en"))
  const scopes = subscription.map((id) => `/subscriptions/${id}`)
  return format === "json" ? asJson(least, scopes) : asTerraform(least, scopes)
}

const asJson = (actions: readonly string[], scopes: readonly string[]): string =>
  `${JSON.stringify(
    {
      Name: name,
      IsCustom: true,
      Description: description,
      Actions: actions,
      NotActions: [],
      AssignableScopes: scopes,
    },
    null,
    2,
  )}\n`

const asTerraform = (
  actions: readonly string[],
  scopes: readonly string[],
): string => `resource "azurerm_role_definition" "chroma_auditor" {
  name        = ${JSON.stringify(name)}
  scope       = ${JSON.stringify(scopes[0])}
  description = ${JSON.stringify(description)}

  permissions {
    actions = [
${actions.map((action) => `      ${JSON.stringify(action)},`).join("\n")}
    ]
  }

  assignable_scopes = ${JSON.stringify(scopes)}
}
`
