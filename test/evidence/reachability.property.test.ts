import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { SecurityRule } from "../../src/evidence/azure.ts"
import { reachability, type Extent } from "../../src/evidence/reachability.ts"

/** How many sets of rules are tried. */
const runs = Number(process.env["REACHABILITY_RUNS"] ?? 10_000)

/*
 * The oracle asks of single addresses, one rule after the other, as Azure does with a packet. Between two
 * neighbouring ends of prefixes every address is treated alike, so one sample stands for its whole stretch.
 */
const privateSpace = [
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
/** First and last number of a prefix, a range "a-b" or an address; of "*" everything. */
function endsOf(text: string): [number, number] {
  if (text === "*") return [0, 2 ** 32 - 1]
  if (text.includes("-")) {
    const [first = "", last = ""] = text.split("-")
    return [numberOf(first), numberOf(last)]
  }
  const [address = "", length = "32"] = text.split("/")
  const width = 2 ** (32 - Number(length))
  const first = Math.floor(numberOf(address) / width) * width
  return [first, first + width - 1]
}

const numberOf = (address: string): number =>
  address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0)
const textOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".")

const holds = (text: string, number: number): boolean => {
  const [first, last] = endsOf(text)
  return first <= number && number <= last
}

const privateEnds = privateSpace.map(endsOf)
const isPrivate = (number: number): boolean =>
  privateEnds.some(([first, last]) => first <= number && number <= last)
const publicCount = 2 ** 32 - privateEnds.reduce((sum, [first, last]) => sum + last - first + 1, 0)

const machine = "10.0.1.4"
const port = 8000

/** Whether a rule is about a TCP packet to the machine's port, whoever sent it. */
const isAboutPacket = (rule: SecurityRule): boolean =>
  rule.direction === "Inbound" &&
  ["tcp", "*"].includes(rule.protocol.toLowerCase()) &&
  rule.destinations.some((text) => holds(text, numberOf(machine))) &&
  rule.destinationPorts.some((text) => {
    const [from, to] = text === "*" ? [0, 65_535] : text.split("-").map(Number)
    return port >= from! && port <= (to ?? from!)
  })

interface Told {
  access: SecurityRule["access"]
  ends: [number, number][]
}
const admits = (rules: readonly Told[], sender: number): boolean =>
  rules.find(({ ends }) => ends.some(([first, last]) => first <= sender && sender <= last))?.access ===
  "Allow"

function oracle(levels: readonly (readonly SecurityRule[])[]): { extent: Extent; addresses: number } {
  const told = levels.map((rules) =>
    rules
      .filter(isAboutPacket)
      .toSorted((one, other) => one.priority - other.priority)
      .map(({ access, sources }) => ({ access, ends: sources.map(endsOf) })),
  )
  const ends = [...privateEnds, ...told.flat().flatMap((rule) => rule.ends)]
  const cuts = [...new Set([0, 2 ** 32, ...ends.flatMap(([first, last]) => [first, last + 1])])].toSorted(
    (one, other) => one - other,
  )
  let addresses = 0
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1]
    if (to === undefined) break
    const sample = from + Math.floor((to - from) / 3)
    if (!isPrivate(sample) && told.every((rules) => admits(rules, sample))) addresses += to - from
  }
  const extent =
    addresses * 2 >= publicCount
      ? "world"
      : addresses > 2 ** 16
        ? "broad"
        : addresses > 0
          ? "restricted"
          : "closed"
  return { extent, addresses }
}

/** Prefixes crowd into few places, so that they nest, touch and cut each other. */
const prefix = (lengths: readonly [number, number]) =>
  fc
    .tuple(
      fc.constantFrom(5, 20, 64, 96, 128, 151, 203),
      fc.nat(255),
      fc.nat(3),
      fc.integer({ min: lengths[0], max: lengths[1] }),
    )
    .map(([a, b, c, length]) => `${a}.${b}.${c * 64}.0/${length}`)

/** The same addresses, in one of the ways that Azure takes them. */
const spelt = (widths: readonly [number, number]) =>
  fc.tuple(prefix(widths), fc.boolean()).map(([text, asRange]) => {
    const [first, last] = endsOf(text)
    return asRange ? `${textOf(first)}-${textOf(last)}` : text
  })

/** Rules that say nothing of the packet: about another protocol, direction, machine or port. */
const strangers: readonly Partial<SecurityRule>[] = [
  { protocol: "Udp" },
  { direction: "Outbound" },
  { destinations: ["10.0.1.9", "10.0.2.0/24"] },
  { destinationPorts: ["22", "8001-8010", "7000-7999"] },
]
const stranger = fc
  .tuple(
    fc.constantFrom(...strangers),
    fc.constantFrom("Allow" as const, "Deny" as const),
    fc.integer({ min: 100, max: 4096 }),
  )
  .map(([changes, access, priority]) => ({ ...ruleOf(["*"], access, priority, ["*"]), ...changes }))

function rule(widths: readonly [number, number], access: fc.Arbitrary<"Allow" | "Deny">, all: number) {
  const sources = fc.oneof(
    { weight: all, arbitrary: fc.constant<string[]>(["*"]) },
    { weight: 6, arbitrary: fc.array(spelt(widths), { minLength: 1, maxLength: 4 }) },
  )
  return fc.tuple(
    sources,
    access,
    fc.integer({ min: 100, max: 4096 }),
    fc.constantFrom<string[]>(["8000"], ["*"], ["22", "7000-9000"]),
  )
}
/** `denied` to 3 is how often a rule denies; `all` to 6 how often it speaks of everyone. */
const group = (widths: readonly [number, number], denied: number, all: number) =>
  fc
    .tuple(
      fc.uniqueArray(
        rule(
          widths,
          fc.oneof(
            { weight: denied, arbitrary: fc.constant("Deny" as const) },
            { weight: 3, arbitrary: fc.constant("Allow" as const) },
          ),
          all,
        ),
        { minLength: 1, maxLength: 6, selector: ([, , priority]) => priority },
      ),
      fc.array(stranger, { maxLength: 2 }),
    )
    .map(([drawn, others]) => [
      ...others,
      ...drawn.map(([sources, access, priority, ports]) => ruleOf(sources, access, priority, ports)),
    ])

const ruleOf = (
  sources: string[],
  access: "Allow" | "Deny",
  priority: number,
  destinationPorts: string[],
): SecurityRule => ({
  name: `rule-${priority}`,
  priority,
  direction: "Inbound",
  access,
  protocol: priority % 2 === 0 ? "*" : "tCp",
  sources,
  sourceApplicationSecurityGroups: [],
  destinations: ["*"],
  destinationApplicationSecurityGroups: [],
  destinationPorts,
})
const elseOpen = (rules: readonly SecurityRule[]) => [...rules, ruleOf(["*"], "Allow", 4097, ["*"])]

/** Four makes of pairs that lean towards world, broad, restricted and closed. */
const levels = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(group([2, 6], 1, 2).map(elseOpen), group([2, 20], 0, 4).map(elseOpen)) },
  { weight: 4, arbitrary: fc.tuple(group([5, 15], 1, 0), group([1, 6], 1, 1).map(elseOpen)) },
  { weight: 5, arbitrary: fc.tuple(group([18, 32], 1, 0), group([6, 12], 1, 0).map(elseOpen)) },
  { weight: 4, arbitrary: fc.tuple(group([2, 32], 6, 1), group([8, 32], 2, 0)) },
)

const named = (id: string, rules: readonly SecurityRule[]) => ({
  id,
  name: id,
  resourceGroup: "g",
  rules: [...rules],
})

function security([subnet, nic]: readonly [readonly SecurityRule[], readonly SecurityRule[]]) {
  return {
    interfaces: [
      {
        id: "nic",
        name: "nic",
        resourceGroup: "g",
        primary: true,
        ipForwarding: false,
        acceleratedNetworking: false,
        securityGroupId: "nic-nsg",
        ipConfigurations: [
          {
            name: "one",
            privateIpAddress: machine,
            subnetId: "subnet",
            publicIpAddress: { id: "address", sku: "Standard" },
            applicationSecurityGroups: [],
            loadBalancerTargets: [],
            gatewayLoadBalancer: false,
          },
        ],
      },
    ],
    subnets: [
      {
        id: "subnet",
        securityGroupId: "subnet-nsg",
        addressPrefixes: ["10.0.1.0/24"],
        virtualNetworkPrefixes: ["10.0.0.0/16"],
        defaultRoute: null,
      },
    ],
    groups: [named("subnet-nsg", subnet), named("nic-nsg", nic)],
  }
}

test(`${runs} pairs of groups are judged as a packet by packet evaluation judges them`, () => {
  const seen: Record<string, number> = {}
  const seed = Number(process.env["REACHABILITY_SEED"] ?? Date.now() % 2 ** 31)
  console.log(`reachability: seed ${seed}`)
  fc.assert(
    fc.property(levels, (pair) => {
      const expected = oracle(pair)
      const [reach] = reachability(security(pair), port)
      seen[expected.extent] = (seen[expected.extent] ?? 0) + 1
      return reach?.extent === expected.extent && Number(reach.addresses) === expected.addresses
    }),
    { numRuns: runs, seed },
  )
  const shares = Object.entries(seen).map(
    ([extent, count]) => `${extent} ${((100 * count) / runs).toFixed(1)} %`,
  )
  console.log(`reachability: ${shares.join(", ")}`)
  for (const extent of ["world", "broad", "restricted", "closed"])
    expect((seen[extent] ?? 0) / runs, `share of ${extent}`).toBeGreaterThan(0.2)
}, 600_000)
