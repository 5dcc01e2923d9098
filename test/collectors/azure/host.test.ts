import { describe, expect, test } from "vitest"
import { holderOf, noVirtualMachine, sameAddress, type HostKind } from "../../../src/collectors/azure/host.ts"

const group = "/subscriptions/s/resourceGroups/g/providers"

describe("what holds an address", () => {
  test.each<[configuration: string, kind: HostKind, id: string]>([
    [
      "Microsoft.Network/loadBalancers/lb/frontendIPConfigurations/f",
      "load-balancer",
      "Microsoft.Network/loadBalancers/lb",
    ],
    [
      "Microsoft.Network/applicationGateways/gw/frontendIPConfigurations/f",
      "application-gateway",
      "Microsoft.Network/applicationGateways/gw",
    ],
    [
      "Microsoft.Network/bastionHosts/b/bastionHostIpConfigurations/c",
      "bastion",
      "Microsoft.Network/bastionHosts/b",
    ],
    [
      "Microsoft.Network/azureFirewalls/w/azureFirewallIpConfigurations/c",
      "azure-firewall",
      "Microsoft.Network/azureFirewalls/w",
    ],
    [
      "Microsoft.Network/virtualNetworkGateways/v/ipConfigurations/c",
      "virtual-network-gateway",
      "Microsoft.Network/virtualNetworkGateways/v",
    ],
    [
      "Microsoft.Compute/virtualMachineScaleSets/ss/virtualMachines/0/networkInterfaces/n/ipConfigurations/c",
      "scale-set",
      "Microsoft.Compute/virtualMachineScaleSets/ss/virtualMachines/0",
    ],
    ["Microsoft.Future/things/t/ipConfigurations/c", "other", "Microsoft.Future/things/t/ipConfigurations/c"],
  ])("%s", (configuration, kind, id) => {
    expect(holderOf(`${group}/${configuration}`)).toEqual({ kind, id: `${group}/${id}` })
  })

  test("a network interface of its own is asked what it belongs to", () => {
    expect(holderOf(`${group}/Microsoft.Network/NetworkInterfaces/n/ipConfigurations/c`)).toBeUndefined()
  })

  test.each<[HostKind, RegExp]>([
    ["application-gateway", /^An application gateway holds the address/],
    ["container-group", /^A container group holds the address/],
    ["other", /^Another resource holds the address/],
    ["unattached", /^Nothing uses the address/],
  ])("the reason names %s", (kind, reason) => {
    expect(noVirtualMachine({ kind, id: "/the/id" })).toMatch(reason)
  })
})

test.each<[string | undefined, string, boolean]>([
  ["20.1.2.3", "20.1.2.3", true],
  ["::ffff:20.1.2.3", "20.1.2.3", true],
  ["2603:1020:0:0:0:0:0:1", "2603:1020::1", true],
  ["2603:1020::1", "2603:1020::2", false],
  [undefined, "20.1.2.3", false],
  ["", "20.1.2.3", false],
  ["not an address", "20.1.2.3", false],
])("%s is %s: %s", (written, canonical, same) => {
  expect(sameAddress(written, canonical)).toBe(same)
})
