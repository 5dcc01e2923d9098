import type { NetworkInterface, SecurityRule } from "@azure/arm-network"
import { describe, expect, test } from "vitest"
import { describeInterface, describeSubnet } from "../../../src/collectors/azure/network.ts"
import { describeGroup, describeRule } from "../../../src/collectors/azure/security-group.ts"

const rule = (fields: SecurityRule) => describeRule({ name: "r", priority: 100, ...fields })
const group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"

describe("a rule", () => {
  test.each<[string, SecurityRule, string[]]>([
    ["one port", { destinationPortRange: "22", destinationPortRanges: [] }, ["22"]],
    ["several", { destinationPortRanges: ["22", "8000-8010"] }, ["22", "8000-8010"]],
    ["several beside an empty one", { destinationPortRange: "", destinationPortRanges: ["22"] }, ["22"]],
    ["none", { destinationPortRanges: [] }, []],
  ])("has %s", (_, fields, destinationPorts) => {
    expect(rule(fields)).toMatchObject({ destinationPorts })
  })

  test.each<[string, SecurityRule, string[]]>([
    ["one source", { sourceAddressPrefix: "*", sourceAddressPrefixes: [] }, ["*"]],
    ["several", { sourceAddressPrefixes: ["0.0.0.0/1", "128.0.0.0/1"] }, ["0.0.0.0/1", "128.0.0.0/1"]],
    ["a group instead of an address", { sourceApplicationSecurityGroups: [{ id: "/asg" }] }, []],
  ])("has %s", (_, fields, sources) => {
    expect(rule(fields)).toMatchObject({ sources })
  })

  test("in other letters is the same rule", () => {
    expect(rule({ direction: "INBOUND", access: "allow", protocol: "TCP" })).toMatchObject({
      direction: "Inbound",
      access: "Allow",
      protocol: "Tcp",
    })
    expect(rule({ protocol: "*" })).toMatchObject({ protocol: "*" })
  })
})

const priorities = (shown: SecurityRule[] | undefined) =>
  describeGroup({
    id: `${group}/networkSecurityGroups/n`,
    ...(shown ? { defaultSecurityRules: shown } : {}),
  })?.rules?.map((one) => `${one?.direction} ${one?.priority} ${one?.access}`)

test("a group that hides its default rules still has them", () => {
  expect(priorities(undefined)).toEqual([
    "Inbound 65000 Allow",
    "Inbound 65001 Allow",
    "Inbound 65500 Deny",
    "Outbound 65000 Allow",
    "Outbound 65001 Allow",
    "Outbound 65500 Deny",
  ])
  expect(priorities([{ priority: 65500, direction: "Inbound", access: "Deny" }])).toEqual([
    "Inbound 65500 Deny",
  ])
})

describe("an interface", () => {
  const one: NetworkInterface = {
    id: `${group}/networkInterfaces/n`,
    name: "n",
    ipConfigurations: [
      {
        name: "first",
        privateIPAddress: "10.0.0.4",
        subnet: { id: "/subnet" },
        publicIPAddress: { id: "/PIP" },
        loadBalancerBackendAddressPools: [{ id: "/pool" }],
        loadBalancerInboundNatRules: [{ id: "/nat" }],
        gatewayLoadBalancer: { id: "/gateway" },
      },
      { name: "second", privateIPAddress: "10.0.0.5", subnet: { id: "/subnet" } },
    ],
  }

  test("carries each configuration with its own public address", () => {
    expect(describeInterface(one, new Map([["/pip", "Standard"]]), true)?.ipConfigurations).toEqual([
      expect.objectContaining({
        publicIpAddress: { id: "/PIP", sku: "Standard" },
        loadBalancerTargets: ["/pool", "/nat"],
        gatewayLoadBalancer: true,
      }),
      expect.objectContaining({ publicIpAddress: null, loadBalancerTargets: [], gatewayLoadBalancer: false }),
    ])
  })

  test.each([
    [true, false, true],
    [false, true, false],
    [undefined, true, true],
    [undefined, false, false],
  ])("is primary when it says %s and is the only one: %s", (primary, only, result) => {
    const described = describeInterface(
      { ...one, ...(primary === undefined ? {} : { primary }) },
      new Map(),
      only,
    )
    expect(described).toMatchObject({ primary: result })
  })
})

test("a subnet's default route is what its table says of everything else", () => {
  const network = { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }
  const table = {
    routes: [
      { addressPrefix: "10.1.0.0/16", nextHopType: "VnetLocal" },
      { addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance" },
    ],
  }
  expect(describeSubnet({ id: "/s", addressPrefix: "10.0.1.0/24" }, network, table)).toEqual({
    id: "/s",
    securityGroupId: null,
    addressPrefixes: ["10.0.1.0/24"],
    virtualNetworkPrefixes: ["10.0.0.0/16"],
    ddosProtection: false,
    bastion: false,
    defaultRoute: "VirtualAppliance",
  })
  expect(
    describeSubnet({ id: "/s", addressPrefixes: ["10.0.1.0/24", "fd00::/64"] }, network, undefined),
  ).toMatchObject({
    addressPrefixes: ["10.0.1.0/24", "fd00::/64"],
    defaultRoute: null,
  })
})
