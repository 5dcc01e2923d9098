import { describe, expect, test } from "vitest"
import {
  describeAdminRules,
  describeEffectiveGroups,
  describeEffectiveRule,
} from "../../../src/collectors/azure/effective-rules.ts"
import { adding } from "../../../src/demo/azure/stack.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { reachability, widest } from "../../../src/evidence/reachability.ts"
import { azure } from "../../../src/evidence/index.ts"
import { address, observe } from "./observe.ts"

const template = stacks.template({ address, apiPort: 8000, now: new Date("2026-11-22T12:00:00Z") })
const collection =
  "/subscriptions/s/resourceGroups/central/providers/Microsoft.Network/networkManagers/m/securityAdminConfigurations/c/ruleCollections/guards"
const adminRule = (access: string, port: string) => ({
  id: `${collection}/rules/rule-${port}`,
  kind: "Custom",
  properties: {
    access,
    direction: "Inbound",
    priority: 10,
    protocol: "Tcp",
    sources: [{ addressPrefix: "*", addressPrefixType: "IPPrefix" }],
    destinations: [{ addressPrefix: "*", addressPrefixType: "IPPrefix" }],
    sourcePortRanges: ["0-65535"],
    destinationPortRanges: [port],
  },
})
const asked = { effectiveRules: true }
const groupsAction = "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action"
const adminAction = "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action"

describe("with --effective-rules", () => {
  test("Azure is asked with exactly these two posts, and says the same as the groups", async () => {
    const seen = await observe(template, {}, asked)
    const posts = seen.requests.filter(({ method }) => method === "POST").map(({ url }) => url.split(/[/?]/))
    expect(new Set(posts.map((segments) => segments.at(-2)))).toEqual(
      new Set(["effectiveNetworkSecurityGroups", "listNetworkManagerEffectiveSecurityAdminRules"]),
    )
    expect(posts).toHaveLength(2)
    const security = seen.value(azure.networkSecurity)
    const { effective, ...computed } = security
    expect(effective).toHaveLength(1)
    expect(security).toMatchObject({ adminGroups: [], refusals: [] })
    for (const port of [22, 443, 8000]) {
      expect(widest(reachability(security, port))?.extent).toBe(widest(reachability(computed, port))?.extent)
    }
  })

  test("an admin rule that always allows opens what the groups close, one that denies closes what they open", async () => {
    const managed = adding(template, adminRule("AlwaysAllow", "443"), adminRule("Deny", "8000"))
    const security = (await observe(managed, {}, asked)).value(azure.networkSecurity)
    expect(widest(reachability(security, 443))?.extent).toBe("world")
    expect(widest(reachability(security, 8000))?.extent).toBe("closed")
    expect(widest(reachability(security, 22))?.extent).toBe("world")
  })

  test.each([groupsAction, adminAction])(
    "without %s the groups are evaluated, and it is named",
    async (action) => {
      const seen = await observe(template, { denied: [action] }, asked)
      const { refusals, groups } = seen.value(azure.networkSecurity)
      expect(refusals).toEqual([expect.stringContaining(action)])
      expect(groups).toHaveLength(1)
    },
  )
})

test("without the flag nothing is posted and nothing said of admin rules", async () => {
  const seen = await observe(template)
  expect(new Set(seen.requests.map(({ method }) => method))).toEqual(new Set(["GET"]))
  const security = seen.value(azure.networkSecurity)
  expect(security).not.toHaveProperty("adminGroups")
  expect(security).not.toHaveProperty("effective")
})

describe("in Azure's own words", () => {
  test("what a tag stands for takes its place", () => {
    expect(
      describeEffectiveRule({
        name: "defaultSecurityRules/AllowVnetInBound",
        protocol: "All",
        sourceAddressPrefix: "VirtualNetwork",
        expandedSourceAddressPrefix: ["10.0.0.0/16", "0.0.0.0/0"],
        destinationAddressPrefix: "0.0.0.0/0",
        destinationPortRange: "0-65535",
        access: "Allow",
        direction: "Inbound",
        priority: 65_000,
      }),
    ).toMatchObject({
      name: "AllowVnetInBound",
      protocol: "All",
      sources: ["10.0.0.0/16", "0.0.0.0/0"],
      destinations: ["0.0.0.0/0"],
      destinationPorts: ["0-65535"],
    })
  })

  test("the subnet's group comes before the interface's, a manager's rules are asked for apart", () => {
    const group = (name: string) => ({
      id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/${name}`,
    })
    const groups = describeEffectiveGroups([
      { networkSecurityGroup: group("nic"), association: { networkInterface: { id: "/nic" } } },
      { networkSecurityGroup: group("manager"), association: { networkManager: { id: "/manager" } } },
      { networkSecurityGroup: group("subnet"), association: { subnet: { id: "/subnet" } } },
    ])
    expect(groups.map((one) => one?.name)).toEqual(["subnet", "nic"])
  })

  test("admin rules are grouped by their collection", () => {
    const { properties, ...rest } = adminRule("AlwaysAllow", "22")
    expect(describeAdminRules([{ ...rest, kind: "Custom", ...properties } as object as never])).toMatchObject(
      [
        {
          id: collection,
          name: "guards",
          rules: [{ name: "rule-22", access: "AlwaysAllow", sources: ["*"] }],
        },
      ],
    )
  })
})
