import type { AvailabilitySet, Disk, VirtualMachine } from "@azure/arm-compute"
import type {
  ApplicationGateway,
  AzureFirewall,
  LoadBalancer,
  NetworkInterface,
  NetworkSecurityGroup,
  PublicIPAddress,
  RouteTable,
  VirtualNetwork,
} from "@azure/arm-network"
import { findNameAfter, idUpTo, nameAfter, resourceGroupOf, sameId, subscriptionOf } from "./arm-id.ts"
import type { Session } from "./session.ts"

/**
 * Single resources by ARM id. Asking twice costs one request. Each throws what the SDK throws, and
 * a TypeError when the answer is about something else.
 */
export const getVirtualMachine = (session: Session, id: string): Promise<VirtualMachine> =>
  findNameAfter(id, scaleSets)
    ? getInstance(session, id)
    : about(
        id,
        session
          .compute(subscriptionOf(id))
          .virtualMachines.get(resourceGroupOf(id), nameAfter(id, "virtualMachines"), {
            expand: "instanceView",
          }),
      )

/** In ids of what a uniform scale set made: such machines, interfaces and addresses have operations of their own. */
const scaleSets = "virtualMachineScaleSets"

/** An instance of a uniform scale set, in the terms of a machine; the set knows what the instance leaves out. */
async function getInstance({ compute }: Session, id: string): Promise<VirtualMachine> {
  const group = resourceGroupOf(id)
  const client = compute(subscriptionOf(id))
  const set = nameAfter(id, scaleSets)
  const instanceId = nameAfter(id, "virtualMachines")
  const [instance, { id: setId, virtualMachineProfile }] = await Promise.all([
    about(id, client.virtualMachineScaleSetVMs.get(group, set, instanceId, { expand: "instanceView" })),
    about(idUpTo(id, scaleSets), client.virtualMachineScaleSets.get(group, set)),
  ])
  const { hardwareProfile, sku, ...rest } = instance
  return {
    ...rest,
    hardwareProfile: { vmSize: sku?.name, ...hardwareProfile },
    priority: virtualMachineProfile?.priority ?? "Regular",
    virtualMachineScaleSet: { id: setId },
  } as VirtualMachine
}

export const getVirtualMachineWithUserData = ({ compute }: Session, id: string): Promise<VirtualMachine> =>
  about(
    id,
    compute(subscriptionOf(id)).virtualMachines.get(resourceGroupOf(id), nameAfter(id, "virtualMachines"), {
      expand: "userData",
    }),
  )

export const getDisk = ({ compute }: Session, id: string): Promise<Disk> =>
  about(id, compute(subscriptionOf(id)).disks.get(resourceGroupOf(id), nameAfter(id, "disks")))

export const getAvailabilitySet = ({ compute }: Session, id: string): Promise<AvailabilitySet> =>
  about(
    id,
    compute(subscriptionOf(id)).availabilitySets.get(resourceGroupOf(id), nameAfter(id, "availabilitySets")),
  )

export function getNetworkInterface({ network }: Session, id: string): Promise<NetworkInterface> {
  const { networkInterfaces } = network(subscriptionOf(id))
  const [group, name] = [resourceGroupOf(id), nameAfter(id, "networkInterfaces")]
  const set = findNameAfter(id, scaleSets)
  return about(
    id,
    set
      ? networkInterfaces.getVirtualMachineScaleSetNetworkInterface(
          group,
          set,
          nameAfter(id, "virtualMachines"),
          name,
        )
      : networkInterfaces.get(group, name),
  )
}

export function getPublicIpAddress({ network }: Session, id: string): Promise<PublicIPAddress> {
  const { publicIPAddresses } = network(subscriptionOf(id))
  const [group, name] = [resourceGroupOf(id), nameAfter(id, "publicIPAddresses")]
  const set = findNameAfter(id, scaleSets)
  return about(
    id,
    set
      ? publicIPAddresses.getVirtualMachineScaleSetPublicIPAddress(
          group,
          set,
          nameAfter(id, "virtualMachines"),
          nameAfter(id, "networkInterfaces"),
          nameAfter(id, "ipConfigurations"),
          name,
        )
      : publicIPAddresses.get(group, name),
  )
}

export const getApplicationGateway = ({ network }: Session, id: string): Promise<ApplicationGateway> =>
  about(
    id,
    network(subscriptionOf(id)).applicationGateways.get(
      resourceGroupOf(id),
      nameAfter(id, "applicationGateways"),
    ),
  )

export const getAzureFirewall = ({ network }: Session, id: string): Promise<AzureFirewall> =>
  about(
    id,
    network(subscriptionOf(id)).azureFirewalls.get(resourceGroupOf(id), nameAfter(id, "azureFirewalls")),
  )

export const getVirtualNetwork = ({ network }: Session, id: string): Promise<VirtualNetwork> =>
  about(
    id,
    network(subscriptionOf(id)).virtualNetworks.get(resourceGroupOf(id), nameAfter(id, "virtualNetworks")),
  )

export const getSecurityGroup = ({ network }: Session, id: string): Promise<NetworkSecurityGroup> =>
  about(
    id,
    network(subscriptionOf(id)).networkSecurityGroups.get(
      resourceGroupOf(id),
      nameAfter(id, "networkSecurityGroups"),
    ),
  )

export const getRouteTable = ({ network }: Session, id: string): Promise<RouteTable> =>
  about(id, network(subscriptionOf(id)).routeTables.get(resourceGroupOf(id), nameAfter(id, "routeTables")))

export const getLoadBalancer = ({ network }: Session, id: string): Promise<LoadBalancer> =>
  about(
    id,
    network(subscriptionOf(id)).loadBalancers.get(resourceGroupOf(id), nameAfter(id, "loadBalancers")),
  )

async function about<T extends { id?: string }>(id: string, answer: Promise<T>): Promise<T> {
  const resource = await answer
  if (!sameId(resource.id, id)) throw new TypeError(`asked for ${id}, the answer is about ${resource.id}`)
  return resource
}
