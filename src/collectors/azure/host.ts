import type { NetworkInterface, PublicIPAddress } from "@azure/arm-network"
import ipaddr from "ipaddr.js"
import { azure } from "../../evidence/index.ts"
import type { Cause, ValueOf } from "../../model/evidence.ts"
import { findNameAfter, idUpTo, nameAfter, resourceGroupOf, sameId, subscriptionOf } from "./arm-id.ts"
import { causeOf, Unlearned } from "./cause.ts"
import { subscriptionsHolding } from "./graph.ts"
import { Absence, all, defineReading, listed, type Draft } from "./reading.ts"
import { getNetworkInterface, getPublicIpAddress } from "./resources.ts"
import type { Session } from "./session.ts"

type Host = ValueOf<typeof azure.host>
export type HostKind = Host["kind"]

/** What the type after which a name stands in an ipConfiguration id says of the holder. The first match counts. */
const holders: readonly (readonly [type: string, kind: HostKind])[] = [
  ["virtualMachineScaleSets", "scale-set"],
  ["loadBalancers", "load-balancer"],
  ["applicationGateways", "application-gateway"],
  ["bastionHosts", "bastion"],
  ["azureFirewalls", "azure-firewall"],
  ["virtualNetworkGateways", "virtual-network-gateway"],
]

/** What holds an address, from the id of its IP configuration; undefined for a network interface of its own. */
export function holderOf(ipConfigurationId: string): { kind: HostKind; id: string } | undefined {
  const holder = holders.find(([type]) => findNameAfter(ipConfigurationId, type) !== undefined)
  if (holder?.[1] === "scale-set")
    return { kind: holder[1], id: idUpTo(ipConfigurationId, "virtualMachines") }
  if (holder) return { kind: holder[1], id: idUpTo(ipConfigurationId, holder[0]) }
  if (findNameAfter(ipConfigurationId, "networkInterfaces")) return undefined
  return { kind: "other", id: ipConfigurationId }
}

export const sameAddress = (written: string | undefined, canonical: string): boolean =>
  written !== undefined && ipaddr.isValid(written) && ipaddr.process(written).toString() === canonical

export const hostReading = defineReading({
  token: azure.host,
  permissions: ["Microsoft.Network/publicIPAddresses/read", "Microsoft.Network/networkInterfaces/read"],
  sometimes: [
    "Microsoft.ContainerInstance/containerGroups/read",
    "Microsoft.App/managedEnvironments/read",
    "Microsoft.ApiManagement/service/read",
    "Microsoft.Compute/virtualMachineScaleSets/read",
    "Microsoft.Compute/virtualMachineScaleSets/publicIPAddresses/read",
    "Microsoft.ContainerService/managedClusters/read",
  ],
  async read(session) {
    const isPublic = ipaddr.parse(session.ip).range() === "unicast"
    const finders = isPublic
      ? [publicHost, serviceHost, instanceHost, privateHost]
      : [privateHost, publicHost, serviceHost, instanceHost]
    const subscriptions = await session.subscriptions()
    const likely = isPublic ? await subscriptionsHolding(session, session.ip) : subscriptions
    const obstacles: Cause[] = []
    for (const places of new Set([likely, subscriptions])) {
      for (const find of finders) {
        const found = await findAnywhere(session, places, find, obstacles)
        if (found) return found
      }
    }
    throw new Unlearned(notFound(session.ip, subscriptions, obstacles))
  },
})

type Finder = (session: Session, subscriptionId: string) => Promise<Draft<Host>[]>

/**
 * The one match in all subscriptions. A subscription that cannot be read is remembered as an
 * obstacle; it does not matter when another one has the address.
 */
async function findAnywhere(
  session: Session,
  subscriptions: readonly string[],
  find: Finder,
  obstacles: Cause[],
): Promise<Draft<Host> | undefined> {
  const outcomes = await Promise.allSettled(subscriptions.map((id) => find(session, id)))
  const matches = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []))
  for (const outcome of outcomes) if (outcome.status === "rejected") obstacles.push(causeOf(outcome.reason))
  if (matches.length > 1) {
    throw new Unlearned({
      kind: "inconclusive",
      detail: `${matches.length} resources hold ${session.ip}: ${matches.map((match) => match?.id).join(", ")}.`,
      unlock: "Narrow the look-up with --subscription, or give the public address.",
    })
  }
  return matches[0]
}

function notFound(ip: string, subscriptions: readonly string[], obstacles: readonly Cause[]): Cause {
  const unlock = "Log in to the tenant of the deployment, and grant the auditing identity Reader there."
  const [obstacle] = obstacles
  if (obstacle) {
    return {
      unlock,
      ...obstacle,
      detail: `${ip} was not found where Azure could be read. ${obstacle.detail}`,
    }
  }
  const where =
    subscriptions.length === 1 ? `subscription ${subscriptions[0]}` : `${subscriptions.length} subscriptions`
  const detail =
    subscriptions.length === 0
      ? "The auditing identity sees no subscription."
      : `${ip}: not found or not visible to you in ${where}.`
  return {
    kind: "not-found",
    detail,
    unlock: `${unlock} Behind Azure Front Door or another network of caches, give the address of the origin.`,
  }
}

const publicHost: Finder = async (session, subscriptionId) => {
  const addresses = await listed(session.network(subscriptionId).publicIPAddresses.listAll())
  const holding = addresses.filter(({ ipAddress }) => sameAddress(ipAddress, session.ip))
  return await Promise.all(holding.map((address) => hostOfPublic(session, address)))
}

async function hostOfPublic(session: Session, address: PublicIPAddress): Promise<Draft<Host>> {
  const { id = "", location, ipConfiguration, natGateway } = address
  const at = { subscriptionId: subscriptionOf(id), location, publicIpAddressId: id, networkInterfaceId: null }
  if (natGateway?.id) return { ...at, kind: "nat-gateway", id: natGateway.id }
  if (!ipConfiguration?.id) return { ...at, kind: "unattached", id }
  const holder = holderOf(ipConfiguration.id)
  if (holder) return { ...at, ...((await clusterBehind(session, holder)) ?? holder) }
  const networkInterfaceId = idUpTo(ipConfiguration.id, "networkInterfaces")
  return { ...at, ...hostOfInterface(await getNetworkInterface(session, networkInterfaceId)) }
}

interface Cluster {
  id: string
  properties: { nodeResourceGroup?: string }
}

/** Kubernetes makes load balancers of this name in the group of its nodes, which only the cluster names. */
const kubernetesBalancer = /^kubernetes(-internal)?$/i

async function clusterBehind(
  session: Session,
  { kind, id }: Pick<Host, "kind" | "id">,
): Promise<Pick<Host, "kind" | "id"> | undefined> {
  if (kind !== "load-balancer" || !kubernetesBalancer.test(nameAfter(id, "loadBalancers"))) return undefined
  const clusters = await session.list<Cluster>(
    `/subscriptions/${subscriptionOf(id)}/providers/Microsoft.ContainerService/managedClusters`,
    "2024-02-01",
  )
  const cluster = clusters.find(({ properties }) => sameId(properties.nodeResourceGroup, resourceGroupOf(id)))
  return cluster && { kind: "kubernetes-cluster", id: cluster.id }
}

const privateHost: Finder = async (session, subscriptionId) => {
  const interfaces = await listed(session.network(subscriptionId).networkInterfaces.listAll())
  return interfaces.flatMap((one) => {
    const held = one.ipConfigurations?.find(({ privateIPAddress }) =>
      sameAddress(privateIPAddress, session.ip),
    )
    if (!held) return []
    return [{ ...hostOfInterface(one), subscriptionId, publicIpAddressId: held.publicIPAddress?.id ?? null }]
  })
}

const hostOfInterface = ({ id = "", location, virtualMachine, privateEndpoint }: NetworkInterface) => {
  const kind: HostKind = virtualMachine ? "virtual-machine" : privateEndpoint ? "other" : "unattached"
  return { kind, id: virtualMachine?.id ?? privateEndpoint?.id ?? id, location, networkInterfaceId: id }
}

interface Addressed {
  id: string
  location: string
  properties: {
    ipAddress?: { ip?: string }
    staticIp?: string
    publicIPAddresses?: string[] | null
    privateIPAddresses?: string[] | null
  }
}

/** Services whose addresses are no resources of their own. */
const services: readonly (readonly [type: string, apiVersion: string, kind: HostKind])[] = [
  ["Microsoft.ContainerInstance/containerGroups", "2023-05-01", "container-group"],
  ["Microsoft.App/managedEnvironments", "2024-03-01", "container-apps-environment"],
  ["Microsoft.ApiManagement/service", "2022-08-01", "api-management"],
]

const serviceHost: Finder = async (session, subscriptionId) => {
  const found = await all(
    services.map(async ([type, apiVersion, kind]) => {
      const path = `/subscriptions/${subscriptionId}/providers/${type}`
      const resources = await session.list<Addressed>(path, apiVersion)
      return resources
        .filter((one) => addressesOf(one).some((address) => sameAddress(address, session.ip)))
        .map(({ id, location }) => ({
          kind,
          id,
          subscriptionId,
          location,
          publicIpAddressId: null,
          networkInterfaceId: null,
        }))
    }),
  )
  return found.flat()
}

const addressesOf = ({ properties }: Addressed): (string | undefined)[] => [
  properties.ipAddress?.ip,
  properties.staticIp,
  ...(properties.publicIPAddresses ?? []),
  ...(properties.privateIPAddresses ?? []),
]

/** The addresses of a uniform scale set's instances are in no list but its own. */
const instanceHost: Finder = async (session, subscriptionId) => {
  const sets = await listed(session.compute(subscriptionId).virtualMachineScaleSets.listAll())
  const uniform = sets.filter(({ orchestrationMode }) => orchestrationMode !== "Flexible")
  const addresses = await all(
    uniform.map(({ id = "" }) =>
      listed(
        session
          .network(subscriptionId)
          .publicIPAddresses.listVirtualMachineScaleSetPublicIPAddresses(
            resourceGroupOf(id),
            nameAfter(id, "virtualMachineScaleSets"),
          ),
      ),
    ),
  )
  return addresses
    .flat()
    .filter(({ ipAddress }) => sameAddress(ipAddress, session.ip))
    .map(({ id = "", location }) => ({
      kind: "scale-set" as const,
      id: idUpTo(id, "virtualMachines"),
      subscriptionId,
      location: location ?? uniform[0]?.location,
      publicIpAddressId: id,
      networkInterfaceId: idUpTo(id, "networkInterfaces"),
    }))
}

export const publicIpAddressReading = defineReading({
  token: azure.publicIpAddress,
  needs: { host: azure.host },
  permissions: ["Microsoft.Network/publicIPAddresses/read"],
  sometimes: [
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/ipConfigurations/publicIPAddresses/read",
  ],
  async read(session, { host }) {
    if (!host.publicIpAddressId)
      return new Absence(`${session.ip} is held without a public IP address resource.`)
    const address = await getPublicIpAddress(session, host.publicIpAddressId)
    // The addresses of a scale set's instances do not say where they are.
    return describePublicIpAddress({ ...address, location: address.location ?? host.location })
  },
})

export const describePublicIpAddress = (
  address: PublicIPAddress,
): Draft<ValueOf<typeof azure.publicIpAddress>> => ({
  id: address.id,
  name: address.name,
  sku: address.sku?.name,
  allocation: address.publicIPAllocationMethod,
  zones: address.zones ?? [],
  location: address.location,
  fqdn: address.dnsSettings?.fqdn ?? null,
  ddosProtectionMode: address.ddosSettings?.protectionMode ?? null,
})

/** What holds the address cannot be Chroma, nor lead to it: another address was meant. */
export const wrongAddress = (host: Pick<Host, "kind" | "id">): Cause => ({
  kind: "unsupported",
  detail: noVirtualMachine(host),
  unlock:
    "Give the address that clients of Chroma connect to, or the private address of its machine, with --ip.",
})

/** A sentence for rules about virtual machines when something else holds the address. */
export const noVirtualMachine = ({ kind, id }: Pick<Host, "kind" | "id">): string =>
  kind === "unattached"
    ? `Nothing uses the address: ${id} is not attached.`
    : `${articled(kind)} holds the address, not a virtual machine: ${id}.`

const articled = (kind: HostKind): string => {
  if (kind === "other") return "Another resource"
  if (kind === "api-management") return "API Management"
  if (kind === "nat-gateway") return "A NAT gateway"
  const words = kind.replaceAll("-", " ")
  return `${/^[aeiou]/.test(words) ? "An" : "A"} ${words}`
}
