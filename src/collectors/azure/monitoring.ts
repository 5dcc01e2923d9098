import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, idUpTo, nameAfter, resourceGroupOf, sameId, subscriptionOf } from "./arm-id.ts"
import { all, defineReading, listed, type Draft } from "./reading.ts"

interface WireAssociation {
  properties: { dataCollectionRuleId?: string | null }
}
interface WireDataCollectionRule {
  id: string
  name: string
  properties: { dataSources?: Record<string, unknown[] | null> | null }
}

export const dataCollectionRulesReading = defineReading({
  token: azure.dataCollectionRules,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/dataCollectionRuleAssociations/read"],
  sometimes: ["Microsoft.Insights/dataCollectionRules/read"],
  async read({ get, list }, { vm }) {
    const associations = await list<WireAssociation>(
      `${vm.id}/providers/Microsoft.Insights/dataCollectionRuleAssociations`,
      "2022-06-01",
    )
    const ids = distinctIds(associations.flatMap(({ properties }) => properties.dataCollectionRuleId ?? []))
    const rules = await all(ids.map((id) => get<WireDataCollectionRule>(id, "2022-06-01")))
    return rules.map(describeDataCollectionRule)
  },
})

export const describeDataCollectionRule = ({
  id,
  name,
  properties,
}: WireDataCollectionRule): Draft<ValueOf<typeof azure.dataCollectionRules>[number]> => ({
  id,
  name,
  dataSources: Object.entries(properties.dataSources ?? {})
    .filter(([, sources]) => sources && sources.length > 0)
    .map(([kind]) => kind),
})

interface Switch {
  enabled?: boolean
}
interface WireDiagnosticSetting {
  properties: { logs?: Switch[] | null; metrics?: Switch[] | null }
}

export const diagnosticSettingsReading = defineReading({
  token: azure.diagnosticSettings,
  needs: { host: azure.host, security: azure.networkSecurity },
  permissions: ["Microsoft.Insights/diagnosticSettings/read"],
  async read({ list }, { host, security }) {
    const configurations = security.interfaces.flatMap(({ ipConfigurations }) => ipConfigurations)
    const resources = distinctIds([
      ...(host.publicIpAddressId ? [host.publicIpAddressId] : []),
      ...configurations.flatMap(({ publicIpAddress }) => publicIpAddress?.id ?? []),
      ...security.groups.map(({ id }) => id),
      ...configurations.flatMap(({ loadBalancerTargets }) => loadBalancerTargets.map(loadBalancerOf)),
    ])
    return await all(
      resources.map(async (resource) => ({
        resource,
        enabled: countEnabled(await list(settingsPath(resource), settingsVersion)),
      })),
    )
  },
})

export const activityLogExportReading = defineReading({
  token: azure.activityLogExport,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/diagnosticSettings/read"],
  async read({ list }, { vm }) {
    const subscription = `/subscriptions/${subscriptionOf(vm.id)}`
    return { subscription, enabled: countEnabled(await list(settingsPath(subscription), settingsVersion)) }
  },
})

const settingsVersion = "2021-05-01-preview"
const settingsPath = (scope: string): string => `${scope}/providers/Microsoft.Insights/diagnosticSettings`

const loadBalancerOf = (target: string): string => idUpTo(target, "loadBalancers")

/** Settings that send at least one log or metric somewhere. */
export const countEnabled = (settings: readonly WireDiagnosticSetting[]): number =>
  settings.filter(({ properties: { logs, metrics } }) =>
    [...(logs ?? []), ...(metrics ?? [])].some(({ enabled }) => enabled),
  ).length

export const flowLogsReading = defineReading({
  token: azure.flowLogs,
  needs: { vm: azure.virtualMachine, security: azure.networkSecurity },
  permissions: ["Microsoft.Network/networkWatchers/read"],
  sometimes: ["Microsoft.Network/networkWatchers/flowLogs/read"],
  async read({ network }, { vm, security }) {
    const { networkWatchers, flowLogs } = network(subscriptionOf(vm.id))
    const watchers = await listed(networkWatchers.listAll())
    // A flow log belongs to the watcher of its target's region.
    const regional = watchers.filter(({ id, location }) => id && sameId(location, vm.location))
    const lists = await all(
      regional.map(({ id = "" }) =>
        listed(flowLogs.list(resourceGroupOf(id), nameAfter(id, "networkWatchers"))),
      ),
    )
    const subnets = security.subnets.map(({ id }) => id)
    const networks = subnets.map((id) => idUpTo(id, "virtualNetworks"))
    const targets = [...networks, ...subnets, ...security.interfaces.map(({ id }) => id)]
    return lists
      .flat()
      .filter(({ targetResourceId }) => targets.some((id) => sameId(id, targetResourceId)))
      .map(({ id, targetResourceId, enabled }) => ({
        id,
        target: targetResourceId,
        enabled: enabled ?? false,
      }))
  },
})
