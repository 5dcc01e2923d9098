/** What the rules about exposed ports have in common: how a reach is told, and how a port is closed. */
import {
  az,
  nameOf,
  type Command,
  type PortRange,
  type Reach,
  type ValueOf,
  type azure,
} from "../src/rule.ts"

/** SSH, Remote Desktop and Windows Remote Management. */
export const adminPorts: readonly number[] = [22, 3389, 5985, 5986]

/** Where Chroma listens unless told otherwise. */
export const chromaPort = 8000

/** "443" or "1-65535". */
export const portText = ({ from, to }: Pick<PortRange, "from" | "to">): string =>
  from === to ? String(from) : `${from}-${to}`

/** "world (AllowSSH in chroma-nsg)", "world on port 50022 of load-balancer front (AllowSSH in chroma-nsg)". */
export function reachText({ extent, via, forwarding, publicPort }: Reach): string {
  if (extent === "closed") return "closed"
  const rules = via.map(({ group, rule }) => `${rule.name} in ${group.name}`).join(", ")
  const way = forwarding ? ` on port ${publicPort} of ${forwarding.kind} ${nameOf(forwarding.id)}` : ""
  return `${extent}${way} (${rules || "no security group"})`
}

/** What the computed reach rests on, for the end of what a finding expects. */
export function assumption({ adminGroups, refusals = [] }: ValueOf<typeof azure.networkSecurity>): string {
  if (adminGroups) return ""
  const why = refusals.length > 0 ? `; ${refusals.join(" ")}` : ", which --effective-rules asks"
  return ` (assuming that no rule of a Virtual Network Manager interferes${why})`
}

/** What a finding about a reach is about: the groups that open it, else what forwards, else the interface. */
export function openersOf(reaches: readonly Reach[]): string[] {
  const ids = reaches.flatMap(({ via, forwarding, ...reach }) =>
    via.length > 0 ? via.map(({ group }) => group.id) : [forwarding?.id ?? reach.interface.id],
  )
  return [...new Set(ids)]
}

/** The ports of a range as the groups see them: behind a load balancer those of the machine. */
function guardedPorts(range: PortRange): string {
  const { forwarding } = range.reach
  const isTranslated = forwarding !== null && forwarding.subnetId === null && forwarding.port !== null
  return isTranslated ? String(forwarding.port) : portText(range)
}

/**
 * Closes ports to the Internet in the security group nearest to the VM, and leaves them open to the
 * virtual network: a rule that opens nothing else is narrowed, before any other comes a denying one.
 */
export function closing(ranges: readonly PortRange[]): Command[] {
  const unguarded = ranges.map(({ reach }) => reach).filter(({ via }) => via.length === 0)
  // What stands in front and comes on under its own address can only be closed there.
  const inFront = (reach: Reach): string[] => (reach.forwarding?.subnetId ? [reach.forwarding.id] : [])
  const bare = unguarded.filter((reach) => inFront(reach).length === 0)
  return [
    ...[...new Set(unguarded.flatMap(inFront))].map((id) => az`resource show --ids ${id}`),
    ...[...new Set(bare.map((reach) => reach.interface))].flatMap(guarding),
    ...groupsOf(ranges).flatMap((group) => closingIn(group, ranges)),
  ]
}

/** A security group with its defaults lets nobody in from the Internet. */
export function guarding({ name, resourceGroup }: Reach["interface"]): Command[] {
  const group = `${name}-nsg`
  return [
    az`network nsg create --resource-group ${resourceGroup} --name ${group}`,
    az`network nic update --resource-group ${resourceGroup} --name ${name} --network-security-group ${group}`,
  ]
}

type Group = Reach["via"][number]["group"]

const nearest = ({ reach }: PortRange): Reach["via"] => {
  const id = reach.via.at(-1)?.group.id
  return reach.via.filter(({ group }) => group.id === id)
}

function groupsOf(ranges: readonly PortRange[]): Group[] {
  const groups = ranges.flatMap((range) =>
    nearest(range)
      .slice(0, 1)
      .map(({ group }) => group),
  )
  return groups.filter(({ id }, index) => groups.findIndex((other) => other.id === id) === index)
}

function closingIn(group: Group, ranges: readonly PortRange[]): Command[] {
  // Who runs the network manager has to change its rule.
  if (group.rules.some(({ access }) => access === "AlwaysAllow")) return [az`resource show --ids ${group.id}`]
  const texts = ranges.map(guardedPorts)
  const openings = ranges
    .flatMap((range) => nearest(range).map((opening) => ({ ...opening, range })))
    .filter((opening) => opening.group.id === group.id)
  const alone = (rule: { destinationPorts: readonly string[] }) =>
    rule.destinationPorts.every((ports) => texts.includes(ports))
  const narrowed = new Set(openings.filter(({ rule }) => alone(rule)).map(({ rule }) => rule.name))
  const others = openings.filter(({ rule }) => !alone(rule))
  const place = freePriority(group, Math.min(...others.map(({ rule }) => rule.priority)))
  return [
    ...[...narrowed].map(
      (name) =>
        az`network nsg rule update --resource-group ${group.resourceGroup} --nsg-name ${group.name} --name ${name} --source-address-prefixes VirtualNetwork`,
    ),
    ...(["tcp", "udp"] as const).flatMap((protocol, index) => {
      const ports = [
        ...new Set(
          others.filter(({ range }) => range.protocol === protocol).map(({ range }) => guardedPorts(range)),
        ),
      ]
      if (ports.length === 0) return []
      const denying = az`network nsg rule create --resource-group ${group.resourceGroup} --nsg-name ${group.name} --name ${`Deny${protocol}FromInternet`} --priority ${place - index} --direction Inbound --access Deny --protocol ${protocol} --source-address-prefixes Internet --destination-port-ranges`
      return [{ ...denying, run: `${denying.run} ${ports.join(" ")}` }]
    }),
  ]
}

/** The highest priority number before `limit` that is free, with the one before it. */
function freePriority({ rules }: Group, limit: number): number {
  const taken = new Set(
    rules.filter(({ direction }) => direction === "Inbound").map(({ priority }) => priority),
  )
  let free = limit - 1
  while (free > 101 && (taken.has(free) || taken.has(free - 1))) free -= 1
  return free
}
