/**
 * From where on the Internet a port of an interface can be reached, computed from the network security
 * groups as Azure documents their evaluation: the subnet's group and then the interface's, rules by
 * priority, the first match decides, destinations compared after translation to the private address.
 * https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
 */
import ipaddr from "ipaddr.js"
import type { Cause, ValueOf } from "../model/evidence.ts"
import type { networkSecurity, NetworkInterface, SecurityGroup, SecurityRule } from "./azure.ts"
import { intersect, size, subtract, union, type Intervals } from "./intervals.ts"

type NetworkSecurity = ValueOf<typeof networkSecurity>
type IpConfiguration = NetworkInterface["ipConfigurations"][number]
type Subnet = NetworkSecurity["subnets"][number]
type Family = "ipv4" | "ipv6"
export type Protocol = "tcp" | "udp"

/**
 * `world`: at least half of the public addresses. `broad`: more than 2^16 of them (IPv6: a /32 or more)
 * or a service tag, whose addresses others can rent. `unknown`: something unreadable could change the answer.
 */
export type Extent = "world" | "broad" | "restricted" | "closed" | "unknown"

/** A rule that lets clients in, and the group it is in. */
export interface Opening {
  group: SecurityGroup
  rule: SecurityRule
}

export interface Reach {
  interface: NetworkInterface
  ipConfiguration: string
  extent: Extent
  /** Public addresses that certainly reach the port, not counting service tags. */
  addresses: bigint
  via: readonly Opening[]
  /** Why the extent is unknown. */
  cause?: Cause
}

/** Who on the Internet reaches the port, for each IP configuration of each interface. */
export function reachability(security: NetworkSecurity, port: number, protocol: Protocol = "tcp"): Reach[] {
  return security.interfaces.flatMap((nic) =>
    nic.ipConfigurations.map((configuration) => {
      const subnet = security.subnets.find(({ id }) => same(id, configuration.subnetId))
      const packet = packetTo(configuration, subnet, port, protocol)
      const { delivered, passed } = throughAdminRules(security, packet)
      const guarded = [
        entrance(configuration, nic, subnet, packet),
        passed,
        subnet ? throughGroup(subnet.securityGroupId, security, packet) : [doubted(packet, unreadSubnet)],
        throughGroup(nic.securityGroupId, security, packet),
      ]
      return {
        interface: nic,
        ipConfiguration: configuration.name,
        ...measure(
          [...meet(arrivals(configuration, packet), delivered), ...guarded.reduce(meet)],
          packet.family,
        ),
      }
    }),
  )
}

/** The widest of several: any `world` decides, then any `unknown`. */
export function widest(reaches: readonly Reach[]): Reach | undefined {
  const order: readonly Extent[] = ["world", "unknown", "broad", "restricted", "closed"]
  return reaches.toSorted((one, other) => order.indexOf(one.extent) - order.indexOf(other.extent))[0]
}

/** Ports `from` to `to`, both included, with the reach that is widest on each of them. */
export interface PortRange {
  protocol: Protocol
  from: number
  to: number
  reach: Reach
}

/** All ports that are reachable to this extent. */
export function openPorts(security: NetworkSecurity, extent: Extent): PortRange[] {
  const groups = [...security.groups, ...(security.adminGroups ?? [])]
  const starts = [1, ...groups.flatMap(({ rules }) => rules.flatMap(portBoundaries))]
  const sorted = [...new Set(starts)].filter((port) => port >= 1 && port <= 65_535).toSorted((a, b) => a - b)
  const ranges: PortRange[] = []
  for (const protocol of ["tcp", "udp"] as const) {
    for (const [index, from] of sorted.entries()) {
      const to = (sorted[index + 1] ?? 65_536) - 1
      const reach = widest(reachability(security, from, protocol))
      const previous = ranges.at(-1)
      if (reach?.extent !== extent) continue
      if (previous?.protocol === protocol && previous.to === from - 1) {
        previous.to = to
        previous.reach = { ...reach, via: openings([previous.reach, reach]) }
      } else ranges.push({ protocol, from, to, reach })
    }
  }
  return ranges
}

/**
 * Clients that a level lets through: those of these addresses that carry every one of these service
 * tags; or, for the reasons in `doubts`, perhaps none of them.
 */
interface Crowd {
  addresses: Intervals
  tags: readonly string[]
  doubts: readonly Cause[]
  via: readonly Opening[]
}

interface Packet {
  family: Family
  everyone: Intervals
  port: number
  protocol: Protocol
  destination: IpConfiguration
  subnet: Subnet | undefined
}

const notPublic = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
]
const publicSpace: Readonly<Record<Family, Intervals>> = {
  ipv4: subtract(block("0.0.0.0/0"), union(...notPublic.map(block))),
  ipv6: block("2000::/3"),
}
const broadAbove: Readonly<Record<Family, bigint>> = { ipv4: 2n ** 16n, ipv6: 2n ** 96n - 1n }

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
const noSource = ({ name }: SecurityRule): Cause => ({
  kind: "malformed",
  detail: `The security rule ${name} names no source.`,
  unlock: "Run again with --effective-rules.",
})

function packetTo(
  destination: IpConfiguration,
  subnet: Subnet | undefined,
  port: number,
  protocol: Protocol,
): Packet {
  const family = ipaddr.parse(destination.privateIpAddress).kind()
  const own = (subnet?.virtualNetworkPrefixes ?? []).map((prefix) => addressesOf(prefix, family) ?? [])
  const everyone = subtract(publicSpace[family], union(...own))
  return { family, everyone, port, protocol, destination, subnet }
}

const crowd = (addresses: Intervals, rest: Partial<Crowd> = {}): Crowd => ({
  addresses,
  tags: [],
  doubts: [],
  via: [],
  ...rest,
})
const doubted = ({ everyone }: Packet, doubt: Cause): Crowd => crowd(everyone, { doubts: [doubt] })

/** Who gets as far as the interface, before any rule is asked. */
function arrivals(
  { publicIpAddress, loadBalancerTargets, gatewayLoadBalancer }: IpConfiguration,
  packet: Packet,
): Crowd[] {
  if (gatewayLoadBalancer) return [doubted(packet, behindAppliance)]
  if (publicIpAddress) return [crowd(packet.everyone)]
  return loadBalancerTargets.length > 0 ? [doubted(packet, behindBalancer)] : []
}

/** Without any security group, a Basic address is open and every other one is closed. */
function entrance(
  configuration: IpConfiguration,
  nic: NetworkInterface,
  subnet: Subnet | undefined,
  packet: Packet,
): Crowd[] {
  const unguarded = subnet?.securityGroupId === null && nic.securityGroupId === null
  const { publicIpAddress, ...rest } = configuration
  const isOpen = !unguarded || publicIpAddress?.sku === "Basic"
  return arrivals(isOpen ? configuration : { ...rest, publicIpAddress: null }, packet)
}

const isDelivered = ({ via }: Crowd): boolean => via.some(({ rule }) => rule.access === "AlwaysAllow")

/** Security admin rules come before every group: they deny, deliver past the groups, or leave it to them. */
function throughAdminRules({ adminGroups = [] }: NetworkSecurity, packet: Packet) {
  const openings = adminGroups.flatMap((group) => inOrder(group, packet))
  const { admitted, rest } = sift(openings, packet)
  return {
    delivered: admitted.filter(isDelivered),
    passed: [...admitted.filter((one) => !isDelivered(one)), ...rest],
  }
}

function throughGroup(id: string | null, security: NetworkSecurity, packet: Packet): Crowd[] {
  if (id === null) return [crowd(packet.everyone)]
  const group = security.groups.find((candidate) => same(candidate.id, id))
  return group ? sift(inOrder(group, packet), packet).admitted : [doubted(packet, unreadGroup(id))]
}

const inOrder = (group: SecurityGroup, packet: Packet): Opening[] =>
  group.rules
    .filter((rule) => concerns(rule, packet))
    .toSorted((one, other) => one.priority - other.priority)
    .map((rule) => ({ group, rule }))

/** Goes through the rules, each taking from those not yet decided, to those admitted and those left over. */
function sift(rules: readonly Opening[], packet: Packet): { admitted: Crowd[]; rest: Crowd[] } {
  const admitted: Crowd[] = []
  const decidedTags: string[] = []
  const perhapsDenied: Cause[] = []
  let undecided = packet.everyone
  for (const opening of rules) {
    const { addresses, tags, doubts } = sourcesOf(opening.rule, packet)
    if (opening.rule.access === "Deny") perhapsDenied.push(...doubts)
    else {
      const via = [opening]
      const fresh = tags.filter((tag) => !decidedTags.some((decided) => covers(decided, tag)))
      admitted.push(
        crowd(intersect(undecided, addresses), { doubts: perhapsDenied.slice(), via }),
        ...fresh.map((tag) => crowd(undecided, { tags: [tag], doubts: perhapsDenied.slice(), via })),
        ...doubts.map((doubt) => crowd(undecided, { doubts: [doubt], via })),
      )
    }
    undecided = subtract(undecided, addresses)
    decidedTags.push(...tags)
  }
  const isSome = ({ addresses }: Crowd) => addresses.length > 0
  return {
    admitted: admitted.filter(isSome),
    rest: [crowd(undecided, { doubts: perhapsDenied })].filter(isSome),
  }
}

const covers = (tag: string, other: string): boolean => other === tag || other.startsWith(`${tag}.`)

function concerns(rule: SecurityRule, { port, protocol, destination }: Packet): boolean {
  return (
    rule.direction === "Inbound" &&
    [protocol, "*", "any", "all"].includes(rule.protocol.toLowerCase()) &&
    rule.destinationPorts.some((ports) => {
      const [from, to] = portsOf(ports)
      return from <= port && port <= to
    }) &&
    isDestination(rule, destination)
  )
}

function isDestination(rule: SecurityRule, destination: IpConfiguration): boolean {
  const address = ipaddr.parse(destination.privateIpAddress)
  const own = union(block(destination.privateIpAddress))
  return (
    rule.destinations.some(
      (text) =>
        ["*", "any", "virtualnetwork"].includes(text.toLowerCase()) ||
        intersect(addressesOf(text, address.kind()) ?? [], own).length > 0,
    ) ||
    rule.destinationApplicationSecurityGroups.some((id) =>
      destination.applicationSecurityGroups.some((member) => same(member, id)),
    )
  )
}

/** The clients that a rule speaks of. Application security groups hold interfaces, never Internet clients. */
function sourcesOf(rule: SecurityRule, { family, everyone, subnet }: Packet): Omit<Crowd, "via"> {
  const addresses: Intervals[] = []
  const tags: string[] = []
  const doubts: Cause[] = []
  for (const source of rule.sources.map((text) => text.trim().toLowerCase())) {
    const numbered = addressesOf(source, family)
    if (["*", "any", "internet"].includes(source)) addresses.push(everyone)
    else if (numbered) addresses.push(numbered)
    else if (source === "virtualnetwork") doubts.push(...(subnet?.defaultRoute ? [routedAway] : []))
    // The tag stands for health probes from 168.63.129.16; clients keep their own address.
    else if (source !== "azureloadbalancer") tags.push(source)
  }
  if (rule.sources.length + rule.sourceApplicationSecurityGroups.length === 0) doubts.push(noSource(rule))
  return { addresses: union(...addresses), tags, doubts }
}

/** Those whom both levels let through. */
function meet(one: readonly Crowd[], other: readonly Crowd[]): Crowd[] {
  return one
    .flatMap((a) =>
      other.map((b) => ({
        addresses: intersect(a.addresses, b.addresses),
        tags: [...a.tags, ...b.tags],
        doubts: [...a.doubts, ...b.doubts],
        via: [...a.via, ...b.via],
      })),
    )
    .filter(({ addresses }) => addresses.length > 0)
}

function measure(crowds: readonly Crowd[], family: Family): Omit<Reach, "interface" | "ipConfiguration"> {
  const certain = crowds.filter(({ doubts }) => doubts.length === 0)
  const extent = extentOf(certain, family)
  const addresses = size(union(...untagged(certain)))
  const doubt = crowds.flatMap(({ doubts }) => doubts)[0]
  if (doubt && extent !== extentOf(crowds, family))
    return { extent: "unknown", addresses, via: openings(crowds), cause: doubt }
  return { extent, addresses, via: openings(certain) }
}

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

/** The addresses of one family that an address, a prefix or a range "a-b" stands for; undefined when it is none. */
function addressesOf(text: string, family: Family): Intervals | undefined {
  const ends = text.split("-")
  if (ends.length === 2 && ends.every((end) => ipaddr.isValid(end))) {
    const [first, last] = ends.map((end) => ipaddr.parse(end))
    if (!first || !last || first.kind() !== last.kind()) return undefined
    return first.kind() === family ? [[numberOf(first), numberOf(last)]] : []
  }
  if (!ipaddr.isValidCIDR(text) && !ipaddr.isValid(text)) return undefined
  return ipaddr.parse(text.split("/")[0] ?? text).kind() === family ? block(text) : []
}

/** The addresses of a prefix, or the one address. */
function block(text: string): Intervals {
  const [address, length] = text.includes("/") ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), undefined]
  const bits = BigInt(address.toByteArray().length * 8)
  const free = length === undefined ? 0n : bits - BigInt(length)
  const first = (numberOf(address) >> free) << free
  return [[first, first + (1n << free) - 1n]]
}

function numberOf(address: { toByteArray(): number[] }): bigint {
  return address.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}

/** First and last port of "22", "8000-8010" or "*"; of anything else, none. */
function portsOf(text: string): readonly [number, number] {
  if (text === "*") return [0, 65_535]
  const [from, to = from] = text.split("-").map(Number)
  return [from ?? Number.NaN, to ?? Number.NaN]
}

/** Where the answer may change: the first port of each range, and the one after its last. */
const portBoundaries = ({ destinationPorts }: SecurityRule): number[] =>
  destinationPorts.flatMap((text) => {
    const [from, to] = portsOf(text)
    return Number.isNaN(from) ? [] : [from, to + 1]
  })

/** ARM ids compare without case. */
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
