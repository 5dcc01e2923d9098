/**
 * How network security groups and security admin rules treat a packet: rules by priority, the first
 * match decides, destinations compared after translation to the private address.
 * https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
 */
import type { Cause } from "../model/evidence.ts"
import { addressesOf, type Family } from "./address-space.ts"
import type { SecurityGroup, SecurityRule } from "./azure.ts"
import { intersect, size, subtract, union, type Intervals } from "./intervals.ts"

export type Protocol = "tcp" | "udp"

/** A rule that lets clients in, and the group it is in. */
export interface Opening {
  group: SecurityGroup
  rule: SecurityRule
}

/**
 * Clients that a level lets through: those of these addresses that carry every one of these service
 * tags; or, for the reasons in `doubts`, perhaps none of them.
 */
export interface Crowd {
  addresses: Intervals
  tags: readonly string[]
  doubts: readonly Cause[]
  via: readonly Opening[]
}

export const crowd = (addresses: Intervals, rest: Partial<Crowd> = {}): Crowd => ({
  addresses,
  tags: [],
  doubts: [],
  via: [],
  ...rest,
})

export interface Packet {
  family: Family
  /** Where it may come from. */
  everyone: Intervals
  port: number
  protocol: Protocol
  /** Where it may be going: one address, or those of a subnet in which one of them is meant. */
  destination: { addresses: Intervals; applicationSecurityGroups: readonly string[] }
  /** What the tag VirtualNetwork stands for among its sources; an unknown extent has a cause. */
  virtualNetwork: Intervals | Cause
}

/** Goes through the rules of all groups, each taking from those not yet decided, to those admitted and those left over. */
export function sift(
  groups: readonly SecurityGroup[],
  packet: Packet,
): { admitted: Crowd[]; rest: readonly Crowd[] } {
  const admitted: Crowd[] = []
  const decidedTags: string[] = []
  const perhapsDenied: Cause[] = []
  let undecided = packet.everyone
  for (const opening of groups.flatMap((group) => inOrder(group, packet))) {
    const { addresses, tags, doubts } = clientsOf(opening.rule, packet)
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
  return {
    admitted: admitted.filter(isSome),
    rest: [crowd(undecided, { doubts: perhapsDenied })].filter(isSome),
  }
}

const isSome = ({ addresses }: Crowd): boolean => addresses.length > 0
const covers = (tag: string, other: string): boolean => other === tag || other.startsWith(`${tag}.`)

const inOrder = (group: SecurityGroup, packet: Packet): Opening[] =>
  group.rules
    .filter((rule) => concerns(rule, packet))
    .toSorted((one, other) => one.priority - other.priority)
    .map((rule) => ({ group, rule }))

const concerns = (rule: SecurityRule, { port, protocol }: Packet): boolean =>
  rule.direction === "Inbound" &&
  [protocol, "*", "any", "all"].includes(rule.protocol.toLowerCase()) &&
  rule.destinationPorts.some((ports) => includesPort(ports, port))

/** Those whom both levels let through. */
export function meet(one: readonly Crowd[], other: readonly Crowd[]): Crowd[] {
  return one
    .flatMap((a) =>
      other.map((b) => ({
        addresses: intersect(a.addresses, b.addresses),
        tags: [...a.tags, ...b.tags],
        doubts: [...a.doubts, ...b.doubts],
        via: [...a.via, ...b.via],
      })),
    )
    .filter(isSome)
}

type Clients = Omit<Crowd, "via">
const nobody: Clients = { addresses: [], tags: [], doubts: [] }

/** The clients that a rule speaks of, when it speaks of this destination. */
function clientsOf(rule: SecurityRule, packet: Packet): Clients {
  switch (coverage(rule, packet)) {
    case "none":
      return nobody
    case "part":
      return { ...nobody, doubts: [partOfSubnet(rule)] }
    case "whole":
      return sourcesOf(rule, packet)
  }
}

/** How much of where the packet may be going a rule speaks of. */
function coverage(
  rule: SecurityRule,
  { destination: { addresses, applicationSecurityGroups }, family }: Packet,
): "none" | "part" | "whole" {
  const isMember = rule.destinationApplicationSecurityGroups.some((id) =>
    applicationSecurityGroups.some((member) => same(member, id)),
  )
  if (isMember || rule.destinations.some((text) => anyDestination.includes(text.toLowerCase())))
    return "whole"
  const named = union(...rule.destinations.map((text) => addressesOf(text, family) ?? []))
  const shared = size(intersect(named, addresses))
  if (shared === 0n) return "none"
  return shared === size(addresses) ? "whole" : "part"
}

const anyDestination = ["*", "any", "virtualnetwork"]
const anySource = ["*", "any"]

/** The clients that a rule speaks of. Application security groups hold interfaces, never Internet clients. */
function sourcesOf(rule: SecurityRule, packet: Packet): Clients {
  const sources = rule.sources.map((text) => text.trim().toLowerCase())
  if (sources.length + rule.sourceApplicationSecurityGroups.length === 0)
    return { ...nobody, doubts: [noSource(rule)] }
  return clientsNamed(sources, packet)
}

/** The clients behind prefixes, ranges and service tags in small letters. */
export function clientsNamed(
  sources: readonly string[],
  { family, everyone, virtualNetwork }: Pick<Packet, "family" | "everyone" | "virtualNetwork">,
): Clients {
  const addresses: Intervals[] = []
  const tags: string[] = []
  const doubts: Cause[] = []
  for (const source of sources) {
    const numbered = addressesOf(source, family)
    if (anySource.includes(source)) addresses.push(everyone)
    else if (numbered) addresses.push(numbered)
    else if (source === "internet") addresses.push(outside(everyone, virtualNetwork))
    else if (source !== "virtualnetwork") tags.push(...rentable(source))
    else if ("kind" in virtualNetwork) doubts.push(virtualNetwork)
    else addresses.push(virtualNetwork)
  }
  return { addresses: union(...addresses), tags, doubts }
}

const outside = (everyone: Intervals, virtualNetwork: Intervals | Cause): Intervals =>
  "kind" in virtualNetwork ? everyone : subtract(everyone, virtualNetwork)

/** AzureLoadBalancer stands for health probes from 168.63.129.16; clients keep their own address. */
const rentable = (tag: string): string[] => (tag === "azureloadbalancer" ? [] : [tag])

const noSource = ({ name }: SecurityRule): Cause => ({
  kind: "malformed",
  detail: `The security rule ${name} names no source.`,
  unlock: "Run again with --effective-rules.",
})
const partOfSubnet = ({ name }: SecurityRule): Cause => ({
  kind: "inconclusive",
  detail: `The security rule ${name} speaks of a part of the subnet, and whether that part is meant is not known.`,
  unlock: "Compare the rule with the addresses in the subnet by hand.",
})

/** First and last port of "22", "8000-8010" or "*"; of anything else, none. */
export function portsOf(text: string): readonly [number, number] {
  if (text === "*") return [0, 65_535]
  const [from, to = from] = text.split("-").map(Number)
  return [from ?? Number.NaN, to ?? Number.NaN]
}

export function includesPort(text: string, port: number): boolean {
  const [from, to] = portsOf(text)
  return from <= port && port <= to
}

/** ARM ids compare without case. */
export const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
