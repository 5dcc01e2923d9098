import { connect } from "node:tls"
import { describe, expect, test } from "vitest"
import {
  groupId,
  resource,
  resourceGroup,
  resourceId,
  subscription as subscriptionBody,
  type Place,
} from "../../../src/demo/azure/resources/place.ts"
import { adding, onlyOf } from "../../../src/demo/azure/stack.ts"
import { chromaGroup } from "../../../src/demo/azure/stacks/options.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { responseFaults } from "../../support/openapi.ts"
import { serve } from "./client.ts"

const subscription = `/subscriptions/${chromaGroup.subscriptionId}`
const group = groupId(chromaGroup)
const otherGroup: Place = { ...chromaGroup, resourceGroup: "other-rg" }
const options = { address: "192.0.2.10", apiPort: 443 }
const template = stacks.template(options)
const guarded = stacks["zone-redundant"](options)
const machine = onlyOf(guarded, "Microsoft.Compute/virtualMachines").id

const names = (reply: { body: { value: { name: string }[] } }) => reply.body.value.map(({ name }) => name)

describe("a list holds what its scope does", () => {
  const stack = adding(
    template,
    resourceGroup(otherGroup),
    resource(otherGroup, "Microsoft.Compute/snapshots", "elsewhere", { properties: {} }),
    resource(chromaGroup, "Microsoft.Compute/snapshots", "beside", { properties: {} }),
  )
  test.each([
    ["a subscription", subscription, ["elsewhere", "beside"]],
    ["a group", group, ["beside"]],
  ])("%s", async (_, scope, expected) => {
    const { get } = await serve(stack)
    expect(names(await get(`${scope}/providers/Microsoft.Compute/snapshots`))).toEqual(expected)
  })
})

test("each subscription has its own groups", async () => {
  const other = { ...otherGroup, subscriptionId: "another" }
  const { get } = await serve(
    adding(template, subscriptionBody("another", template.tenantId, "Another"), resourceGroup(other)),
  )
  expect(names(await get("/subscriptions/another/resourceGroups"))).toEqual(["other-rg"])
  expect((await get("/subscriptions")).body.value).toHaveLength(2)
})

test("a resource is found in whatever letters, and answers in its own", async () => {
  const { get } = await serve(template)
  const { id } = onlyOf(template, "Microsoft.Network/publicIPAddresses")
  expect((await get(id.toUpperCase())).body.id).toBe(id)
  expect((await get(`/${id.toLowerCase()}`)).body.id).toBe(id)
})

test("what a body nests has an address of its own", async () => {
  const { get } = await serve(template)
  const { id } = onlyOf(template, "Microsoft.Network/networkSecurityGroups")
  expect(names(await get(`${id}/securityRules`))).toEqual(["AllowSSH", "AllowHTTP"])
  expect((await get(`${id}/securityRules/AllowSSH`)).body.properties.destinationPortRange).toBe("22")
})

test("the run-time state and the user data show only when asked for", async () => {
  const { get } = await serve({
    ...template,
    resources: template.resources.map((each) =>
      each.id.includes("virtualMachines")
        ? { ...each, properties: { ...(each["properties"] as object), userData: "c2VjcmV0" } }
        : each,
    ),
  })
  const { id } = onlyOf(template, "Microsoft.Compute/virtualMachines")
  const shown = async (query = {}) => Object.keys((await get(id, query)).body.properties)
  expect(await shown()).not.toContain("instanceView")
  expect(await shown()).not.toContain("userData")
  expect(await shown({ $expand: "instanceView" })).toContain("instanceView")
  expect(await shown({ $expand: "userData" })).toContain("userData")
  expect((await get(id, { $expand: "everything" })).body.error.code).toBe("InvalidParameter")
})

describe("irregular lists", () => {
  test("locks hold at a scope and all below it", async () => {
    const { get } = await serve(guarded)
    const locks = `${machine}/providers/Microsoft.Authorization/locks`
    expect(names(await get(locks))).toEqual(["keep-chroma"])
    expect(names(await get(`${subscription}/providers/Microsoft.Authorization/locks`))).toHaveLength(2)
    expect(
      names(await get(`${subscription}/providers/Microsoft.Authorization/locks`, { $filter: "atScope()" })),
    ).toEqual([])
  })

  test("diagnostic settings are those of the very resource", async () => {
    const { get } = await serve(guarded)
    const settings = (id: string) => get(`${id}/providers/Microsoft.Insights/diagnosticSettings`)
    const publicAddress = onlyOf(guarded, "Microsoft.Network/publicIPAddresses").id
    expect(names(await settings(publicAddress))).toEqual(["to-workspace"])
    expect(names(await settings(machine))).toEqual([])
    expect(names(await settings(subscription))).toEqual(["activity-to-workspace"])
  })

  test("sizes are those of a location", async () => {
    const { get } = await serve(template)
    const skus = (location: string) =>
      get(`${subscription}/providers/Microsoft.Compute/skus`, { $filter: `location eq '${location}'` })
    expect(names(await skus("WestEurope"))).toContain("Standard_B1s")
    expect(names(await skus("northeurope"))).toEqual([])
  })

  test("a vault lists what it protects, wherever it keeps it", async () => {
    const { get } = await serve(guarded)
    const { id } = onlyOf(guarded, "Microsoft.RecoveryServices/vaults")
    expect((await get(`${id}/backupProtectedItems`)).body.value[0].properties.sourceResourceId).toBe(machine)
    expect(names(await get(`${id}/replicationProtectedItems`))).toEqual([])
  })

  test("role assignments are those of a principal", async () => {
    const { get } = await serve(guarded)
    const { principalId } = onlyOf(guarded, "Microsoft.Compute/virtualMachines")["identity"] as {
      principalId: string
    }
    const assignments = (principal: string) =>
      get(`${subscription}/providers/Microsoft.Authorization/roleAssignments`, {
        $filter: `principalId eq '${principal}'`,
      })
    expect(names(await assignments(principalId))).toHaveLength(1)
    expect(names(await assignments("someone-else"))).toEqual([])
  })
})

test("the rules of a network manager hold in every network", async () => {
  const rule = {
    id: resourceId(
      chromaGroup,
      "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
      "manager",
      "company",
      "closed",
      "no-ssh",
    ),
    name: "no-ssh",
    kind: "Custom",
    properties: {
      priority: 1,
      access: "Deny",
      direction: "Inbound",
      protocol: "Tcp",
      sources: [{ addressPrefixType: "IPPrefix", addressPrefix: "*" }],
      destinations: [{ addressPrefixType: "IPPrefix", addressPrefix: "*" }],
      sourcePortRanges: ["0-65535"],
      destinationPortRanges: ["22"],
    },
  }
  const { send } = await serve(adding(template, rule))
  const network = onlyOf(template, "Microsoft.Network/virtualNetworks").id
  const path = `${network}/listNetworkManagerEffectiveSecurityAdminRules`
  const { body } = await send(path, { method: "POST" })
  expect(body.value[0].properties).toEqual(rule.properties)
  expect(responseFaults("POST", path, body)).toEqual([])
})

test("an answer is compressed for who accepts it", async () => {
  const { arm, get, send } = await serve(template)
  const path = `${subscription}/providers/Microsoft.Network/publicIPAddresses`
  expect((await get(path)).headers["content-encoding"]).toBeUndefined()
  const { authorization } = await bearer(arm.identityEndpoint)
  const compressed = await send(path, { headers: { authorization, "accept-encoding": "gzip, deflate" } })
  expect(compressed.headers["content-encoding"]).toBe("gzip")
  expect(compressed.body).toEqual((await get(path)).body)
})

async function bearer({ url, header }: { url: string; header: string }): Promise<{ authorization: string }> {
  const reply = await fetch(`${url}?api-version=2019-08-01&resource=x`, {
    headers: { "x-identity-header": header },
  })
  return { authorization: `Bearer ${((await reply.json()) as { access_token: string }).access_token}` }
}

test("requests are kept in the order they came, with the status they got", async () => {
  const { arm, get } = await serve(template)
  await get("/subscriptions")
  await get(`${group}/providers/Microsoft.Compute/disks/none`)
  expect(arm.requests).toEqual([
    { method: "GET", url: "/subscriptions?api-version=2024-01-01", status: 200 },
    { method: "GET", url: expect.stringContaining("/disks/none"), status: 404 },
  ])
})

test("the server proves itself to who trusts its authority, and to nobody else", async () => {
  const { arm } = await serve(template)
  const { port } = new URL(arm.origin)
  const handshake = (trust: { ca?: string }) =>
    new Promise((resolve) => {
      const socket = connect({ host: "127.0.0.1", port: Number(port), ...trust })
      socket.once("secureConnect", () => resolve("trusted"))
      socket.once("error", (error) => resolve((error as NodeJS.ErrnoException).code))
      socket.once("close", () => socket.destroy())
    })
  expect(await handshake({ ca: arm.ca })).toBe("trusted")
  expect(await handshake({})).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE")
})
