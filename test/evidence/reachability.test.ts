import { describe, expect, test } from "vitest"
import type { NetworkInterface, SecurityGroup, SecurityRule } from "../../src/evidence/azure.ts"
import { openPorts, reachability, widest, type Extent } from "../../src/evidence/reachability.ts"

/*
 * Not expressible here: the evidence describes one VM's interfaces, not what forwards to them.
 * - load balancer rules and inbound NAT rules, the gateway, the firewall, floating IP: the collector follows them
 *   to the interface; an interface behind a balancer alone is the case "only a load balancer leads here".
 * - NAT gateway and unattached address: no interface holds the address, so there is no such evidence.
 * - just-in-time access: its deny rule is a rule like any other (see the row).
 * - a deallocated VM: its rules say what they say; that it does not run is another rule's matter.
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
}

const group = (id: string, rules: readonly SecurityRule[]): SecurityGroup => ({
  id,
  name: id,
  resourceGroup: "chroma",
  rules: [...rules, ...defaults],
})

function deployed({ nic, subnet, unreadable, defaultRoute, admin, address, second }: Deployment) {
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
    ],
    groups: [
      ...(nic ? [group("nic-nsg", nic)] : []),
      ...(subnet ? [group("subnet-nsg", subnet)] : []),
      group("of-nothing", [allow({ priority: 100 })]),
    ],
    ...(admin
      ? { adminGroups: [{ id: "admin", name: "admin", resourceGroup: "central", rules: [...admin] }] }
      : {}),
  }
}

const extentOf = (deployment: Deployment, port = 8000, protocol: "tcp" | "udp" = "tcp") =>
  widest(reachability(deployed(deployment), port, protocol))?.extent

describe("the extent of port 8000/tcp", () => {
  const ipv6 = { privateIpAddress: "fd00:1::4" }
  const rows: [string, Deployment, Extent][] = [
    ["the interface's group allows anyone", { nic: [allow()] }, "world"],
    ["any port", { nic: [allow({ destinationPorts: ["*"] })] }, "world"],
    ["a list of ports and ranges", { nic: [allow({ destinationPorts: ["22", "8000-8010"] })] }, "world"],
    [
      "a range from the Internet",
      { nic: [allow({ sources: ["Internet"], destinationPorts: ["7000-9000"] })] },
      "world",
    ],
    ["two halves in one rule", { nic: [allow({ sources: ["0.0.0.0/1", "128.0.0.0/1"] })] }, "world"],
    [
      "two halves in two rules",
      { nic: [allow({ sources: ["0.0.0.0/1"] }), allow({ priority: 201, sources: ["128.0.0.0/1"] })] },
      "world",
    ],
    ["denied before it is allowed", { nic: [deny(), allow()] }, "closed"],
    [
      "denied to a few, allowed to the rest",
      { nic: [deny({ sources: ["203.0.113.0/24"] }), allow()] },
      "world",
    ],
    [
      "one address before a deny",
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
      "every other port allowed after a deny",
      { nic: [deny(), allow({ destinationPorts: ["*"] })] },
      "closed",
    ],
    [
      "a deny of the neighbouring ports",
      { nic: [deny({ destinationPorts: ["8001-8010"] }), allow({ destinationPorts: ["8000-8010"] })] },
      "world",
    ],
    ["the subnet's group has its defaults only", { subnet: [], nic: [allow()] }, "closed"],
    ["only the subnet has a group", { subnet: [allow()] }, "world"],
    [
      "the two groups allow different networks",
      { subnet: [allow({ sources: ["198.51.100.0/24"] })], nic: [allow({ sources: ["203.0.113.0/24"] })] },
      "closed",
    ],
    ["no group, Standard address", {}, "closed"],
    ["no group, Basic address", { address: { publicIpAddress: { id: "address", sku: "Basic" } } }, "world"],
    ["only the virtual network", { nic: [allow({ sources: ["VirtualNetwork"] })] }, "closed"],
    [
      "only the virtual network, which routes everything to an appliance",
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
    ["only health probes", { nic: [allow({ sources: ["AzureLoadBalancer"] })] }, "closed"],
    ["everyone in Azure", { nic: [allow({ sources: ["AzureCloud"] })] }, "broad"],
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
    ["allowed for udp", { nic: [allow({ protocol: "Udp" })] }, "closed"],
    ["allowed outbound", { nic: [allow({ direction: "Outbound" })] }, "closed"],
    ["another VM is the destination", { nic: [allow({ destinations: ["10.0.1.9"] })] }, "closed"],
    ["the private address is the destination", { nic: [allow({ destinations: ["10.0.1.0/24"] })] }, "world"],
    ["the public address is the destination", { nic: [allow({ destinations: ["20.0.0.1"] })] }, "closed"],
    [
      "an application security group that the interface is in",
      { nic: [allow({ destinations: [], destinationApplicationSecurityGroups: ["ASG-of-nic"] })] },
      "world",
    ],
    [
      "an application security group that it is not in",
      { nic: [allow({ destinations: [], destinationApplicationSecurityGroups: ["other"] })] },
      "closed",
    ],
    [
      "an application security group is the source",
      { nic: [allow({ sources: [], sourceApplicationSecurityGroups: ["asg"] })] },
      "closed",
    ],
    ["no source is named", { nic: [allow({ sources: [] })] }, "unknown"],
    [
      "any IPv6 address, on an IPv6 configuration",
      { nic: [allow({ sources: ["::/0"] })], address: ipv6 },
      "world",
    ],
    [
      "any IPv4 address, on an IPv6 configuration",
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
      "only the second configuration has an address",
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
      "a gateway load balancer in the path",
      { nic: [allow()], address: { gatewayLoadBalancer: true } },
      "unknown",
    ],
    ["the subnet's group is unreadable", { nic: [allow()], unreadable: "subnet" }, "unknown"],
    [
      "the subnet's group is unreadable, the interface's closes",
      { nic: [deny()], unreadable: "subnet" },
      "closed",
    ],
    ["the subnet itself is unreadable", { nic: [allow()], address: { subnetId: "elsewhere" } }, "unknown"],
    [
      "an admin rule always allows what the group denies",
      { admin: [allow({ access: "AlwaysAllow", priority: 10 })], nic: [deny()] },
      "world",
    ],
    [
      "an admin rule always allows one address, and the group allows none",
      { admin: [allow({ access: "AlwaysAllow", sources: ["203.0.113.7"] })], nic: [deny()] },
      "restricted",
    ],
    [
      "an admin rule denies what the group allows",
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
      "just-in-time access denies above an older allow",
      { nic: [deny({ name: "SecurityCenter-JITRule_1", priority: 100 }), allow({ priority: 4096 })] },
      "closed",
    ],
    ["words in another case", { nic: [allow({ protocol: "TCP", sources: ["iNTERNET"] })] }, "world"],
    ["the portal's word for anyone", { nic: [allow({ sources: ["Any"], destinations: ["any"] })] }, "world"],
    ["a large private network", { nic: [allow({ sources: ["10.0.0.0/8", "100.64.0.0/10"] })] }, "closed"],
    ["a range of addresses", { nic: [allow({ sources: ["203.0.113.10-203.0.113.20"] })] }, "restricted"],
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
