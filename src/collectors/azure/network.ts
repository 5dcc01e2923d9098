import type {
  NetworkInterface,
  NetworkSecurityGroup,
  RouteTable,
  SecurityRule,
  Subnet,
  VirtualNetwork,
} from "@azure/arm-network"
import { azure } from "../../evidence/index.ts"

import { distinctIds, idUpTo, resourceGroupOf, sameId } from "./arm-id.ts"
import { all, defineReading, type Draft } from "./reading.ts"
import {
  getNetworkInterface,
  getPublicIpAddress,
  getRouteTable,
  getSecurityGroup,
  getVirtualMachine,
  getVirtualNetwork,
} from "./resources.ts"
import type { Session } from "./session.ts"

type Interface = azure.NetworkInterface
type Group = azure.SecurityGroup
type Rule = azure.SecurityRule

export const networkInterfacesReading = defineReading({
  token: azure.networkInterfaces,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Network/networkInterfaces/read", "Microsoft.Network/publicIPAddresses/read"],
  async read(session, { vm }) {
    const { networkProfile } = await getVirtualMachine(session, vm.id)
    const references = networkProfile?.networkInterfaces ?? []
    return await all(
      references.map(async ({ id = "" }) => {
        const one = await getNetworkInterface(session, id)
        return describeInterface(one, await skusOf(session, one), references.length === 1)
      }),
    )
  },
})

/** SKU names of an interface's public addresses, by lower-case id. */
async function skusOf(
  session: Session,
  { ipConfigurations }: NetworkInterface,
): Promise<Map<string, string>> {
  const ids = ipConfigurations?.flatMap(({ publicIPAddress }) => publicIPAddress?.id ?? []) ?? []
  const addresses = await all(distinctIds(ids).map((id) => getPublicIpAddress(session, id)))
  return new Map(addresses.map(({ id = "", sku }) => [id.toLowerCase(), sku?.name ?? ""]))
}

/** @param skus names by lower-case id of the public addresses */
export function describeInterface(
  one: NetworkInterface,
  skus: ReadonlyMap<string, string>,
  only: boolean,
): Draft<Interface> {
  return {
    id: one.id,
    name: one.name,
    resourceGroup: resourceGroupOf(one.id ?? ""),
    primary: one.primary ?? only,
    ipForwarding: one.enableIPForwarding ?? false,
    acceleratedNetworking: one.enableAcceleratedNetworking ?? false,
    securityGroupId: one.networkSecurityGroup?.id ?? null,
    ipConfigurations: one.ipConfigurations?.map((configuration) => ({
      name: configuration.name,
      privateIpAddress: configuration.privateIPAddress,
      subnetId: configuration.subnet?.id,
      publicIpAddress: configuration.publicIPAddress?.id
        ? {
            id: configuration.publicIPAddress.id,
            sku: skus.get(configuration.publicIPAddress.id.toLowerCase()),
          }
        : null,
      applicationSecurityGroups: idsOf(configuration.applicationSecurityGroups),
      loadBalancerTargets: [
        ...idsOf(configuration.loadBalancerBackendAddressPools),
        ...idsOf(configuration.loadBalancerInboundNatRules),
      ],
      gatewayLoadBalancer: configuration.gatewayLoadBalancer !== undefined,
    })),
  }
}

const idsOf = (references: readonly { id?: string }[] | undefined): string[] =>
  references?.flatMap(({ id }) => id ?? []) ?? []

export const networkSecurityReading = defineReading({
  token: azure.networkSecurity,
  needs: { interfaces: azure.networkInterfaces },
  permissions: [
    "Microsoft.Network/networkSecurityGroups/read",
    "Microsoft.Network/virtualNetworks/read",
    "Microsoft.Network/routeTables/read",
  ],
  async read(session, { interfaces }) {
    const subnetIds = interfaces.flatMap(({ ipConfigurations }) =>
      ipConfigurations.map(({ subnetId }) => subnetId),
    )
    const subnets = await all(distinctIds(subnetIds).map((id) => readSubnet(session, id)))
    const groupIds = [...interfaces, ...subnets].flatMap(({ securityGroupId }) => securityGroupId ?? [])
    const groups = await all(distinctIds(groupIds).map((id) => getSecurityGroup(session, id)))
    return { interfaces: [...interfaces], subnets, groups: groups.map(describeGroup) }
  },
})

async function readSubnet(session: Session, id: string) {
  const network = await getVirtualNetwork(session, idUpTo(id, "virtualNetworks"))
  const subnet = network.subnets?.find((one) => sameId(one.id, id))
  if (!subnet) throw new TypeError(`${network.id} does not show its subnet ${id}`)
  const table = subnet.routeTable?.id ? await getRouteTable(session, subnet.routeTable.id) : undefined
  return describeSubnet(subnet, network, table)
}

export const describeSubnet = (subnet: Subnet, network: VirtualNetwork, table: RouteTable | undefined) => ({
  id: subnet.id,
  securityGroupId: subnet.networkSecurityGroup?.id ?? null,
  addressPrefixes: oneOrMany(subnet.addressPrefix, subnet.addressPrefixes),
  virtualNetworkPrefixes: network.addressSpace?.addressPrefixes ?? [],
  defaultRoute:
    table?.routes?.find(({ addressPrefix }) => addressPrefix === "0.0.0.0/0")?.nextHopType ?? null,
})

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
const oneOrMany = (one: string | undefined, many: readonly string[] | undefined): string[] =>
  many && many.length > 0 ? [...many] : one ? [one] : []

/** ARM accepts "allow" and "TCP" as well. */
const capitalised = (word: string | undefined): string | undefined =>
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
const defaultRules: readonly Rule[] = [
  defaultRule("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
  defaultRule("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
  defaultRule("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
  defaultRule("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
  defaultRule("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
  defaultRule("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
]
