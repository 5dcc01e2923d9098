import type { LoadBalancer } from "@azure/arm-network"
import { expect, test } from "vitest"
import { describeLoadBalancer, targetsOf } from "../../../src/collectors/azure/load-balancer.ts"

const network = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"
const nic = (name: string) => `${network}/networkInterfaces/${name}`
const configuration = (name: string) => `${nic(name)}/ipConfigurations/c`

const balancer: LoadBalancer = {
  id: "/lb",
  name: "lb",
  sku: { name: "Standard" },
  frontendIPConfigurations: [
    { id: "/ours", publicIPAddress: { id: "/PIP" } },
    { id: "/theirs", publicIPAddress: { id: "/other-pip" } },
  ],
  backendAddressPools: [
    { id: "/pool", backendIPConfigurations: [{ id: configuration("a") }] },
    {
      id: "/another",
      loadBalancerBackendAddresses: [{ networkInterfaceIPConfiguration: { id: configuration("b") } }],
    },
    { id: "/foreign", backendIPConfigurations: [{ id: configuration("foreign") }] },
    { id: "/unused", backendIPConfigurations: [{ id: configuration("unused") }] },
  ],
  loadBalancingRules: [
    {
      name: "one",
      frontendIPConfiguration: { id: "/OURS" },
      backendAddressPool: { id: "/POOL" },
      frontendPort: 443,
      backendPort: 8000,
      probe: { id: "/probe" },
    },
    {
      name: "two",
      frontendIPConfiguration: { id: "/ours" },
      backendAddressPools: [{ id: "/pool" }, { id: "/another" }],
      frontendPort: 80,
      backendPort: 80,
    },
    { name: "three", frontendIPConfiguration: { id: "/theirs" }, backendAddressPool: { id: "/foreign" } },
  ] as LoadBalancer["loadBalancingRules"] & object,
  inboundNatRules: [
    { frontendIPConfiguration: { id: "/ours" }, backendIPConfiguration: { id: configuration("c") } },
    { frontendIPConfiguration: { id: "/theirs" }, backendIPConfiguration: { id: configuration("foreign") } },
  ],
}

test("only what the address leads to counts, each interface once", () => {
  expect(targetsOf(balancer, "/pip")).toEqual({ interfaces: [nic("c"), nic("a"), nic("b")], strangers: [] })
})

test("an address of another load balancer leads nowhere", () => {
  expect(targetsOf(balancer, null)).toEqual({ interfaces: [], strangers: [] })
})

test("backends without an interface are strangers, instances of a uniform scale set have one", () => {
  const uniform = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/pool"
  const backendAddressPools = [
    {
      id: "/pool",
      backendIPConfigurations: [
        { id: `${uniform}/virtualMachines/0/networkInterfaces/n/ipConfigurations/c` },
      ],
      loadBalancerBackendAddresses: [{ ipAddress: "10.0.0.9" }],
    },
  ]
  expect(targetsOf({ ...balancer, backendAddressPools, inboundNatRules: [] }, "/pip")).toEqual({
    interfaces: [`${uniform}/virtualMachines/0/networkInterfaces/n`],
    strangers: ["10.0.0.9"],
  })
})

test("the rules of the address say whether a probe decides", () => {
  expect(describeLoadBalancer(balancer, "/pip").rules).toEqual([
    { name: "one", frontendPort: 443, backendPort: 8000, probed: true },
    { name: "two", frontendPort: 80, backendPort: 80, probed: false },
  ])
})
