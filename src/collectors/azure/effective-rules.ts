import type {
  EffectiveBaseSecurityAdminRule,
  EffectiveNetworkSecurityGroup,
  EffectiveNetworkSecurityRule,
  EffectiveSecurityAdminRule,
} from "@azure/arm-network"
import type { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, findNameAfter, idUpTo, nameAfter, resourceGroupOf, subscriptionOf } from "./arm-id.ts"
import { causeOf } from "./cause.ts"
import { all, type Draft } from "./reading.ts"
import { capitalised, oneOrMany } from "./security-group.ts"
import type { Session } from "./session.ts"

type Interface = azure.NetworkInterface
type Security = NonNullable<Draft<ValueOf<typeof azure.networkSecurity>>>

/** The two actions that --effective-rules needs beyond Reader. */
export const effectiveRulesActions = {
  groups: "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action",
  adminRules: "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action",
}

/**
 * What Azure itself says applies to the interfaces, and the security admin rules over their networks.
 * Whatever it refuses to say is left out, with the reason: the groups are read and evaluated anyway.
 */
export async function askEffectiveRules(
  session: Session,
  interfaces: readonly Interface[],
): Promise<Pick<Security, "effective" | "adminGroups" | "refusals">> {
  if (!session.effectiveRules) return {}
  const subnetIds = interfaces.flatMap(({ ipConfigurations }) =>
    ipConfigurations.map(({ subnetId }) => subnetId),
  )
  const networks = distinctIds(subnetIds.map((id) => idUpTo(id, "virtualNetworks")))
  const [effective, adminGroups] = await Promise.allSettled([
    // Azure does not tell for the interfaces of a uniform scale set.
    all(
      interfaces
        .filter(({ id }) => !findNameAfter(id, "virtualMachineScaleSets"))
        .map(async ({ id }) => ({ interfaceId: id, groups: await effectiveGroups(session, id) })),
    ),
    all(networks.map((id) => adminGroupsOf(session, id))),
  ])
  return {
    ...(effective.status === "fulfilled" ? { effective: effective.value } : {}),
    ...(adminGroups.status === "fulfilled" ? { adminGroups: adminGroups.value.flat() } : {}),
    refusals: [
      ...refusalOf(effective, effectiveRulesActions.groups),
      ...refusalOf(adminGroups, effectiveRulesActions.adminRules),
    ],
  }
}

function refusalOf(outcome: PromiseSettledResult<unknown>, action: string): string[] {
  if (outcome.status === "fulfilled") return []
  const { detail, permission } = causeOf(outcome.reason, action)
  return [`--effective-rules did not get ${permission ?? action}: ${detail}`]
}

async function effectiveGroups({ network }: Session, id: string): Promise<Draft<azure.SecurityGroup>[]> {
  const { value } = await network(subscriptionOf(id)).networkInterfaces.listEffectiveNetworkSecurityGroups(
    resourceGroupOf(id),
    nameAfter(id, "networkInterfaces"),
    { updateIntervalInMs: pollInterval },
  )
  if (!value) throw new TypeError("the effective security groups have no value")
  return describeEffectiveGroups(value)
}

/** Milliseconds, where Azure does not say how long to wait. */
const pollInterval = 1000

/** In the order in which a packet meets them: the subnet's before the interface's. Admin rules are asked for apart. */
export const describeEffectiveGroups = (
  groups: readonly EffectiveNetworkSecurityGroup[],
): Draft<azure.SecurityGroup>[] =>
  groups
    .filter(({ association }) => !association?.networkManager)
    .toSorted(
      (one, other) => Number(Boolean(other.association?.subnet)) - Number(Boolean(one.association?.subnet)),
    )
    .map(({ networkSecurityGroup, effectiveSecurityRules = [] }) => {
      const id = networkSecurityGroup?.id ?? ""
      return {
        id,
        name: nameAfter(id, "networkSecurityGroups"),
        resourceGroup: resourceGroupOf(id),
        rules: effectiveSecurityRules.map(describeEffectiveRule),
      }
    })

/** Where Azure says what a tag stands for, the addresses take its place. */
export const describeEffectiveRule = (rule: EffectiveNetworkSecurityRule): Draft<azure.SecurityRule> => ({
  name: rule.name?.replace(/^\w*securityRules\//i, ""),
  priority: rule.priority,
  direction: capitalised(rule.direction),
  access: capitalised(rule.access),
  protocol: capitalised(rule.protocol),
  sources: expanded(rule.expandedSourceAddressPrefix, rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
  sourceApplicationSecurityGroups: [],
  destinations: expanded(
    rule.expandedDestinationAddressPrefix,
    rule.destinationAddressPrefix,
    rule.destinationAddressPrefixes,
  ),
  destinationApplicationSecurityGroups: [],
  destinationPorts: oneOrMany(rule.destinationPortRange, rule.destinationPortRanges),
})

const expanded = (
  meant: readonly string[] | undefined,
  one: string | undefined,
  many: readonly string[] | undefined,
): string[] => (meant && meant.length > 0 ? [...meant] : oneOrMany(one, many))

/** One group for each rule collection, in the order of their answers. */
async function adminGroupsOf({ network }: Session, networkId: string): Promise<Draft<azure.SecurityGroup>[]> {
  const client = network(subscriptionOf(networkId))
  const ask = (skipToken?: string) =>
    client.listNetworkManagerEffectiveSecurityAdminRules(
      resourceGroupOf(networkId),
      nameAfter(networkId, "virtualNetworks"),
      skipToken ? { skipToken } : {},
    )
  const rules: EffectiveBaseSecurityAdminRule[] = []
  let page = await ask()
  for (;;) {
    if (!page.value) throw new TypeError("the security admin rules have no value")
    rules.push(...page.value)
    if (!page.skipToken) return describeAdminRules(rules)
    page = await ask(page.skipToken)
  }
}

export function describeAdminRules(
  rules: readonly EffectiveBaseSecurityAdminRule[],
): Draft<azure.SecurityGroup>[] {
  const collections = distinctIds(rules.map(({ id = "" }) => idUpTo(id, "ruleCollections")))
  return collections.map((id) => ({
    id,
    name: nameAfter(id, "ruleCollections"),
    resourceGroup: resourceGroupOf(id),
    rules: rules
      .filter((rule) => idUpTo(rule.id ?? "", "ruleCollections") === id)
      .map((rule) => describeAdminRule(rule as EffectiveSecurityAdminRule)),
  }))
}

const describeAdminRule = (rule: EffectiveSecurityAdminRule): Draft<azure.SecurityRule> => ({
  name: nameAfter(rule.id ?? "", "rules"),
  priority: rule.priority,
  direction: capitalised(rule.direction),
  access: rule.access === "AlwaysAllow" ? rule.access : capitalised(rule.access),
  protocol: capitalised(rule.protocol),
  sources: rule.sources?.map(({ addressPrefix }) => addressPrefix),
  sourceApplicationSecurityGroups: [],
  destinations: rule.destinations?.map(({ addressPrefix }) => addressPrefix),
  destinationApplicationSecurityGroups: [],
  destinationPorts: rule.destinationPortRanges,
})
