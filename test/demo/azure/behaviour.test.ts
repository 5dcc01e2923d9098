import { describe, expect, test, vi } from "vitest"
import type { Behaviour, Trouble } from "../../../src/demo/azure/behaviour.ts"
import { groupId } from "../../../src/demo/azure/resources/place.ts"
import { onlyOf } from "../../../src/demo/azure/stack.ts"
import { chromaGroup } from "../../../src/demo/azure/stacks/options.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { serve, type Reply } from "./client.ts"

const subscription = `/subscriptions/${chromaGroup.subscriptionId}`
const group = groupId(chromaGroup)
const stack = stacks.template({ address: "192.0.2.10", apiPort: 8000 })
const machine = onlyOf(stack, "Microsoft.Compute/virtualMachines").id
const networkInterface = onlyOf(stack, "Microsoft.Network/networkInterfaces").id
const disks = `${subscription}/providers/Microsoft.Compute/disks`
const version = { "api-version": "2024-01-01" }

describe("refusals carry Azure's own envelope", () => {
  test.each<[string, Behaviour, string, number, string, RegExp]>([
    [
      "no such resource",
      {},
      `${machine}x`,
      404,
      "ResourceNotFound",
      /'Microsoft.Compute\/virtualMachines\/chroma-instancex' under resource group 'chroma-rg'/,
    ],
    [
      "nothing below what is not there",
      {},
      `${machine}x/extensions`,
      404,
      "ResourceNotFound",
      /chroma-instancex/,
    ],
    [
      "no such group",
      {},
      `${group}x/providers/Microsoft.Compute/disks`,
      404,
      "ResourceGroupNotFound",
      /'chroma-rgx'/,
    ],
    [
      "no such subscription",
      {},
      `/subscriptions/none/providers/Microsoft.Compute/disks`,
      404,
      "SubscriptionNotFound",
      /'none'/,
    ],
    [
      "no such type",
      {},
      `${subscription}/providers/Microsoft.Compute/diskz`,
      404,
      "InvalidResourceType",
      /'diskz'/,
    ],
    [
      "a broken escape",
      {},
      `${group}/providers/Microsoft.Compute/disks/%zz`,
      404,
      "ResourceNotFound",
      /disks\/%zz/,
    ],
    [
      "a denied list",
      { denied: ["Microsoft.Compute/disks/read"] },
      disks,
      403,
      "AuthorizationFailed",
      /action 'Microsoft.Compute\/disks\/read' over scope '\/subscriptions\/[^/]+'/,
    ],
    [
      "a denied resource",
      { denied: ["microsoft.compute/VIRTUALMACHINES/read"] },
      machine,
      403,
      "AuthorizationFailed",
      /action 'Microsoft.Compute\/virtualMachines\/read' over scope '.*chroma-instance'/,
    ],
    [
      "a denied branch",
      { denied: ["Microsoft.Insights/*"] },
      `${machine}/providers/microsoft.insights/diagnosticsettings`,
      403,
      "AuthorizationFailed",
      /'Microsoft.Insights\/diagnosticSettings\/read' over scope '.*chroma-instance'/,
    ],
    [
      "an invisible group",
      { invisible: [group] },
      machine,
      403,
      "AuthorizationFailed",
      /virtualMachines\/read/,
    ],
    [
      "an invisible subscription",
      { invisible: [subscription] },
      disks,
      404,
      "SubscriptionNotFound",
      /could not be found/,
    ],
    [
      "an api-version too new",
      { apiVersions: { "Microsoft.Compute/disks": ["2022-03-02", "2023-10-02"] } },
      disks,
      400,
      "NoRegisteredProviderFound",
      /API version '2024-01-01' for type 'disks'. The supported api-versions are '2022-03-02, 2023-10-02'/,
    ],
  ])("%s", async (_, behaviour, path, status, code, message) => {
    const { get } = await serve(stack, behaviour)
    const reply = await get(path)
    expect(reply.status).toBe(status)
    expect(reply.body).toEqual({ error: { code, message: expect.stringMatching(message) as string } })
  })

  test.each([
    ["is missing", {}, "MissingApiVersionParameter"],
    ["is no date", { "api-version": "latest" }, "InvalidApiVersionParameter"],
  ])("an api-version that %s", async (_, query, code) => {
    const { send } = await serve(stack)
    const reply = await send(disks, { query })
    expect([reply.status, reply.body.error.code]).toEqual([400, code])
  })

  test.each([
    ["no token", {}, "AuthenticationFailed"],
    ["another token", { authorization: "Bearer other" }, "InvalidAuthenticationToken"],
  ])("%s", async (_, headers, code) => {
    const { send } = await serve(stack)
    const reply = await send(disks, { headers })
    expect([reply.status, reply.body.error.code]).toEqual([401, code])
    expect(reply.headers["www-authenticate"]).toContain(
      `authorization_uri="https://login.windows.net/${stack.tenantId}"`,
    )
  })

  test.each([
    ["PUT", machine],
    ["PATCH", machine],
    ["DELETE", machine],
    ["POST", disks],
    ["POST", machine],
    ["GET", `${machine}/runCommand`],
  ])("%s is not allowed on %s", async (method, path) => {
    const { send, get } = await serve(stack)
    const { status } = await send(path, { method })
    expect(status).toBe(405)
    expect((await get(machine)).status).toBe(200)
  })
})

test("what is invisible is left out of lists without a word", async () => {
  const { get } = await serve(stack, { invisible: [group] })
  expect((await get(disks)).body).toEqual({ value: [] })
})

test("an invisible subscription is not among the subscriptions", async () => {
  const { get } = await serve(stack, { invisible: [subscription] })
  expect((await get("/subscriptions")).body.value).toEqual([])
})

test("pages lead on to one another, and the last is empty", async () => {
  const skus = `${subscription}/providers/Microsoft.Compute/skus`
  const { get, send } = await serve(stack, { pageSize: 3 })
  const pages = [await get(skus, { $filter: "location eq 'westeurope'" })]
  for (let next = pages[0]!.body.nextLink; next; next = pages.at(-1)!.body.nextLink) {
    const { pathname, searchParams } = new URL(next)
    pages.push(await send(pathname, { query: Object.fromEntries(searchParams) }))
  }
  const sizes = pages.map(({ body }) => body.value.length as number)
  expect(sizes.slice(0, 2)).toEqual([3, 3])
  expect(sizes.at(-1)).toBe(0)
  const all = pages.flatMap(({ body }) => body.value as { name: string }[])
  expect(all.map(({ name }) => name)).toEqual(stack.skus.map(({ name }) => name))
})

describe("a long-running operation", () => {
  const path = `${networkInterface}/effectiveNetworkSecurityGroups`

  test("is accepted, is under way, and has a result", async () => {
    const { send } = await serve(stack)
    const accepted = await send(path, { method: "POST" })
    const { pathname } = new URL(String(accepted.headers["location"]))
    const underWay = await send(pathname, {})
    const done = await send(pathname, {})
    expect([accepted.status, underWay.status, done.status]).toEqual([202, 202, 200])
    expect(accepted.headers["retry-after"]).toBe("1")
    const [{ association, effectiveSecurityRules }] = done.body.value
    expect(association).toEqual({ networkInterface: { id: networkInterface } })
    expect(effectiveSecurityRules[0]).toMatchObject({
      name: "securityRules/AllowSSH",
      destinationPortRange: "22-22",
      sourceAddressPrefix: "0.0.0.0/0",
    })
  })

  test("needs its own permission", async () => {
    const { send } = await serve(stack, {
      denied: ["Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action"],
    })
    expect((await send(path, { method: "POST" })).status).toBe(403)
  })

  test("runs a command in the guest", async () => {
    const { send } = await serve({ ...stack, commandOutput: "Linux" })
    const { pathname } = new URL(
      String((await send(`${machine}/runCommand`, { method: "POST" })).headers["location"]),
    )
    await send(pathname, {})
    expect((await send(pathname, {})).body.value[0].message).toContain("[stdout]\nLinux\n[stderr]")
  })
})

const onDisks = (trouble: Trouble, times?: number): Behaviour => ({
  faults: [{ type: "Microsoft.Compute/disks", ...trouble, ...(times !== undefined && { times }) }],
})

describe("faults", () => {
  test.each<[Trouble, (reply: Reply) => void]>([
    [
      { kind: "throttled", retryAfter: 7 },
      ({ status, headers, body }) => {
        expect([status, headers["retry-after"]]).toEqual([429, "7"])
        expect(body.error.code).toBe("SubscriptionRequestsThrottled")
      },
    ],
    [
      { kind: "html" },
      ({ status, headers, text }) => {
        expect([status, headers["content-type"]]).toEqual([200, "text/html"])
        expect(text).toMatch(/^<html>/)
      },
    ],
    [
      { kind: "truncated" },
      ({ status, text }) => {
        expect(status).toBe(200)
        expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
      },
    ],
    [
      { kind: "misshapen" },
      ({ status, body }) => {
        expect(status).toBe(200)
        expect(body).not.toHaveProperty("value")
      },
    ],
    [
      { kind: "broken", status: 503 },
      ({ status, body }) => {
        expect([status, body.error.code]).toEqual([503, "InternalServerError"])
      },
    ],
    [{ kind: "vanished" }, ({ status }) => expect(status).toBe(404)],
    [
      { kind: "redirected", location: "https://192.0.2.1/" },
      ({ status, headers }) => expect([status, headers["location"]]).toEqual([302, "https://192.0.2.1/"]),
    ],
  ])("$kind", async (trouble, check) => {
    const { get } = await serve(stack, onDisks(trouble))
    check(await get(disks))
    expect((await get("/subscriptions")).status).toBe(200)
  })

  test("befall as many requests as they are meant to", async () => {
    const { get } = await serve(stack, onDisks({ kind: "throttled", retryAfter: 1 }, 2))
    const statuses = [await get(disks), await get(disks), await get(disks)].map(({ status }) => status)
    expect(statuses).toEqual([429, 429, 200])
  })

  test("an answer that comes late", async () => {
    const { get } = await serve(stack, onDisks({ kind: "delayed", milliseconds: 100 }))
    const asked = performance.now()
    expect((await get(disks)).body.value).toHaveLength(1)
    // Timers may fire a millisecond early.
    expect(performance.now() - asked).toBeGreaterThan(98)
  })

  test("a cut connection", async () => {
    const { get } = await serve(stack, onDisks({ kind: "reset" }))
    await expect(get(disks)).rejects.toMatchObject({ code: "ECONNRESET" })
  })

  test("no answer, ever", async () => {
    const { arm, send } = await serve(stack, onDisks({ kind: "hanging" }))
    const waiting = new AbortController()
    const reply = send(disks, { signal: waiting.signal })
    await vi.waitFor(() =>
      expect(arm.requests).toEqual([{ method: "GET", url: expect.any(String) as string, status: null }]),
    )
    waiting.abort()
    await expect(reply).rejects.toMatchObject({ name: "AbortError" })
  })

  test("pages and results on another host", async () => {
    const elsewhere = "https://elsewhere.invalid"
    const behaviour: Behaviour = {
      pageSize: 1,
      faults: [{ type: "*", kind: "diverted", origin: elsewhere }],
    }
    const { get, send } = await serve(stack, behaviour)
    expect(new URL((await get(disks)).body.nextLink).origin).toBe(elsewhere)
    const accepted = await send(`${networkInterface}/effectiveNetworkSecurityGroups`, {
      method: "POST",
      query: version,
    })
    expect(new URL(String(accepted.headers["location"])).origin).toBe(elsewhere)
  })
})
