import tls from "node:tls"
import { describe, expect, onTestFinished, test } from "vitest"
import { azureCollectors } from "../../../src/collectors/azure/index.ts"
import type { Trouble } from "../../../src/demo/azure/behaviour.ts"
import { adding, amend, setProperties } from "../../../src/demo/azure/stack.ts"
import { startResourceManager } from "../../../src/demo/azure/server.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { azure } from "../../../src/evidence/index.ts"
import type { Evidence } from "../../../src/model/evidence.ts"
import { address, audit, azPrinting, observe, putOnPath, serve, tokens, trusted } from "./observe.ts"

const options = { address, apiPort: 8000, now: new Date("2026-11-22T12:00:00Z") }
const template = stacks.template(options)
const zonal = stacks["zone-redundant"](options)

describe("what the plane is", () => {
  test("one collector provides each token, and each names its RBAC actions", () => {
    const collectors = azureCollectors({
      ip: address,
      azure: { auth: "cli", subscriptions: [], cloud: "public" },
      timeout: 1,
      deadline: 1,
      concurrency: 1,
    })
    const provided = collectors.flatMap(({ provides }) => provides.map(({ id }) => id))
    expect(provided.toSorted()).toEqual(tokens.map(({ id }) => id).toSorted())
    for (const { permissions = [], sometimes = [] } of collectors) {
      const actions = [...permissions, ...sometimes]
      expect(actions).not.toEqual([])
      for (const action of actions) expect(action).toMatch(/^Microsoft\.\w+\/[\w/]+\/read$/)
    }
  })

  test("building the collectors loads no SDK", async () => {
    const { execFileSync } = await import("node:child_process")
    const index = new URL("../../../src/collectors/azure/index.ts", import.meta.url).href
    const script = `import { registerHooks } from "node:module"
      const loaded = []
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
      const { azureCollectors } = await import(${JSON.stringify(index)})
      azureCollectors({ ip: "${address}", azure: { auth: "default", subscriptions: [], cloud: "public" } })
      console.log(loaded.filter((url) => url.includes("/@azure")).length)`
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
    })
    expect(output.trim()).toBe("0")
  })

  test("without the plane, or without an address, there are none", () => {
    const rest = { timeout: 1, deadline: 1, concurrency: 1 }
    expect(azureCollectors({ ip: address, ...rest })).toEqual([])
    expect(azureCollectors({ azure: { auth: "cli", subscriptions: [], cloud: "public" }, ...rest })).toEqual(
      [],
    )
  })
})

describe("a whole deployment", () => {
  test("everything is answered with GET alone, each URL once", async () => {
    const seen = await observe(zonal)
    // Azure shows the configuration of containers, and this is a machine.
    const unknown = seen.witnesses.filter(({ status }) => status === "unknown")
    expect(unknown.map(({ evidence }) => evidence)).toEqual([azure.settings.id, azure.container.id])
    expect(new Set(seen.requests.map(({ method }) => method))).toEqual(new Set(["GET"]))
    const urls = seen.requests.map(({ url }) => url.toLowerCase())
    expect(urls).toEqual([...new Set(urls)])
  })

  test("every observation says where it came from and who asked", async () => {
    const seen = await observe(template)
    const { source, as } = seen.witness(azure.virtualMachine)
    expect(source).toMatch(
      /^\/subscriptions\/.*\/virtualMachines\/chroma-instance\?api-version=\d{4}-\d\d-\d\d&\$expand=instanceView$/,
    )
    expect(as).toMatch(/^[\da-f-]{36}$/)
  })

  test("the same on one page or on many", async () => {
    const whole = await observe(zonal)
    const paged = await observe(zonal, { pageSize: 1 })
    for (const token of tokens) {
      const { at: _, as: __, source: ___, ...one } = whole.witness(token)
      const { at: ____, as: _____, source: ______, ...other } = paged.witness(token)
      expect(other).toEqual(one)
    }
  })

  test("a private address finds the same machine", async () => {
    const seen = await observe(template, {}, { ip: "10.0.1.4" })
    expect(seen.value(azure.virtualMachine).name).toBe("chroma-instance")
    expect(seen.value(azure.publicIpAddress).name).toBe("chroma-instance-publicip")
  })

  test("an address that nothing uses has no machine, and says so", async () => {
    const idle = amend(template, "Microsoft.Network/publicIPAddresses", (resource) => {
      const { ipConfiguration: _, ...properties } = resource["properties"] as Record<string, unknown>
      return { ...resource, properties }
    })
    const seen = await observe(idle)
    expect(seen.value(azure.host).kind).toBe("unattached")
    expect(seen.cause(azure.disks)).toMatchObject({
      kind: "unsupported",
      detail: expect.stringContaining("not attached"),
      unlock: expect.stringContaining("--ip"),
    })
  })

  describe("behind a load balancer", () => {
    const network = String(template.resources.find(({ id }) => /\/virtualNetworks\//.test(id))?.id)
    const balancer = network.replace(/\/virtualNetworks\/.*/, "/loadBalancers/front")
    const configuration = (name: string) =>
      network.replace(/\/virtualNetworks\/.*/, `/networkInterfaces/${name}/ipConfigurations/ipconfig1`)
    const frontend = `${balancer}/frontendIPConfigurations/public`
    const pool = `${balancer}/backendAddressPools/chroma`

    const balanced = (...backends: readonly string[]) =>
      adding(
        setProperties(template, "Microsoft.Network/publicIPAddresses", { ipConfiguration: { id: frontend } }),
        {
          id: balancer,
          name: "front",
          type: "Microsoft.Network/loadBalancers",
          location: "westeurope",
          sku: { name: "Standard" },
          properties: {
            frontendIPConfigurations: [
              {
                id: frontend,
                name: "public",
                properties: {
                  publicIPAddress: {
                    id: network.replace(
                      /\/virtualNetworks\/.*/,
                      "/publicIPAddresses/chroma-instance-publicip",
                    ),
                  },
                },
              },
            ],
            backendAddressPools: [
              {
                id: pool,
                name: "chroma",
                properties: { backendIPConfigurations: backends.map((id) => ({ id })) },
              },
            ],
            loadBalancingRules: [
              {
                id: `${balancer}/loadBalancingRules/https`,
                name: "https",
                properties: {
                  frontendIPConfiguration: { id: frontend },
                  backendAddressPool: { id: pool },
                  frontendPort: 443,
                  backendPort: 8000,
                  protocol: "Tcp",
                },
              },
            ],
          },
        },
      )

    test("the only machine is the one that is audited", async () => {
      const seen = await observe(balanced(configuration("chroma-instance-nic")))
      expect(seen.value(azure.host)).toMatchObject({ kind: "load-balancer", id: balancer })
      expect(seen.value(azure.virtualMachine).name).toBe("chroma-instance")
      expect(seen.value(azure.loadBalancer)).toMatchObject({
        sku: "Standard",
        rules: [{ name: "https", frontendPort: 443, backendPort: 8000, probed: false }],
        machines: [seen.value(azure.virtualMachine).id],
      })
    })
  })
})

describe("what is not found", () => {
  test("an address nowhere is not found or not visible, never absent", async () => {
    const seen = await observe(template, {}, { ip: "203.0.113.9" })
    expect(seen.cause(azure.host)).toMatchObject({
      kind: "not-found",
      detail: expect.stringContaining("not visible"),
    })
    expect(seen.cause(azure.virtualMachine).kind).toBe("not-found")
  })

  test("a subscription that could not be read is the reason, as the address may be there", async () => {
    const seen = await observe(template, { denied: ["Microsoft.Network/publicIPAddresses/read"] })
    expect(seen.cause(azure.host)).toMatchObject({
      kind: "forbidden",
      permission: "Microsoft.Network/publicIPAddresses/read",
      unlock: expect.stringContaining("/subscriptions/"),
    })
  })

  test("a subscription that does not exist is the reason too", async () => {
    const seen = await observe(template, {}, { subscriptions: ["11111111-2222-3333-4444-555555555555"] })
    expect(seen.cause(azure.host)).toMatchObject({
      kind: "not-found",
      detail: expect.stringContaining("11111111"),
    })
  })

  test("no subscription at all", async () => {
    const seen = await observe(template, { invisible: [String(template.resources[0]?.id)] })
    expect(seen.cause(azure.host)).toMatchObject({
      kind: "not-found",
      detail: expect.stringContaining("sees no subscription"),
    })
  })
})

describe("a list that cannot be read is never a shorter list", () => {
  const lists: readonly (readonly [action: string, token: Evidence])[] = [
    ["Microsoft.Compute/snapshots/read", azure.snapshots],
    ["Microsoft.Compute/restorePointCollections/read", azure.restorePoints],
    ["Microsoft.RecoveryServices/vaults/read", azure.backupItems],
    ["Microsoft.RecoveryServices/vaults/backupProtectedItems/read", azure.backupItems],
    ["Microsoft.RecoveryServices/vaults/backupPolicies/read", azure.backupPolicies],
    ["Microsoft.DataProtection/backupVaults/read", azure.diskBackups],
    ["Microsoft.DataProtection/backupVaults/backupInstances/read", azure.diskBackups],
    ["Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read", azure.diskBackups],
    ["Microsoft.Compute/virtualMachines/runCommands/read", azure.runCommands],
    ["Microsoft.Insights/metrics/read", azure.utilisation],
    ["Microsoft.Maintenance/configurationAssignments/read", azure.maintenance],
    ["Microsoft.Security/pricings/read", azure.serverProtection],
    ["Microsoft.RecoveryServices/vaults/replicationProtectedItems/read", azure.replication],
    ["Microsoft.Authorization/locks/read", azure.locks],
    ["Microsoft.Authorization/roleAssignments/read", azure.identityRoles],
    ["Microsoft.Insights/metricAlerts/read", azure.metricAlerts],
    ["Microsoft.Insights/scheduledQueryRules/read", azure.logAlerts],
    ["Microsoft.Insights/activityLogAlerts/read", azure.activityLogAlerts],
    ["Microsoft.Insights/actionGroups/read", azure.actionGroups],
    ["Microsoft.Insights/dataCollectionRuleAssociations/read", azure.dataCollectionRules],
    ["Microsoft.Insights/dataCollectionRules/read", azure.dataCollectionRules],
    ["Microsoft.Insights/diagnosticSettings/read", azure.diagnosticSettings],
    ["Microsoft.Network/networkWatchers/read", azure.flowLogs],
    ["Microsoft.Network/networkWatchers/flowLogs/read", azure.flowLogs],
    ["Microsoft.Network/networkSecurityGroups/read", azure.networkSecurity],
    ["Microsoft.Network/virtualNetworks/read", azure.networkSecurity],
    ["Microsoft.Compute/disks/read", azure.disks],
    ["Microsoft.Compute/skus/read", azure.vmSize],
    ["Microsoft.Compute/virtualMachines/extensions/read", azure.extensions],
  ]
  test.each(lists)("without %s", async (action, token) => {
    const seen = await observe(zonal, { denied: [action] })
    expect(seen.cause(token)).toMatchObject({
      kind: "forbidden",
      permission: action,
      detail: expect.stringContaining("does not have authorization"),
      unlock: expect.stringContaining(action),
    })
  })

  test("of two subscriptions one that cannot be read may hold more snapshots, and a vault", async () => {
    const hidden = "11111111-2222-3333-4444-555555555555"
    const readable = String(zonal.resources[0]?.id).replace("/subscriptions/", "")
    const seen = await observe(zonal, {}, { subscriptions: [readable, hidden] })
    expect(seen.value(azure.host).kind).toBe("virtual-machine")
    for (const token of [azure.snapshots, azure.backupItems, azure.vaults]) {
      expect(seen.cause(token)).toMatchObject({ kind: "not-found", detail: expect.stringContaining(hidden) })
    }
  })

  const troubles: readonly (readonly [Trouble, string])[] = [
    [{ kind: "html" }, "malformed"],
    [{ kind: "truncated" }, "malformed"],
    [{ kind: "misshapen" }, "malformed"],
    [{ kind: "broken", status: 500 }, "unreachable"],
    [{ kind: "vanished" }, "not-found"],
    [{ kind: "reset" }, "unreachable"],
    [{ kind: "hanging" }, "timeout"],
    [{ kind: "throttled", retryAfter: 3600 }, "throttled"],
    [{ kind: "redirected", location: "https://127.0.0.1:1/" }, "unsupported"],
  ]
  test.each(troubles)("$kind at the snapshots", async (trouble, kind) => {
    const seen = await observe(
      zonal,
      { faults: [{ type: "Microsoft.Compute/snapshots", ...trouble }] },
      { timeout: 500 },
    )
    expect(seen.cause(azure.snapshots)).toMatchObject({ kind })
    expect(seen.witness(azure.vmSize)).toMatchObject({ status: "known" })
  })

  /** Each is read by other code: one SDK, the other SDK, the raw reader; as a list or by id. */
  const readers: readonly (readonly [type: string, token: Evidence])[] = [
    ["Microsoft.Compute/virtualMachines", azure.virtualMachine],
    ["Microsoft.Compute/disks", azure.disks],
    ["Microsoft.Compute/virtualMachines/extensions", azure.extensions],
    ["Microsoft.Network/publicIPAddresses", azure.host],
    ["Microsoft.Network/networkSecurityGroups", azure.networkSecurity],
    ["Microsoft.RecoveryServices/vaults", azure.backupItems],
    ["Microsoft.RecoveryServices/vaults/backupPolicies", azure.backupPolicies],
    ["Microsoft.Resources/subscriptions", azure.host],
  ]
  for (const kind of ["html", "truncated", "misshapen"] as const) {
    test.each(readers)(`${kind} at %s`, async (type, token) => {
      const seen = await observe(zonal, { faults: [{ type, kind }] })
      expect(seen.cause(token)).toMatchObject({ kind: "malformed" })
    })
  }
})

describe("what a stumbling Azure costs", () => {
  test("a short Retry-After is waited out", async () => {
    const type = "Microsoft.Compute/virtualMachines"
    const seen = await observe(template, { faults: [{ type, kind: "throttled", retryAfter: 1, times: 1 }] })
    expect(seen.value(azure.virtualMachine).vmSize).toBe("Standard_B1s")
  })

  test("an older api-version is taken when the cloud knows no other", async () => {
    const seen = await observe(template, {
      apiVersions: {
        "Microsoft.Network/publicIPAddresses": ["2022-01-01", "2023-09-01", "2024-01-01-preview"],
      },
    })
    expect(seen.value(azure.publicIpAddress).sku).toBe("Standard")
    expect(seen.witness(azure.publicIpAddress).source).toMatch(/api-version=2023-09-01/)
  })

  test("a page at another host is not asked for, and the token stays", async () => {
    const received: (string | undefined)[] = []
    const elsewhere = await serve((request, response) => {
      received.push(request.headers.authorization)
      response.writeHead(200, { "content-type": "application/json" }).end('{"value":[]}')
    })
    const seen = await observe(zonal, {
      pageSize: 1,
      faults: [{ type: "Microsoft.Compute/skus", kind: "diverted", origin: elsewhere }],
    })
    expect(seen.cause(azure.vmSize)).toMatchObject({
      kind: "malformed",
      detail: expect.stringContaining(elsewhere),
    })
    expect(received).toEqual([])
  })
})

describe("who asks", () => {
  test("without a login, everything says how to log in", async () => {
    putOnPath("echo 'ERROR: Please run az login to setup account.' >&2; exit 1")
    const witnesses = await audit("https://127.0.0.1:1", "cli")
    expect(witnesses).toHaveLength(tokens.length)
    for (const witness of witnesses) {
      expect(witness).toMatchObject({
        status: "unknown",
        cause: { kind: "unauthenticated", unlock: expect.stringContaining("az login") },
      })
    }
  })

  test("a token that Azure refuses is no login either", async () => {
    const arm = await trusted(template)
    putOnPath(azPrinting("not.the.one"))
    const witnesses = await audit(arm.origin, "cli")
    expect(witnesses.find(({ evidence }) => evidence === azure.host.id)).toMatchObject({
      cause: { kind: "unauthenticated", detail: expect.stringContaining("InvalidAuthenticationToken") },
    })
  })

  test("an endpoint whose certificate nobody vouches for gets no token", async () => {
    const arm = await startResourceManager(template)
    onTestFinished(arm.close)
    tls.setDefaultCACertificates([])
    putOnPath(azPrinting("some.valid.token"))
    const witnesses = await audit(arm.origin, "cli")
    expect(witnesses.find(({ evidence }) => evidence === azure.host.id)).toMatchObject({
      cause: { kind: "unreachable", unlock: expect.stringContaining("NODE_EXTRA_CA_CERTS") },
    })
    expect(arm.requests).toEqual([])
  })
})

test("what ARM may leave out of a machine is not missing", async () => {
  const bare = amend(template, "Microsoft.Compute/virtualMachines", (vm) => ({
    ...vm,
    zones: null,
    tags: null,
  }))
  const seen = await observe(bare)
  expect(seen.value(azure.virtualMachine)).toMatchObject({ zones: [], tags: {} })
})

test("what ARM must not leave out is malformed", async () => {
  const sizeless = setProperties(template, "Microsoft.Compute/virtualMachines", { hardwareProfile: {} })
  const seen = await observe(sizeless)
  expect(seen.cause(azure.virtualMachine)).toMatchObject({
    kind: "malformed",
    detail: expect.stringContaining("vmSize"),
  })
})
