/**
 * From where on the Internet a port of the machine can be reached, computed from the network security
 * groups as Azure documents their evaluation: security admin rules, the subnet's group, then the
 * interface's. Load balancers translate the port and keep the client's address; gateways and firewalls
 * let the client into their own subnet and come on from there.
 * https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
 */
import type { Cause, ValueOf } from "../model/evidence.ts"
import { block, familyOf, publicSpace, spaceOf, type Family } from "./address-space.ts"
import type {
  Forwarding,
  NetworkInterface,
  networkSecurity,
  SecurityGroup,
  SecurityRule,
  Subnet as SubnetSchema,
} from "./azure.ts"
import { intersect, size, subtract, union, type Intervals } from "./intervals.ts"
import type { Static } from "typebox"
import {
  clientsNamed,
  crowd,
  includesPort,
  meet,
  portsOf,
  same,
  sift,
  type Crowd,
  type Opening,
  type Packet,
  type Protocol,
} from "./security-rules.ts"

export type { Opening, Protocol } from "./security-rules.ts"

type NetworkSecurity = ValueOf<typeof networkSecurity>
type IpConfiguration = NetworkInterface["ipConfigurations"][number]
type Subnet = Static<typeof SubnetSchema>

/**
 * `world`: at least half of the public addresses. `broad`: more than 2^16 of them (IPv6: a /32 or more)
 * or a service tag, whose addresses others can rent. `unknown`: something unreadable could change the answer.
 */
export type Extent = "world" | "broad" | "restricted" | "closed" | "unknown"

export interface Reach {
  interface: NetworkInterface
  ipConfiguration: string
  /** What leads here from another address; null on the machine's own. */
  forwarding: Forwarding | null
  /** On the machine. */
  port: number
  /** On the public address: where a client knocks. */
  publicPort: number
  extent: Extent
  /** Public addresses that certainly reach the port, not counting service tags. */
  clients: Intervals
  /** How many they are. */
  addresses: bigint
  /** Service tags, some or all of whose addresses certainly reach it too. */
  tags: readonly string[]
  via: readonly Opening[]
  /** Why the extent is unknown. */
  cause?: Cause
}

/** Who on the Internet reaches a port of the machine, for each way in to each IP configuration. */
export function reachability(security: NetworkSecurity, port: number, protocol: Protocol = "tcp"): Reach[] {
  return waysInto(security, protocol).flatMap((way) => {
    const publicPort = publicPortOf(way, port)
    return publicPort === undefined ? [] : [reachOf(security, way, { port, publicPort, protocol })]
  })
}

/**
 * Who on the Internet reaches whatever a port of a public address leads to.
 *
 * @param publicIpAddressId of all the addresses that lead to the machine only this one
 */
export function reachabilityAt(
  security: NetworkSecurity,
  publicPort: number,
  protocol: Protocol = "tcp",
  publicIpAddressId?: string,
): Reach[] {
  return waysInto(security, protocol)
    .filter((way) => publicIpAddressId === undefined || same(addressIdOf(way) ?? "", publicIpAddressId))
    .flatMap((way) => {
      const port = portBehind(way, publicPort)
      return port === undefined ? [] : [reachOf(security, way, { port, publicPort, protocol })]
    })
}

/** The widest of several: any `world` decides, then any `unknown`. */
export function widest(reaches: readonly Reach[]): Reach | undefined {
  const order: readonly Extent[] = ["world", "unknown", "broad", "restricted", "closed"]
  return reaches.toSorted((one, other) => order.indexOf(one.extent) - order.indexOf(other.extent))[0]
}

/** Public ports `from` to `to`, both included, with the reach that is widest on each of them. */
export interface PortRange {
  protocol: Protocol
  from: number
  to: number
  reach: Reach
}

/** All public ports that are reachable to this extent. */
export function openPorts(security: NetworkSecurity, extent: Extent): PortRange[] {
  const starts = [1, ...portTexts(security).flatMap(portBoundaries)]
  const sorted = [...new Set(starts)].filter((port) => port >= 1 && port <= 65_535).toSorted((a, b) => a - b)
  const ranges: PortRange[] = []
  for (const protocol of ["tcp", "udp"] as const) {
    for (const [index, from] of sorted.entries()) {
      const to = (sorted[index + 1] ?? 65_536) - 1
      const reach = widest(reachabilityAt(security, from, protocol))
      const previous = ranges.at(-1)
      if (reach?.extent !== extent) continue
      if (previous?.protocol === protocol && previous.to === from - 1 && continues(previous.reach, reach)) {
        previous.to = to
        previous.reach = { ...reach, via: openings([previous.reach, reach]) }
      } else ranges.push({ protocol, from, to, reach })
    }
  }
  return ranges
}

/** Whether neighbouring ports come the same way: else they lead to different ports of the machine. */
const continues = (one: Reach, other: Reach): boolean =>
  one.forwarding === other.forwarding || (one.forwarding?.port ?? null) === (other.forwarding?.port ?? null)

/** One address of the machine, and how clients get to it. */
interface Way {
  nic: NetworkInterface
  configuration: IpConfiguration
  forwarding: Forwarding | null
}

function waysInto({ interfaces, forwardings = [] }: NetworkSecurity, protocol: Protocol): Way[] {
  const carrying = forwardings.filter((one) => ["all", protocol].includes(one.protocol.toLowerCase()))
  return interfaces.flatMap((nic) =>
    nic.ipConfigurations.flatMap((configuration) => [
      { nic, configuration, forwarding: null },
      ...carrying
        .filter(({ privateIpAddress }) => privateIpAddress === configuration.privateIpAddress)
        .map((forwarding) => ({ nic, configuration, forwarding })),
    ]),
  )
}

const addressIdOf = ({ forwarding, configuration }: Way): string | undefined =>
  (forwarding ?? configuration).publicIpAddress?.id

function publicPortOf({ forwarding }: Way, port: number): number | undefined {
  if (!forwarding) return port
  if (forwarding.port === null) return includesPort(forwarding.publicPorts, port) ? port : undefined
  return forwarding.port === port ? portsOf(forwarding.publicPorts)[0] : undefined
}

function portBehind({ forwarding }: Way, publicPort: number): number | undefined {
  if (!forwarding) return publicPort
  return includesPort(forwarding.publicPorts, publicPort) ? (forwarding.port ?? publicPort) : undefined
}

interface Asked {
  port: number
  publicPort: number
  protocol: Protocol
}

function reachOf(security: NetworkSecurity, way: Way, asked: Asked): Reach {
  const { nic, configuration, forwarding } = way
  const family = familyOf(configuration.privateIpAddress)
  const crowds =
    forwarding === null || forwarding.subnetId === null
      ? straight(security, way, asked)
      : relayed(security, way, forwarding, forwarding.subnetId, asked)
  return {
    interface: nic,
    ipConfiguration: configuration.name,
    forwarding,
    port: asked.port,
    publicPort: asked.publicPort,
    ...measure(crowds, family),
  }
}

/** Those who come under their own address. */
function straight(security: NetworkSecurity, way: Way, { port, protocol }: Asked): Crowd[] {
  const { nic, configuration, forwarding } = way
  const subnet = subnetOf(security, configuration.subnetId)
  const family = familyOf(configuration.privateIpAddress)
  const everyone = publicTo(subnet, family)
  const virtualNetwork = subnet?.defaultRoute ? routedAway : []
  const arriving = arrivals(security, way, everyone)
  const crowdsAt = (address: string): Crowd[] => {
    const packet: Packet = {
      family,
      everyone,
      port,
      protocol,
      destination: {
        addresses: block(address),
        applicationSecurityGroups: configuration.applicationSecurityGroups,
      },
      virtualNetwork,
    }
    const { delivered, passed } = throughAdminRules(security, packet)
    const guards = guardsOf(security, nic, subnet, family)
    const isOpen = guards.length > 0 || (forwarding ?? configuration).publicIpAddress?.sku === "Basic"
    const guarded = isOpen ? throughAll(guards, packet) : []
    return [...meet(arriving, delivered), ...meet(arriving, meet(passed, guarded))]
  }
  const crowds = crowdsAt(configuration.privateIpAddress)
  if (!forwarding?.floatingAddress) return crowds
  const floating = crowdsAt(forwarding.floatingAddress)
  const agree = measure(crowds, family).extent === measure(floating, family).extent
  return agree ? crowds : [crowd(everyone, { doubts: [floatingAddress(forwarding.name)] })]
}

/** Those who reach what forwards, if it reaches the machine from where it stands. */
function relayed(
  security: NetworkSecurity,
  { nic, configuration }: Way,
  forwarding: Forwarding,
  subnetId: string,
  { port, publicPort, protocol }: Asked,
): Crowd[] {
  const family = familyOf(configuration.privateIpAddress)
  const outer = subnetOf(security, subnetId)
  const everyone = publicTo(outer, family)
  if (!outer) return [crowd(everyone, { doubts: [unreadSubnet] })]
  const standing = spaceOf(outer.addressPrefixes, family)
  const admitted = clientsNamed(
    forwarding.sources.map((source) => source.toLowerCase()),
    { family, everyone, virtualNetwork: [] },
  )
  const clients = [
    crowd(intersect(everyone, admitted.addresses)),
    ...admitted.tags.map((tag) => crowd(everyone, { tags: [tag] })),
  ]
  const entering = throughAll(guardsOf(security, undefined, outer, family), {
    family,
    everyone,
    port: publicPort,
    protocol,
    destination: { addresses: standing, applicationSecurityGroups: [] },
    virtualNetwork: outer.defaultRoute ? routedAway : [],
  })
  const inner = subnetOf(security, configuration.subnetId)
  const packet: Packet = {
    family,
    everyone: standing,
    port,
    protocol,
    destination: {
      addresses: block(configuration.privateIpAddress),
      applicationSecurityGroups: configuration.applicationSecurityGroups,
    },
    virtualNetwork: spaceOf(inner?.virtualNetworkPrefixes ?? [], family),
  }
  const { delivered, passed } = throughAdminRules(security, packet)
  const arriving = [...delivered, ...meet(passed, throughAll(guardsOf(security, nic, inner, family), packet))]
  return meet(meet(clients, entering), onward(arriving, standing, everyone, forwarding))
}

/** Whether the traffic of a whole subnet gets on to the machine: from which of its addresses it comes is not known. */
function onward(
  arriving: readonly Crowd[],
  standing: Intervals,
  everyone: Intervals,
  { kind, name }: Forwarding,
): Crowd[] {
  const certain = union(...untagged(arriving.filter(({ doubts }) => doubts.length === 0)))
  if (size(certain) === size(standing)) return [crowd(everyone)]
  if (arriving.length === 0) return []
  const doubt = arriving.flatMap(({ doubts }) => doubts)[0] ?? partlyAdmitted(kind, name)
  return [crowd(everyone, { doubts: [doubt] })]
}

const subnetOf = ({ subnets }: NetworkSecurity, subnetId: string): Subnet | undefined =>
  subnets.find(({ id }) => same(id, subnetId))

/** The public addresses that are not the network's own. */
const publicTo = (subnet: Subnet | undefined, family: Family): Intervals =>
  subtract(publicSpace[family], spaceOf(subnet?.virtualNetworkPrefixes ?? [], family))

/** Who gets as far as the interface, before any rule is asked. */
function arrivals(
  { forwardings }: NetworkSecurity,
  { configuration, forwarding }: Way,
  everyone: Intervals,
): Crowd[] {
  const { publicIpAddress, loadBalancerTargets, gatewayLoadBalancer } = configuration
  if ((forwarding ?? configuration).gatewayLoadBalancer || gatewayLoadBalancer) {
    return [crowd(everyone, { doubts: [behindAppliance] })]
  }
  if (forwarding || publicIpAddress) return [crowd(everyone)]
  const isUntold = forwardings === undefined && loadBalancerTargets.length > 0
  return isUntold ? [crowd(everyone, { doubts: [behindBalancer] })] : []
}

/** Security admin rules come before every group: they deny, deliver past the groups, or leave it to them. */
function throughAdminRules({ adminGroups = [] }: NetworkSecurity, packet: Packet) {
  const { admitted, rest } = sift(adminGroups, packet)
  return {
    delivered: admitted.filter(isDelivered),
    passed: [...admitted.filter((one) => !isDelivered(one)), ...rest],
  }
}

const isDelivered = ({ via }: Crowd): boolean => via.some(({ rule }) => rule.access === "AlwaysAllow")

/** A group that has to let the packet pass, or why it is not known what it does. */
type Guard = SecurityGroup | Cause

/** The groups in the order in which they are asked; those that Azure itself names where it was asked. */
function guardsOf(
  { groups, effective }: NetworkSecurity,
  nic: NetworkInterface | undefined,
  subnet: Subnet | undefined,
  family: Family,
): Guard[] {
  const told = effective?.find(({ interfaceId }) => nic && same(interfaceId, nic.id))
  // Azure writes "any" as 0.0.0.0/0 there, which says nothing of IPv6.
  if (told && family === "ipv4") return told.groups
  const ids = [...(subnet ? [subnet.securityGroupId] : []), nic?.securityGroupId].flatMap((id) => id ?? [])
  const found = ids.map((id) => groups.find((group) => same(group.id, id)) ?? unreadGroup(id))
  return subnet ? found : [unreadSubnet, ...found]
}

const throughAll = (guards: readonly Guard[], packet: Packet): Crowd[] =>
  guards
    .map((guard) =>
      "rules" in guard ? sift([guard], packet).admitted : [crowd(packet.everyone, { doubts: [guard] })],
    )
    .reduce(meet, [crowd(packet.everyone)])

const unreadSubnet: Cause = {
  kind: "forbidden",
  detail: "The subnet of an interface could not be read, so its security group is not known.",
  permission: "Microsoft.Network/virtualNetworks/subnets/read",
  unlock: "Give the identity Reader on the virtual network.",
}
const unreadGroup = (id: string): Cause => ({
  kind: "forbidden",
  detail: `The network security group ${id} could not be read.`,
  permission: "Microsoft.Network/networkSecurityGroups/read",
  unlock: "Give the identity Reader on the network security group.",
})
const routedAway: Cause = {
  kind: "inconclusive",
  detail:
    "The subnet routes 0.0.0.0/0 itself, so the tag VirtualNetwork may stand for Internet addresses too.",
  unlock: "Run again with --effective-rules, which asks Azure what the tag stands for here.",
}
const behindBalancer: Cause = {
  kind: "inconclusive",
  detail: "A load balancer leads to the interface, and which of its ports leads to this one is not known.",
  unlock: "Audit the address of the load balancer, and compare its rules by hand.",
}
const behindAppliance: Cause = {
  kind: "inconclusive",
  detail: "A gateway load balancer sends the traffic through a network appliance, whose rules are not known.",
  unlock: "Ask whoever runs the appliance what it lets through.",
}
const floatingAddress = (rule: string): Cause => ({
  kind: "inconclusive",
  detail: `The rule ${rule} has a floating IP, and the security groups treat the public and the private address differently.`,
  unlock: "Write the security rules for any destination, or switch the floating IP off.",
})
const partlyAdmitted = (kind: Forwarding["kind"], name: string): Cause => ({
  kind: "inconclusive",
  detail: `The security groups let only a part of the ${kind}'s subnet in, and from which address ${name} comes is not known.`,
  unlock: "Let the whole subnet in, or none of it.",
})

function measure(
  crowds: readonly Crowd[],
  family: Family,
): Pick<Reach, "extent" | "clients" | "addresses" | "tags" | "via" | "cause"> {
  const certain = crowds.filter(({ doubts }) => doubts.length === 0)
  const extent = extentOf(certain, family)
  const clients = union(...untagged(certain))
  const tags = [...new Set(certain.flatMap((one) => one.tags))]
  const counted = { clients, addresses: size(clients), tags }
  const doubt = crowds.flatMap(({ doubts }) => doubts)[0]
  if (doubt && extent !== extentOf(crowds, family))
    return { extent: "unknown", ...counted, via: openings(crowds), cause: doubt }
  return { extent, ...counted, via: openings(certain) }
}

const broadAbove: Readonly<Record<Family, bigint>> = { ipv4: 2n ** 16n, ipv6: 2n ** 96n - 1n }

function extentOf(crowds: readonly Crowd[], family: Family): Extent {
  const count = size(union(...untagged(crowds)))
  if (count * 2n >= size(publicSpace[family])) return "world"
  const tagged = crowds.filter(({ tags }) => tags.length > 0).map(({ addresses }) => size(addresses))
  if ([count, ...tagged].some((clients) => clients > broadAbove[family])) return "broad"
  return crowds.length > 0 ? "restricted" : "closed"
}

const untagged = (crowds: readonly Crowd[]): Intervals[] =>
  crowds.filter(({ tags }) => tags.length === 0).map(({ addresses }) => addresses)

function openings(parts: readonly Pick<Crowd, "via">[]): Opening[] {
  const all = parts.flatMap(({ via }) => via)
  return all.filter(({ rule }, index) => all.findIndex((other) => other.rule === rule) === index)
}

/** Every list of ports on which the answer may depend. */
const portTexts = ({
  groups,
  adminGroups = [],
  effective = [],
  forwardings = [],
}: NetworkSecurity): string[] => [
  ...[...groups, ...adminGroups, ...effective.flatMap((one) => one.groups)].flatMap(({ rules }) =>
    rules.flatMap(({ destinationPorts }: SecurityRule) => destinationPorts),
  ),
  ...forwardings.map(({ publicPorts }) => publicPorts),
]

/** Where the answer may change: the first port of each range, and the one after its last. */
function portBoundaries(text: string): number[] {
  const [from, to] = portsOf(text)
  return Number.isNaN(from) ? [] : [from, to + 1]
}
