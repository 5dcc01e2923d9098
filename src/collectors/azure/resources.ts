import type { AvailabilitySet, Disk, VirtualMachine } from "@azure/arm-compute"
import type {
  LoadBalancer,
  NetworkInterface,
  NetworkSecurityGroup,
  PublicIPAddress,
  RouteTable,
  VirtualNetwork,
} from "@azure/arm-network"
import { nameAfter, resourceGroupOf, sameId, subscriptionOf } from "./arm-id.ts"
import type { Session } from "./session.ts"

/**
 * Single resources by ARM id. Asking twice costs one request. Each throws what the SDK throws, and
 * a TypeError when the answer is about something else.
 */
export const getVirtualMachine = ({ compute }: Session, id: string): Promise<VirtualMachine> =>
  about(
    id,
    compute(subscriptionOf(id)).virtualMachines.get(resourceGroupOf(id), nameAfter(id, "virtualMachines"), {
      expand: "instanceView",
    }),
  )

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

export const getNetworkInterface = ({ network }: Session, id: string): Promise<NetworkInterface> =>
  about(
    id,
    network(subscriptionOf(id)).networkInterfaces.get(
      resourceGroupOf(id),
      nameAfter(id, "networkInterfaces"),
    ),
  )

export const getPublicIpAddress = ({ network }: Session, id: string): Promise<PublicIPAddress> =>
  about(
    id,
    network(subscriptionOf(id)).publicIPAddresses.get(
      resourceGroupOf(id),
      nameAfter(id, "publicIPAddresses"),
    ),
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
