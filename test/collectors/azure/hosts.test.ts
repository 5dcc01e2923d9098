import { describe, expect, test } from "vitest"
import { hosts } from "../../../src/demo/azure/stacks/hosts.ts"
import { adding, onlyOf, setProperties } from "../../../src/demo/azure/stack.ts"
import type { HostKind } from "../../../src/collectors/azure/host.ts"
import { reachabilityAt, widest } from "../../../src/evidence/reachability.ts"
import { azure } from "../../../src/evidence/index.ts"
import { address, observe, type Sighting } from "./observe.ts"

const options = { address, apiPort: 8000, now: new Date("2026-11-22T12:00:00Z") }

/** Ports of the audited address, and who reaches what is behind them. */
function extents(seen: Sighting, ...ports: number[]) {
  const { publicIpAddressId } = seen.value(azure.host)
  const security = seen.value(azure.networkSecurity)
  return Object.fromEntries(
    ports.map((port) => [
      port,
      widest(reachabilityAt(security, port, "tcp", publicIpAddressId ?? undefined))?.extent,
    ]),
  )
}

describe("a machine is found and read behind", () => {
  test.each<[keyof typeof hosts, HostKind, Record<number, string | undefined>]>([
    ["onSecondInterface", "virtual-machine", { 22: "world", 8000: "world", 443: "closed" }],
    [
      "behindLoadBalancer",
      "load-balancer",
      { 443: "world", 50_022: "world", 8000: undefined, 22: undefined },
    ],
    ["behindApplicationGateway", "application-gateway", { 443: "world", 8000: undefined }],
    ["behindFirewall", "azure-firewall", { 8443: "world", 8000: undefined }],
    ["inFlexibleScaleSet", "virtual-machine", { 8000: "world", 443: "closed" }],
    ["inUniformScaleSet", "scale-set", { 8000: "world", 443: "closed" }],
  ])("%s", async (name, kind, reach) => {
    const seen = await observe(hosts[name](options))
    expect(seen.value(azure.host).kind).toBe(kind)
    expect(seen.value(azure.virtualMachine)).toMatchObject({ vmSize: "Standard_B1s", priority: "Regular" })
    expect(seen.value(azure.disks)).toHaveLength(1)
    expect(extents(seen, ...Object.keys(reach).map(Number))).toEqual(reach)
  })

  test("an address of IPv6", async () => {
    const seen = await observe(
      hosts.onIpv6({ ...options, address: "2603:1020:5:3::4b" }),
      {},
      {
        ip: "2603:1020:5:3::4b",
      },
    )
    expect(seen.value(azure.virtualMachine).name).toBe("chroma-instance")
    expect(extents(seen, 8000, 443)).toEqual({ 8000: "world", 443: "closed" })
  })
})

test("a firewall's rules may stand in its policy, in one that this inherits from, and name groups of addresses", async () => {
  const group = onlyOf(hosts.behindFirewall(options), "Microsoft.Compute/virtualMachines").id.split(
    "/Microsoft.",
  )[0]
  const id = (type: string, name: string) => `${group}/Microsoft.Network/${type}/${name}`
  const office = {
    id: id("ipGroups", "office"),
    name: "office",
    properties: { ipAddresses: ["203.0.113.7"] },
  }
  const base = { id: id("firewallPolicies", "base"), name: "base", properties: {} }
  const policy = {
    id: id("firewallPolicies", "own"),
    name: "own",
    properties: { basePolicy: { id: base.id } },
  }
  const rules = {
    id: `${base.id}/ruleCollectionGroups/dnat`,
    name: "dnat",
    properties: {
      ruleCollections: [
        {
          ruleCollectionType: "FirewallPolicyNatRuleCollection",
          rules: [
            {
              ruleType: "NatRule",
              name: "chroma",
              ipProtocols: ["TCP"],
              sourceAddresses: [],
              sourceIpGroups: [office.id],
              destinationAddresses: [address],
              destinationPorts: ["9443"],
              translatedAddress: "10.0.1.4",
              translatedPort: "8000",
            },
          ],
        },
      ],
    },
  }
  const governed = adding(
    setProperties(hosts.behindFirewall(options), "Microsoft.Network/azureFirewalls", {
      natRuleCollections: [],
      firewallPolicy: { id: policy.id },
    }),
    policy,
    base,
    rules,
    office,
  )
  const seen = await observe(governed)
  expect(seen.value(azure.virtualMachine).name).toBe("chroma-instance")
  expect(extents(seen, 9443, 8443)).toEqual({ 9443: "restricted" })
})

test("a uniform scale set's instance is read where such instances are, and its set tells the rest", async () => {
  const seen = await observe(hosts.inUniformScaleSet(options))
  const { id, scaleSetId } = seen.value(azure.virtualMachine)
  expect(id).toBe(`${scaleSetId}/virtualMachines/0`)
  expect(seen.value(azure.publicIpAddress)).toMatchObject({ name: "pip", sku: "Standard" })
  expect(seen.value(azure.networkInterfaces)).toMatchObject([
    { ipConfigurations: [{ privateIpAddress: "10.0.1.4", publicIpAddress: { sku: "Standard" } }] },
  ])
})

test("a spot scale set makes spot instances", async () => {
  const spot = setProperties(hosts.inUniformScaleSet(options), "Microsoft.Compute/virtualMachineScaleSets", {
    virtualMachineProfile: { priority: "Spot" },
  })
  expect((await observe(spot)).value(azure.virtualMachine).priority).toBe("Spot")
})

describe("what cannot be Chroma is named, and the right address asked for", () => {
  test.each<[keyof typeof hosts, HostKind, RegExp]>([
    ["ofNatGateway", "nat-gateway", /^A NAT gateway holds the address/],
    ["ofBastion", "bastion", /^A bastion holds the address/],
    ["ofNothing", "unattached", /^Nothing uses the address/],
  ])("%s", async (name, kind, detail) => {
    const seen = await observe(hosts[name](options))
    expect(seen.value(azure.host).kind).toBe(kind)
    expect(seen.cause(azure.virtualMachine)).toMatchObject({
      kind: "unsupported",
      detail: expect.stringMatching(detail),
      unlock: expect.stringContaining("--ip"),
    })
  })

  test("API Management hides where it leads", async () => {
    const seen = await observe(hosts.inApiManagement(options))
    expect(seen.value(azure.host).kind).toBe("api-management")
    expect(seen.cause(azure.virtualMachine)).toMatchObject({
      kind: "unsupported",
      unlock: expect.stringContaining("--ip PRIVATE-ADDRESS"),
    })
  })

  test("a cluster's load balancer is the cluster's, which has no machine of its own to audit", async () => {
    const seen = await observe(hosts.inKubernetes(options))
    const host = seen.value(azure.host)
    expect(host.kind).toBe("kubernetes-cluster")
    expect(host.id).toMatch(/managedClusters\/chroma$/)
    expect(seen.witness(azure.virtualMachine)).toMatchObject({ status: "absent" })
  })

  test("an address in no visible subscription may be behind Front Door", async () => {
    const seen = await observe(hosts.ofNothing(options), {}, { ip: "203.0.113.9" })
    expect(seen.cause(azure.host)).toMatchObject({
      kind: "not-found",
      unlock: expect.stringContaining("Front Door"),
    })
  })
})

describe("what a container service shows of Chroma", () => {
  test.each<[keyof typeof hosts, HostKind, { restart: string; memoryLimit: number }]>([
    ["inContainerGroup", "container-group", { restart: "on-failure", memoryLimit: 4 * 2 ** 30 }],
    ["inContainerApps", "container-apps-environment", { restart: "always", memoryLimit: 2 * 2 ** 30 }],
  ])("%s", async (name, kind, container) => {
    const seen = await observe(hosts[name](options))
    expect(seen.value(azure.host).kind).toBe(kind)
    expect(seen.witness(azure.virtualMachine)).toMatchObject({ status: "absent" })
    expect(seen.value(azure.container)).toMatchObject({
      image: "ghcr.io/chroma-core/chroma:1.5.9",
      persistPath: "/data",
      mounts: [{ type: "azure-file", destination: "/data" }],
      healthcheck: ["GET", "/api/v2/heartbeat"],
      ...container,
    })
    const settings = seen.value(azure.settings)
    expect(settings).toMatchObject({
      version: "1.5.9",
      headersForm: "key-value",
      credential: null,
      environment: {
        CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://collector.internal:4317",
        CHROMA_SERVER_AUTHN_CREDENTIALS: "<redacted>",
      },
    })
    expect(JSON.stringify(seen.witnesses)).not.toContain("simulated-secret")
  })

  test("two apps that may both be Chroma are told apart by the name that clients use", async () => {
    const both = setProperties(hosts.inContainerApps(options), "Microsoft.App/containerApps", {
      template: {
        containers: [{ name: "chroma", image: "chromadb/chroma:0.6.3", resources: { memory: "2Gi" } }],
      },
    })
    expect((await observe(both)).cause(azure.container)).toMatchObject({
      kind: "inconclusive",
      unlock: expect.stringContaining("--url"),
    })
    const url = "https://vectors.shared.westeurope.azurecontainerapps.io"
    expect((await observe(both, {}, { url })).value(azure.settings).version).toBe("0.6.3")
  })

  test("of a machine Azure shows no configuration, so it was not asked for any", async () => {
    const seen = await observe(hosts.inFlexibleScaleSet(options))
    expect(seen.cause(azure.settings).kind).toBe("not-requested")
  })

  test.each<[keyof typeof hosts, string]>([
    ["inContainerGroup", "Microsoft.ContainerInstance/containerGroups/read"],
    ["inContainerApps", "Microsoft.App/containerApps/read"],
    ["behindLoadBalancer", "Microsoft.Network/loadBalancers/read"],
    ["behindApplicationGateway", "Microsoft.Network/applicationGateways/read"],
    ["behindFirewall", "Microsoft.Network/azureFirewalls/read"],
    ["inKubernetes", "Microsoft.ContainerService/managedClusters/read"],
    ["inApiManagement", "Microsoft.ApiManagement/service/read"],
    ["inUniformScaleSet", "Microsoft.Compute/virtualMachineScaleSets/publicIPAddresses/read"],
  ])("%s names the action that is missing: %s", async (name, action) => {
    const seen = await observe(hosts[name](options), { denied: [action] })
    const refused = seen.witnesses.filter(
      (one) => one.status === "unknown" && one.cause.permission === action,
    )
    expect(refused.length).toBeGreaterThan(0)
  })
})
