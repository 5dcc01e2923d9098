import { describe, expect, test } from "vitest"
import type { Forwarding, NetworkInterface, SecurityGroup, SecurityRule } from "../../src/evidence/azure.ts"
import {
  openPorts,
  reachability,
  reachabilityAt,
  widest,
  type Extent,
} from "../../src/evidence/reachability.ts"

/*
 * A number before a case is its row in a table of cases on which other scanners are known to disagree.
 * Two rows have no evidence to put here, and are tests of the collector: a NAT gateway or an unattached
 * address (32), which lead to no interface, and a group that is attached to nothing (40), which no case
 * is without. Row 42, a machine that does not run, is another rule's: its groups say what they say.
 */

const allow = (changes: Partial<SecurityRule> = {}): SecurityRule => ({
  name: "rule",
  priority: 200,
  direction: "Inbound",
  access: "Allow",
  protocol: "*",
  sources: ["*"],
  sourceApplicationSecurityGroups: [],
  destinations: ["*"],
  destinationApplicationSecurityGroups: [],
  destinationPorts: ["8000"],
  ...changes,
})
const deny = (changes: Partial<SecurityRule> = {}) => allow({ access: "Deny", priority: 100, ...changes })
const defaults = [
  allow({ priority: 65_000, sources: ["VirtualNetwork"], destinationPorts: ["*"] }),
  allow({ priority: 65_001, sources: ["AzureLoadBalancer"], destinationPorts: ["*"] }),
  deny({ priority: 65_500, destinationPorts: ["*"] }),
]

interface Deployment {
  nic?: readonly SecurityRule[]
  subnet?: readonly SecurityRule[]
  unreadable?: "nic" | "subnet"
  defaultRoute?: string
  /** Rules of a Virtual Network Manager. */
  admin?: readonly SecurityRule[]
  /** What the primary IP configuration has otherwise. */
  address?: Partial<NetworkInterface["ipConfigurations"][number]>
  second?: Partial<NetworkInterface["ipConfigurations"][number]>
  /** Ways in from the addresses of something else. */
  forwardings?: readonly Partial<Forwarding>[]
  /** Of the subnet that gateways and firewalls stand in. */
  front?: readonly SecurityRule[]
  /** What Azure says is in force at the interface. */
  effective?: readonly SecurityRule[]
}

const frontSubnet = "front-subnet"
const forwarding = (changes: Partial<Forwarding>): Forwarding => ({
  kind: "load-balancer",
  id: "balancer",
  name: "https",
  publicIpAddress: { id: "front", sku: "Standard" },
  protocol: "Tcp",
  publicPorts: "443",
  port: 8000,
  privateIpAddress: "10.0.1.4",
  floatingAddress: null,
  sources: ["*"],
  subnetId: null,
  gatewayLoadBalancer: false,
  ...changes,
})

const group = (id: string, rules: readonly SecurityRule[]): SecurityGroup => ({
  id,
  name: id,
  resourceGroup: "chroma",
  rules: [...rules, ...defaults],
})

function deployed(deployment: Deployment) {
  const { nic, subnet, unreadable, defaultRoute, admin, address, second } = deployment
  const { forwardings, front, effective } = deployment
  const configuration = {
    name: "ipconfig1",
    privateIpAddress: "10.0.1.4",
    subnetId: "subnet",
    publicIpAddress: { id: "address", sku: "Standard" },
    applicationSecurityGroups: ["asg-of-nic"],
    loadBalancerTargets: [],
    gatewayLoadBalancer: false,
  }
  return {
    interfaces: [
      {
        id: "nic",
        name: "nic",
        resourceGroup: "chroma",
        primary: true,
        ipForwarding: false,
        acceleratedNetworking: true,
        securityGroupId: nic || unreadable === "nic" ? "NIC-nsg" : null,
        ipConfigurations: [
          { ...configuration, ...address },
          ...(second ? [{ ...configuration, name: "ipconfig2", ...second }] : []),
        ],
      },
    ],
    subnets: [
      {
        id: "SUBNET",
        securityGroupId: subnet || unreadable === "subnet" ? "subnet-nsg" : null,
        addressPrefixes: ["10.0.1.0/24"],
        virtualNetworkPrefixes: ["10.0.0.0/16"],
        defaultRoute: defaultRoute ?? null,
      },
      {
        id: frontSubnet,
        securityGroupId: front ? "front-nsg" : null,
        addressPrefixes: ["10.0.2.0/24"],
        virtualNetworkPrefixes: ["10.0.0.0/16"],
        defaultRoute: null,
      },
    ],
    groups: [
      ...(front ? [group("front-nsg", front)] : []),
      ...(nic ? [group("nic-nsg", nic)] : []),
      ...(subnet ? [group("subnet-nsg", subnet)] : []),
      group("of-nothing", [allow({ priority: 100 })]),
    ],
    ...(admin
      ? { adminGroups: [{ id: "admin", name: "admin", resourceGroup: "central", rules: [...admin] }] }
      : {}),
    ...(forwardings ? { forwardings: forwardings.map(forwarding) } : {}),
    ...(effective ? { effective: [{ interfaceId: "NIC", groups: [group("nic-nsg", effective)] }] } : {}),
  }
}

const extentOf = (deployment: Deployment, port = 8000, protocol: "tcp" | "udp" = "tcp") =>
  widest(reachability(deployed(deployment), port, protocol))?.extent

describe("the extent of port 8000/tcp", () => {
  const ipv6 = { privateIpAddress: "fd00:1::4" }
  const rows: [string, Deployment, Extent][] = [
    ["1 · the interface's group allows anyone", { nic: [allow()] }, "world"],
    ["2 · any port", { nic: [allow({ destinationPorts: ["*"] })] }, "world"],
    ["3 · a list of ports and ranges", { nic: [allow({ destinationPorts: ["22", "8000-8010"] })] }, "world"],
    [
      "4 · a range from the Internet",
      { nic: [allow({ sources: ["Internet"], destinationPorts: ["7000-9000"] })] },
      "world",
    ],
    ["5 · two halves in one rule", { nic: [allow({ sources: ["0.0.0.0/1", "128.0.0.0/1"] })] }, "world"],
    [
      "6 · two halves in two rules",
      { nic: [allow({ sources: ["0.0.0.0/1"] }), allow({ priority: 201, sources: ["128.0.0.0/1"] })] },
      "world",
    ],
    ["7 · denied before it is allowed", { nic: [deny(), allow()] }, "closed"],
    [
      "8 · denied to a few, allowed to the rest",
      { nic: [deny({ sources: ["203.0.113.0/24"] }), allow()] },
      "world",
    ],
    [
      "9 · one address before a deny",
      {
        nic: [
          allow({ priority: 100, sources: ["203.0.113.7/32"] }),
          deny({ priority: 200 }),
          allow({ priority: 300 }),
        ],
      },
      "restricted",
    ],
    [
      "10 · every other port allowed after a deny",
      { nic: [deny(), allow({ destinationPorts: ["*"] })] },
      "closed",
    ],
    [
      "11 · a deny of the neighbouring ports",
      { nic: [deny({ destinationPorts: ["8001-8010"] }), allow({ destinationPorts: ["8000-8010"] })] },
      "world",
    ],
    ["12 · the subnet's group has its defaults only", { subnet: [], nic: [allow()] }, "closed"],
    ["13 · only the subnet has a group", { subnet: [allow()] }, "world"],
    [
      "14 · the two groups allow different networks",
      { subnet: [allow({ sources: ["198.51.100.0/24"] })], nic: [allow({ sources: ["203.0.113.0/24"] })] },
      "closed",
    ],
    ["15 · no group, Standard address", {}, "closed"],
    [
      "16 · no group, Basic address",
      { address: { publicIpAddress: { id: "address", sku: "Basic" } } },
      "world",
    ],
    ["17 · only the virtual network", { nic: [allow({ sources: ["VirtualNetwork"] })] }, "closed"],
    [
      "18 · only the virtual network, which routes everything to an appliance",
      { nic: [allow({ sources: ["VirtualNetwork"] })], defaultRoute: "VirtualAppliance" },
      "unknown",
    ],
    [
      "the same, but the subnet's group closes the port",
      { nic: [allow()], subnet: [deny()], defaultRoute: "VirtualAppliance" },
      "closed",
    ],
    [
      "the virtual network, which may be everyone, is denied first",
      { nic: [deny({ sources: ["VirtualNetwork"] }), allow()], defaultRoute: "VirtualAppliance" },
      "unknown",
    ],
    ["19 · only health probes", { nic: [allow({ sources: ["AzureLoadBalancer"] })] }, "closed"],
    ["20 · everyone in Azure", { nic: [allow({ sources: ["AzureCloud"] })] }, "broad"],
    ["a region of Azure", { nic: [allow({ sources: ["AzureCloud.westeurope"] })] }, "broad"],
    [
      "a region of Azure, all of which is denied before",
      { nic: [deny({ sources: ["AzureCloud"] }), allow({ sources: ["AzureCloud.westeurope"] })] },
      "closed",
    ],
    ["all but Azure", { nic: [deny({ sources: ["AzureCloud"] }), allow()] }, "world"],
    [
      "Azure at the subnet, a small network at the interface",
      { subnet: [allow({ sources: ["AzureCloud"] })], nic: [allow({ sources: ["203.0.113.0/24"] })] },
      "restricted",
    ],
    ["21 · allowed for udp", { nic: [allow({ protocol: "Udp" })] }, "closed"],
    ["22 · allowed outbound", { nic: [allow({ direction: "Outbound" })] }, "closed"],
    ["23 · another VM is the destination", { nic: [allow({ destinations: ["10.0.1.9"] })] }, "closed"],
    ["the private address is the destination", { nic: [allow({ destinations: ["10.0.1.0/24"] })] }, "world"],
    [
      "24 · the public address is the destination",
      { nic: [allow({ destinations: ["20.0.0.1"] })] },
      "closed",
    ],
    [
      "an application security group that the interface is in",
      { nic: [allow({ destinations: [], destinationApplicationSecurityGroups: ["ASG-of-nic"] })] },
      "world",
    ],
    [
      "25 · an application security group that it is not in",
      { nic: [allow({ destinations: [], destinationApplicationSecurityGroups: ["other"] })] },
      "closed",
    ],
    [
      "26 · an application security group is the source",
      { nic: [allow({ sources: [], sourceApplicationSecurityGroups: ["asg"] })] },
      "closed",
    ],
    ["no source is named", { nic: [allow({ sources: [] })] }, "unknown"],
    [
      "33 · any IPv6 address, on an IPv6 configuration",
      { nic: [allow({ sources: ["::/0"] })], address: ipv6 },
      "world",
    ],
    [
      "34 · any IPv4 address, on an IPv6 configuration",
      { nic: [allow({ sources: ["0.0.0.0/0"] })], address: ipv6 },
      "closed",
    ],
    ["any IPv6 address, on an IPv4 configuration", { nic: [allow({ sources: ["::/0"] })] }, "closed"],
    ["anyone, on an IPv6 configuration", { nic: [allow()], address: ipv6 }, "world"],
    ["an IPv6 /32", { nic: [allow({ sources: ["2a01:111::/32"] })], address: ipv6 }, "broad"],
    ["an IPv6 /48", { nic: [allow({ sources: ["2a01:111:1::/48"] })], address: ipv6 }, "restricted"],
    [
      "IPv4 is denied, a second configuration has IPv6",
      { nic: [deny({ sources: ["0.0.0.0/0"] }), allow({ sources: ["::/0"] })], second: ipv6 },
      "world",
    ],
    [
      "35 · only the second configuration has an address",
      { nic: [allow()], address: { publicIpAddress: null }, second: {} },
      "world",
    ],
    ["no public address at all", { nic: [allow()], address: { publicIpAddress: null } }, "closed"],
    [
      "only a load balancer leads here",
      { nic: [allow()], address: { publicIpAddress: null, loadBalancerTargets: ["pool"] } },
      "unknown",
    ],
    [
      "only a load balancer leads here, and the group closes the port",
      { nic: [deny()], address: { publicIpAddress: null, loadBalancerTargets: ["pool"] } },
      "closed",
    ],
    [
      "an address and a load balancer",
      { nic: [allow()], address: { loadBalancerTargets: ["pool"] } },
      "world",
    ],
    [
      "46 · a gateway load balancer in the path",
      { nic: [allow()], address: { gatewayLoadBalancer: true } },
      "unknown",
    ],
    ["39 · the subnet's group is unreadable", { nic: [allow()], unreadable: "subnet" }, "unknown"],
    [
      "the subnet's group is unreadable, the interface's closes",
      { nic: [deny()], unreadable: "subnet" },
      "closed",
    ],
    ["the subnet itself is unreadable", { nic: [allow()], address: { subnetId: "elsewhere" } }, "unknown"],
    [
      "37 · an admin rule always allows what the group denies",
      { admin: [allow({ access: "AlwaysAllow", priority: 10 })], nic: [deny()] },
      "world",
    ],
    [
      "an admin rule always allows one address, and the group allows none",
      { admin: [allow({ access: "AlwaysAllow", sources: ["203.0.113.7"] })], nic: [deny()] },
      "restricted",
    ],
    [
      "38 · an admin rule denies what the group allows",
      { admin: [deny({ priority: 10 })], nic: [allow()] },
      "closed",
    ],
    ["an admin rule leaves it to the group, which allows", { admin: [allow()], nic: [allow()] }, "world"],
    ["an admin rule leaves it to the group, which denies", { admin: [allow()], nic: [deny()] }, "closed"],
    [
      "an admin rule denies a half, the group allows the other",
      {
        admin: [deny({ sources: ["0.0.0.0/1"] })],
        nic: [allow({ sources: ["0.0.0.0/1", "203.0.113.0/24"] })],
      },
      "restricted",
    ],
    [
      "admin rules about another port",
      { admin: [deny({ destinationPorts: ["22"] })], nic: [allow()] },
      "world",
    ],
    [
      "an admin rule always allows, and there is no way in",
      { admin: [allow({ access: "AlwaysAllow" })], nic: [deny()], address: { publicIpAddress: null } },
      "closed",
    ],
    [
      "41 · just-in-time access denies above an older allow",
      { nic: [deny({ name: "SecurityCenter-JITRule_1", priority: 100 }), allow({ priority: 4096 })] },
      "closed",
    ],
    ["43 · words in another case", { nic: [allow({ protocol: "TCP", sources: ["iNTERNET"] })] }, "world"],
    ["the portal's word for anyone", { nic: [allow({ sources: ["Any"], destinations: ["any"] })] }, "world"],
    [
      "44 · a large private network",
      { nic: [allow({ sources: ["10.0.0.0/8", "100.64.0.0/10"] })] },
      "closed",
    ],
    ["45 · a range of addresses", { nic: [allow({ sources: ["203.0.113.10-203.0.113.20"] })] }, "restricted"],
    [
      "forty small networks",
      { nic: [allow({ sources: Array.from({ length: 40 }, (_, n) => `203.0.${n}.0/31`) })] },
      "restricted",
    ],
    ["a /16", { nic: [allow({ sources: ["203.0.0.0/16"] })] }, "restricted"],
    ["a /15", { nic: [allow({ sources: ["203.0.0.0/15"] })] }, "broad"],
    ["just under half of the Internet", { nic: [allow({ sources: ["0.0.0.0/2", "64.0.0.0/3"] })] }, "broad"],
    [
      "the later of two equal matches",
      { nic: [allow({ priority: 300 }), deny({ priority: 299 })] },
      "closed",
    ],
  ]
  test.each(rows)("%s", (_, deployment, extent) => {
    expect(extentOf(deployment)).toBe(extent)
  })
})

describe("the extent of a port of a public address", () => {
  const own = { publicIpAddress: null }
  const gateway: Partial<Forwarding> = { kind: "application-gateway", subnetId: frontSubnet }
  const firewall: Partial<Forwarding> = { kind: "azure-firewall", subnetId: frontSubnet, publicPorts: "8443" }
  const any = [allow({ destinationPorts: ["*"] })]
  const inner = allow({ sources: ["10.0.2.0/24"] })
  const rows: [string, Deployment, port: number, Extent | undefined][] = [
    ["27 · the client may choose its own port", { nic: [allow()] }, 8000, "world"],
    ["28 · a balancer leads 443 to 8000", { nic: [allow()], address: own, forwardings: [{}] }, 443, "world"],
    [
      "28 · and nothing to the balancer's own 8000",
      { nic: [allow()], address: own, forwardings: [{}] },
      8000,
      "closed",
    ],
    [
      "a balancer leads to a port that the group closes",
      { nic: [deny()], address: own, forwardings: [{}] },
      443,
      "closed",
    ],
    [
      "19 · a balancer leads to a port that only its probes reach",
      { nic: [allow({ sources: ["AzureLoadBalancer"] })], address: own, forwardings: [{}] },
      443,
      "closed",
    ],
    ["no group, behind a Standard balancer", { address: own, forwardings: [{}] }, 443, "closed"],
    [
      "no group, behind a Basic balancer",
      { address: own, forwardings: [{ publicIpAddress: { id: "front", sku: "Basic" } }] },
      443,
      "world",
    ],
    [
      "29 · a NAT rule leads 50022 to 22",
      {
        nic: [allow({ destinationPorts: ["22"] })],
        address: own,
        forwardings: [{ publicPorts: "50022", port: 22 }],
      },
      50_022,
      "world",
    ],
    [
      "a NAT rule leads a range of ports to one",
      { nic: [allow()], address: own, forwardings: [{ publicPorts: "50000-50010" }] },
      50_003,
      "world",
    ],
    [
      "a rule for all ports keeps them as they are",
      { nic: [allow()], address: own, forwardings: [{ publicPorts: "*", port: null, protocol: "All" }] },
      8000,
      "world",
    ],
    [
      "a rule for udp carries no tcp",
      { nic: [allow()], address: own, forwardings: [{ protocol: "Udp" }] },
      443,
      "closed",
    ],
    [
      "30 · a gateway comes in through the virtual network",
      { nic: [], address: own, forwardings: [gateway] },
      443,
      "world",
    ],
    [
      "30 · the group of the gateway's subnet closes it",
      { nic: [], address: own, forwardings: [gateway], front: [deny({ destinationPorts: ["443"] })] },
      443,
      "closed",
    ],
    [
      "30 · the group of the gateway's subnet lets a few in",
      {
        nic: [],
        address: own,
        forwardings: [gateway],
        front: [allow({ sources: ["203.0.113.0/24"], destinationPorts: ["443"] })],
      },
      443,
      "restricted",
    ],
    [
      "the machine's group lets the Internet in, but not the gateway",
      {
        nic: [deny({ sources: ["VirtualNetwork"] }), allow()],
        address: own,
        forwardings: [gateway],
      },
      443,
      "closed",
    ],
    [
      "the machine's group lets only the gateway's subnet in",
      { nic: [inner, deny({ priority: 300 })], address: own, forwardings: [gateway] },
      443,
      "world",
    ],
    [
      "the machine's group lets a part of the gateway's subnet in",
      {
        nic: [allow({ sources: ["10.0.2.0/25"] }), deny({ priority: 300 })],
        address: own,
        forwardings: [gateway],
      },
      443,
      "unknown",
    ],
    [
      "31 · a firewall translates 8443 to 8000",
      { nic: [], address: own, forwardings: [firewall] },
      8443,
      "world",
    ],
    [
      "31 · a firewall translates it for a few",
      { nic: [], address: own, forwardings: [{ ...firewall, sources: ["203.0.113.7"] }] },
      8443,
      "restricted",
    ],
    [
      "a firewall whose subnet could not be read",
      { nic: [], address: own, forwardings: [{ ...firewall, subnetId: "elsewhere" }] },
      8443,
      "unknown",
    ],
    [
      "36 · an address of its own and a balancer: on its own port",
      { nic: any, forwardings: [{}] },
      8000,
      "world",
    ],
    [
      "36 · an address of its own and a balancer: on the balancer's",
      { nic: any, forwardings: [{}] },
      443,
      "world",
    ],
    [
      "46 · a gateway load balancer before the balancer",
      { nic: [allow()], address: own, forwardings: [{ gatewayLoadBalancer: true }] },
      443,
      "unknown",
    ],
    [
      "47 · a floating IP, and rules for any destination",
      {
        nic: [allow()],
        address: own,
        forwardings: [{ publicPorts: "8000", port: 8000, floatingAddress: "20.1.2.3" }],
      },
      8000,
      "world",
    ],
    [
      "47 · a floating IP, and a rule for the private address",
      {
        nic: [allow({ destinations: ["10.0.1.4"] })],
        address: own,
        forwardings: [{ publicPorts: "8000", port: 8000, floatingAddress: "20.1.2.3" }],
      },
      8000,
      "unknown",
    ],
    [
      "an admin rule denies what comes through a gateway",
      { nic: [], address: own, forwardings: [gateway], admin: [deny()] },
      443,
      "closed",
    ],
    [
      "18 · Azure says what the tag stands for",
      {
        nic: [allow({ sources: ["VirtualNetwork"] })],
        defaultRoute: "VirtualAppliance",
        effective: [allow({ sources: ["10.0.0.0/16"] }), deny({ priority: 300 })],
      },
      8000,
      "closed",
    ],
    [
      "18 · Azure says that it stands for everyone",
      {
        nic: [allow({ sources: ["VirtualNetwork"] })],
        defaultRoute: "VirtualAppliance",
        effective: [allow({ sources: ["10.0.0.0/16", "0.0.0.0/0"] })],
      },
      8000,
      "world",
    ],
  ]
  test.each(rows)("%s", (_, deployment, port, extent) => {
    expect(widest(reachabilityAt(deployed(deployment), port))?.extent).toBe(extent)
  })

  test("of one address says nothing of another", () => {
    const security = deployed({ nic: any, forwardings: [{}] })
    expect(reachabilityAt(security, 443, "tcp", "FRONT").map(({ port }) => port)).toEqual([8000])
    expect(reachabilityAt(security, 443, "tcp", "address").map(({ port }) => port)).toEqual([443])
  })

  test("29 · a port of the machine is found behind whatever public port leads to it", () => {
    const security = deployed({
      nic: [allow({ destinationPorts: ["22"] })],
      address: own,
      forwardings: [{ publicPorts: "50022", port: 22 }],
    })
    expect(widest(reachability(security, 22))).toMatchObject({ extent: "world", publicPort: 50_022 })
  })
})

const count = (rules: readonly SecurityRule[]) => reachability(deployed({ nic: rules }), 8000)[0]?.addresses

test("the number of addresses is what is left of the public ones", () => {
  expect(count([allow({ sources: ["203.0.113.7"] })])).toBe(1n)
  expect(count([allow({ sources: ["203.0.113.10-203.0.113.20", "203.0.113.15/32"] })])).toBe(11n)
  const all = count([allow()]) ?? 0n
  expect(count([deny({ sources: ["203.0.113.0/24"] }), allow()])).toBe(all - 256n)
})

test("names the rules that let clients in, and none that could not", () => {
  const shadowed = allow({ name: "shadowed", priority: 300 })
  const opening = allow({ name: "opening" })
  const reach = reachability(
    deployed({ nic: [opening, shadowed], subnet: [allow({ name: "outer" })] }),
    8000,
  )[0]
  expect(reach?.via.map(({ group, rule }) => [group.name, rule.name])).toEqual([
    ["subnet-nsg", "outer"],
    ["nic-nsg", "opening"],
  ])
})

test("says why it does not know", () => {
  const reach = reachability(deployed({ nic: [allow()], unreadable: "subnet" }), 8000)[0]
  expect(reach?.cause).toMatchObject({
    kind: "forbidden",
    permission: "Microsoft.Network/networkSecurityGroups/read",
  })
})

describe("open ports", () => {
  const ranges = (deployment: Deployment) =>
    openPorts(deployed(deployment), "world").map(({ protocol, from, to }) => `${protocol} ${from}-${to}`)

  test.each<[string, Deployment, string[]]>([
    ["none", { nic: [] }, []],
    ["one", { nic: [allow({ protocol: "Tcp" })] }, ["tcp 8000-8000"]],
    ["both protocols", { nic: [allow()] }, ["tcp 8000-8000", "udp 8000-8000"]],
    [
      "a range with a hole",
      { nic: [deny(), allow({ protocol: "Tcp", destinationPorts: ["7999-8001"] })] },
      ["tcp 7999-7999", "tcp 8001-8001"],
    ],
    [
      "neighbouring ranges of two rules",
      {
        nic: [
          allow({ protocol: "Tcp", destinationPorts: ["80-442"] }),
          allow({ protocol: "Tcp", priority: 201, destinationPorts: ["443"] }),
        ],
      },
      ["tcp 80-443"],
    ],
    ["all", { nic: [allow({ destinationPorts: ["*"] })] }, ["tcp 1-65535", "udp 1-65535"]],
    [
      "what a balancer leads to a port that is open",
      {
        nic: [allow()],
        address: { publicIpAddress: null },
        forwardings: [{}, { publicPorts: "50022", port: 22 }],
      },
      ["tcp 443-443"],
    ],
    [
      "what both groups allow",
      {
        subnet: [allow({ protocol: "Tcp", destinationPorts: ["1-1000"] })],
        nic: [allow({ protocol: "Tcp", destinationPorts: ["900-2000"] })],
      },
      ["tcp 900-1000"],
    ],
  ])("%s", (_, deployment, expected) => {
    expect(ranges(deployment)).toEqual(expected)
  })
})
