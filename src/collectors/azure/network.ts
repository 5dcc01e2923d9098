import type { NetworkInterface, RouteTable, Subnet, VirtualNetwork } from "@azure/arm-network"
import { azure } from "../../evidence/index.ts"

import { distinctIds, findNameAfter, idUpTo, resourceGroupOf, sameId } from "./arm-id.ts"
import { askEffectiveRules } from "./effective-rules.ts"
import { forwardingsTo } from "./forwardings.ts"
import { all, defineReading, type Draft } from "./reading.ts"
import {
  getNetworkInterface,
  getPublicIpAddress,
  getRouteTable,
  getSecurityGroup,
  getVirtualMachine,
  getVirtualNetwork,
} from "./resources.ts"
import { describeGroup, idsOf, oneOrMany } from "./security-group.ts"
import type { Session } from "./session.ts"

type Interface = azure.NetworkInterface

export const networkInterfacesReading = defineReading({
  token: azure.networkInterfaces,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Network/networkInterfaces/read", "Microsoft.Network/publicIPAddresses/read"],
  sometimes: [
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/read",
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/ipConfigurations/publicIPAddresses/read",
  ],
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

export const networkSecurityReading = defineReading({
  token: azure.networkSecurity,
  needs: { host: azure.host, interfaces: azure.networkInterfaces },
  permissions: ["Microsoft.Network/networkSecurityGroups/read", "Microsoft.Network/virtualNetworks/read"],
  sometimes: [
    "Microsoft.Network/routeTables/read",
    "Microsoft.Network/loadBalancers/read",
    "Microsoft.Network/applicationGateways/read",
    "Microsoft.Network/azureFirewalls/read",
  ],
  async read(session, { host, interfaces }) {
    const nics = await all(interfaces.map(({ id }) => getNetworkInterface(session, id)))
    const forwardings = await forwardingsTo(session, nics, host)
    const subnetIds = [
      ...interfaces.flatMap(({ ipConfigurations }) => ipConfigurations.map(({ subnetId }) => subnetId)),
      ...forwardings.flatMap((one) => one?.subnetId ?? []),
    ].filter((id) => findNameAfter(id, "subnets"))
    const [subnets, asked] = await Promise.all([
      all(distinctIds(subnetIds).map((id) => readSubnet(session, id))),
      askEffectiveRules(session, interfaces),
    ])
    const groupIds = [...interfaces, ...subnets].flatMap(({ securityGroupId }) => securityGroupId ?? [])
    const groups = await all(distinctIds(groupIds).map((id) => getSecurityGroup(session, id)))
    return {
      interfaces: [...interfaces],
      subnets,
      groups: groups.map(describeGroup),
      forwardings,
      ...asked,
    }
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
  virtualNetworkPrefixes: [
    ...(network.addressSpace?.addressPrefixes ?? []),
    ...(network.virtualNetworkPeerings ?? []).flatMap(
      ({ remoteAddressSpace }) => remoteAddressSpace?.addressPrefixes ?? [],
    ),
  ],
  ddosProtection: network.enableDdosProtection ?? false,
  bastion: (network.subnets ?? []).some(
    ({ name, ipConfigurations }) => sameId(name, "AzureBastionSubnet") && (ipConfigurations ?? []).length > 0,
  ),
  defaultRoute:
    table?.routes?.find(({ addressPrefix }) => addressPrefix === "0.0.0.0/0")?.nextHopType ?? null,
})
