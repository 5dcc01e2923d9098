import type { NetworkSecurityGroup, SecurityRule } from "@azure/arm-network"
import type { azure } from "../../evidence/index.ts"
import { resourceGroupOf } from "./arm-id.ts"
import type { Draft } from "./reading.ts"

type Group = azure.SecurityGroup
type Rule = azure.SecurityRule

export const describeGroup = (group: NetworkSecurityGroup): Draft<Group> => ({
  id: group.id,
  name: group.name,
  resourceGroup: resourceGroupOf(group.id ?? ""),
  rules: [
    ...(group.securityRules ?? []).map(describeRule),
    ...(group.defaultSecurityRules?.map(describeRule) ?? defaultRules),
  ],
})

export const describeRule = (rule: SecurityRule): Draft<Rule> => ({
  name: rule.name,
  priority: rule.priority,
  direction: capitalised(rule.direction),
  access: capitalised(rule.access),
  protocol: capitalised(rule.protocol),
  sources: oneOrMany(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
  sourceApplicationSecurityGroups: idsOf(rule.sourceApplicationSecurityGroups),
  destinations: oneOrMany(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
  destinationApplicationSecurityGroups: idsOf(rule.destinationApplicationSecurityGroups),
  destinationPorts: oneOrMany(rule.destinationPortRange, rule.destinationPortRanges),
})

/** ARM has both a singular and a plural field, and fills the unused one with nothing, "" or []. */
export const oneOrMany = (one: string | undefined, many: readonly string[] | undefined): string[] =>
  many && many.length > 0 ? [...many] : one ? [one] : []

/** ARM accepts "allow" and "TCP" as well. */
export const capitalised = (word: string | undefined): string | undefined =>
  word && word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()

const defaultRule = (
  name: string,
  priority: number,
  direction: Rule["direction"],
  access: Rule["access"],
  source: string,
  destination: string,
): Rule => ({
  name,
  priority,
  direction,
  access,
  protocol: "*",
  sources: [source],
  sourceApplicationSecurityGroups: [],
  destinations: [destination],
  destinationApplicationSecurityGroups: [],
  destinationPorts: ["*"],
})

/** What every group has, whether or not ARM shows it. */
export const defaultRules: readonly Rule[] = [
  defaultRule("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
  defaultRule("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
  defaultRule("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
  defaultRule("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
  defaultRule("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
  defaultRule("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
]

export const idsOf = (references: readonly { id?: string }[] | undefined): string[] =>
  references?.flatMap(({ id }) => id ?? []) ?? []
