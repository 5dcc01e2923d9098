import tls from "node:tls"
import { beforeAll, describe, expect, test, vi } from "vitest"
import { builtInRules } from "../rules/index.ts"
import { azureCollectors } from "../src/collectors/azure/index.ts"
import { completeOptions } from "../src/config/options.ts"
import type { Behaviour } from "../src/demo/azure/behaviour.ts"
import { startResourceManager } from "../src/demo/azure/server.ts"
import {
  adding,
  amend,
  onlyOf,
  setProperties,
  without,
  withProperties,
  type Stack,
} from "../src/demo/azure/stack.ts"
import { chromaGroup } from "../src/demo/azure/stacks/options.ts"
import { hosts } from "../src/demo/azure/stacks/hosts.ts"
import { stacks } from "../src/demo/azure/stacks/index.ts"
import { resource, resourceId } from "../src/demo/azure/resources/place.ts"
import { collect } from "../src/engine/collect.ts"
import { evaluate, type Judged } from "../src/engine/evaluate.ts"
import { selectCollectors } from "../src/engine/plan.ts"
import { foresee } from "../src/engine/foresee.ts"
import type { AnyCollector } from "../src/model/collector.ts"
import type { AnyRule, Circumstances } from "../src/model/rule.ts"
import { printRole } from "../src/use-cases/role.ts"
import { address } from "./collectors/azure/observe.ts"

/**
 * Audits simulated Azures as identities that may do less than Reader, and holds the printed role, the
 * preflight and the findings to the actions that the requests of these audits turn out to need.
 */
const now = new Date()
const node = stacks["zone-redundant"]({ address, apiPort: 443, now })
const id = (type: string, ...names: readonly string[]): string => resourceId(chromaGroup, type, ...names)
const publicAddress = "Microsoft.Network/publicIPAddresses"

/** The address on something else, which leads to the same machine. */
const heldBy = (holder: string): Stack =>
  setProperties(node, publicAddress, { ipConfiguration: { id: `${holder}/frontendIPConfigurations/public` } })

const gateway = id("Microsoft.Network/applicationGateways", "gateway")
const policy = id("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies", "waf")
const set = id("Microsoft.Compute/availabilitySets", "set")
const routes = id("Microsoft.Network/routeTables", "routes")
const frontend = (holder: string) => ({
  id: `${holder}/frontendIPConfigurations/public`,
  name: "public",
  properties: { publicIPAddress: { id: onlyOf(node, publicAddress).id } },
})

const withoutVault = without(
  node,
  "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
)
const diskBackups = "Microsoft.DataProtection/backupVaults/backupInstances"

const deployments: Readonly<Record<string, Stack>> = {
  "one machine": node,
  ...Object.fromEntries(
    Object.entries(hosts).map(([name, build]) => [name, build({ address, apiPort: 8000, now })]),
  ),
  "only restore points": without(withoutVault, diskBackups),
  "only disk backups": without(withoutVault, "Microsoft.Compute/restorePointCollections"),
  "a gateway with a firewall": adding(
    heldBy(gateway),
    resource(chromaGroup, "Microsoft.Network/applicationGateways", "gateway", {
      properties: {
        frontendIPConfigurations: [frontend(gateway)],
        backendHttpSettingsCollection: [
          {
            name: "chroma",
            id: `${gateway}/backendHttpSettingsCollection/chroma`,
            properties: { port: 8000, protocol: "Http" },
          },
        ],
        firewallPolicy: { id: policy },
      },
    }),
    resource(chromaGroup, "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies", "waf", {
      properties: { policySettings: { state: "Enabled", mode: "Prevention" } },
    }),
  ),
  "an availability set and a route table": adding(
    amend(
      setProperties(node, "Microsoft.Compute/virtualMachines", { availabilitySet: { id: set } }),
      "Microsoft.Network/virtualNetworks",
      (network) => {
        const { subnets } = network["properties"] as { subnets: { id: string }[] }
        const routed = subnets.map((subnet) => withProperties(subnet, { routeTable: { id: routes } }))
        return withProperties(network, { subnets: routed })
      },
    ),
    resource(chromaGroup, "Microsoft.Compute/availabilitySets", "set", {
      properties: { virtualMachines: [{ id: onlyOf(node, "Microsoft.Compute/virtualMachines").id }] },
    }),
    resource(chromaGroup, "Microsoft.Network/routeTables", "routes", { properties: { routes: [] } }),
  ),
  "an address nowhere": setProperties(node, publicAddress, { ipAddress: "203.0.113.99" }),
}

let options: Record<string, Circumstances["options"]>
let actions: readonly string[]
beforeAll(async () => {
  options = await completeOptions(builtInRules)
  actions = await roleFor({ profile: "enterprise" })
})

const roleFor = async (selection: Partial<Parameters<typeof printRole>[0]>): Promise<string[]> => {
  const text = await printRole({ subscription: ["s"], format: "json", ...selection })
  return (JSON.parse(text) as { Actions: string[] }).Actions
}

async function audit(
  stack: Stack,
  behaviour: Behaviour,
  rules: readonly AnyRule[] = builtInRules,
): Promise<Map<string, Judged>> {
  const arm = await startResourceManager(stack, behaviour)
  tls.setDefaultCACertificates([arm.ca])
  vi.stubEnv("IDENTITY_ENDPOINT", arm.identityEndpoint.url)
  vi.stubEnv("IDENTITY_HEADER", arm.identityEndpoint.header)
  const witnesses = await collect(selectCollectors(rules, collectorsOf(arm.origin)), 20_000).finally(
    arm.close,
  )
  const findings = evaluate(rules, { witnesses, scope: ["azure"], target: {}, at: now, options })
  return new Map(findings.map((finding) => [finding.rule, finding]))
}

const collectorsOf = (armEndpoint: string): AnyCollector[] =>
  azureCollectors({
    ip: address,
    azure: { auth: "managed-identity", subscriptions: [], cloud: "public", armEndpoint },
    timeout: 5000,
    deadline: 20_000,
    concurrency: 8,
  })

const forbidden = (findings: ReadonlyMap<string, Judged>): string[] =>
  [...findings.values()].flatMap(({ rule, cause }) =>
    cause?.kind === "forbidden" ? [`${rule}: ${cause.permission}`] : [],
  )

describe("the role", () => {
  test("is reads alone", () => {
    expect(actions.length).toBeGreaterThan(30)
    expect(actions.filter((action) => !action.endsWith("/read"))).toEqual([])
  })

  test.each(Object.entries(deployments))("is enough for %s", async (_, stack) => {
    expect(forbidden(await audit(stack, { allowed: actions }))).toEqual([])
  })

  test.each(["vm-memory-minimum", "backup-exists", "network-chroma-port-exposure", "tls-backend-leg"])(
    "for %s alone is enough for that, and smaller",
    async (name) => {
      const allowed = await roleFor({ rule: [name] })
      const rules = builtInRules.filter((rule) => rule.id === name)
      expect(allowed.length).toBeLessThan(actions.length)
      for (const stack of Object.values(deployments))
        expect(forbidden(await audit(stack, { allowed }, rules))).toEqual([])
    },
  )
})

describe("without one of its actions", () => {
  /** Finding by rule, of each deployment under the whole role. */
  const whole = new Map<string, Map<string, Judged>>()
  beforeAll(async () => {
    for (const [name, stack] of Object.entries(deployments)) whole.set(name, await audit(stack, {}))
  })

  test("some finding names it, none gets better, and none fails for want of it", async () => {
    const unnamed: string[] = []
    const wrong: string[] = []
    for (const action of actions) {
      let named = false
      // The first is held to every action, the others until one shows what the action is for.
      for (const [name, stack] of Object.entries(deployments)) {
        if (named) break
        const findings = await audit(stack, { denied: [action] })
        const outlooks = foresee(builtInRules, collectorsOf("https://arm.example"), (asked) =>
          asked === action ? "nowhere" : "everywhere",
        )
        for (const [rule, { status, cause }] of findings) {
          const before = whole.get(name)?.get(rule)?.status
          const where = `${action}, ${name}: ${rule} was ${before}, is ${status}`
          if (cause?.permission === action) named = true
          if (status !== before && status !== "unknown") wrong.push(where)
          // A rule that presupposes what only the endpoint shows has that for its cause.
          if (status !== before && cause?.permission !== action && cause?.kind !== "not-requested")
            wrong.push(`${where} and names ${cause?.permission}`)
          const outlook = outlooks.get(rule)?.prospect
          if (cause?.permission === action && outlook === "decidable") wrong.push(`${where}, unforeseen`)
        }
      }
      if (!named) unnamed.push(action)
    }
    expect(wrong).toEqual([])
    expect(unnamed).toEqual([])
  }, 240_000)
})
