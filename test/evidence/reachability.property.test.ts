import * as fc from "fast-check"
import ipaddr from "ipaddr.js"
import { expect, test } from "vitest"
import type { SecurityRule } from "../../src/evidence/azure.ts"
import { reachability, type Extent } from "../../src/evidence/reachability.ts"

/** How many sets of rules are tried. */
const runs = Number(process.env["REACHABILITY_RUNS"] ?? 3000)

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
const publicCount =
  2 ** 32 - privateSpace.reduce((sum, prefix) => sum + 2 ** (32 - Number(prefix.split("/")[1])), 0)

const within = (address: ipaddr.IPv4, prefix: string): boolean => address.match(ipaddr.IPv4.parseCIDR(prefix))
const addressAt = (number: number): ipaddr.IPv4 =>
  new ipaddr.IPv4([24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256))

function endsOf(prefix: string): [number, number] {
  const [address, length] = ipaddr.IPv4.parseCIDR(prefix)
  const number = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0)
  const width = 2 ** (32 - length)
  const first = Math.floor(number / width) * width
  return [first, first + width]
}

const admits = (rules: readonly SecurityRule[], address: ipaddr.IPv4): boolean =>
  rules
    .toSorted((one, other) => one.priority - other.priority)
    .find(({ sources }) => sources.some((source) => source === "*" || within(address, source)))?.access ===
  "Allow"

function oracle(levels: readonly (readonly SecurityRule[])[]): { extent: Extent; addresses: number } {
  const prefixes = levels.flat().flatMap(({ sources }) => sources.filter((source) => source !== "*"))
  const ends = [...privateSpace, ...prefixes].flatMap(endsOf)
  const cuts = [...new Set([0, 2 ** 32, ...ends])].toSorted((one, other) => one - other)
  let addresses = 0
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1]
    if (to === undefined) break
    const sample = addressAt(from + Math.floor((to - from) / 3))
    if (privateSpace.some((prefix) => within(sample, prefix))) continue
    if (levels.every((rules) => admits(rules, sample))) addresses += to - from
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

function rule(widths: readonly [number, number], access: fc.Arbitrary<"Allow" | "Deny">, all: number) {
  const sources = fc.oneof(
    { weight: all, arbitrary: fc.constant<string[]>(["*"]) },
    { weight: 6, arbitrary: fc.array(prefix(widths), { minLength: 1, maxLength: 4 }) },
  )
  return fc.tuple(
    sources,
    access,
    fc.integer({ min: 100, max: 4096 }),
    fc.constantFrom<string[]>(["8000"], ["*"], ["7000-9000"]),
  )
}
/** `denied` to 3 is how often a rule denies; `all` to 6 how often it speaks of everyone. */
const group = (widths: readonly [number, number], denied: number, all: number) =>
  fc
    .uniqueArray(
      rule(
        widths,
        fc.oneof(
          { weight: denied, arbitrary: fc.constant("Deny" as const) },
          { weight: 3, arbitrary: fc.constant("Allow" as const) },
        ),
        all,
      ),
      { minLength: 1, maxLength: 6, selector: ([, , priority]) => priority },
    )
    .map((drawn) =>
      drawn.map(([sources, access, priority, ports]) => ruleOf(sources, access, priority, ports)),
    )

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
  protocol: "*",
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
            privateIpAddress: "10.0.1.4",
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
      const [reach] = reachability(security(pair), 8000)
      seen[expected.extent] = (seen[expected.extent] ?? 0) + 1
      expect({ extent: reach?.extent, addresses: Number(reach?.addresses) }).toEqual(expected)
    }),
    { numRuns: runs, seed },
  )
  console.log(`reachability: ${JSON.stringify(seen)}`)
  for (const extent of ["world", "broad", "restricted", "closed"])
    expect((seen[extent] ?? 0) / runs, `share of ${extent}`).toBeGreaterThan(0.2)
})
