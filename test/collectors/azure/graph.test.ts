import { describe, expect, test } from "vitest"
import { builtInRules } from "../../../rules/index.ts"
import { completeOptions } from "../../../src/config/options.ts"
import type { Behaviour } from "../../../src/demo/azure/behaviour.ts"
import { subscription } from "../../../src/demo/azure/resources/place.ts"
import { adding, onlyOf, type Stack } from "../../../src/demo/azure/stack.ts"
import { chromaGroup, tenantId } from "../../../src/demo/azure/stacks/options.ts"
import { hosts } from "../../../src/demo/azure/stacks/hosts.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { evaluate } from "../../../src/engine/evaluate.ts"
import { azure } from "../../../src/evidence/index.ts"
import { address, observe, type Sighting } from "./observe.ts"

const now = new Date()
const build = (name: keyof typeof stacks): Stack => stacks[name]({ address, apiPort: 443, now })
const otherIds = Array.from({ length: 9 }, (_, index) => `11111111-2222-3333-4444-00000000000${index}`)

/** The same deployment, visible among nine other subscriptions. */
const amongOthers = (stack: Stack): Stack =>
  adding(stack, ...otherIds.map((id) => subscription(id, tenantId, `Other ${id}`)))

/** With everything in the resource group for backups in another subscription. */
const backedUpElsewhere = (stack: Stack): Stack =>
  JSON.parse(
    JSON.stringify(stack).replaceAll(
      new RegExp(`${chromaGroup.subscriptionId}(?=/resourceGroups/backup-rg)`, "gi"),
      otherIds[4]!,
    ),
  ) as Stack

const deployments: [name: string, Stack][] = [
  ...Object.keys(stacks).map((name): [string, Stack] => [
    name,
    amongOthers(build(name as keyof typeof stacks)),
  ]),
  ["zone-redundant, backed up elsewhere", backedUpElsewhere(amongOthers(build("zone-redundant")))],
]

const graph = "Microsoft.ResourceGraph/resources"
const silences: [name: string, Behaviour][] = [
  ["denied", { denied: [`${graph}/read`] }],
  ["throttled", { faults: [{ type: graph, kind: "throttled", retryAfter: 3600 }] }],
  ["behind", { graphBehind: true }],
  ["a web page", { faults: [{ type: graph, kind: "html" }] }],
  ["of another shape", { faults: [{ type: graph, kind: "misshapen" }] }],
  ["broken", { faults: [{ type: graph, kind: "broken", status: 500 }] }],
]

const findingsOf = async ({ witnesses }: Sighting): Promise<unknown> =>
  evaluate(builtInRules, {
    witnesses: witnesses.map((witness) => ({ ...witness, at: "", source: "" })),
    scope: ["azure"],
    target: {},
    at: now,
    options: await completeOptions(builtInRules),
  })

const graphQuestions = ({ requests }: Sighting) => requests.filter(({ url }) => url.includes(graph))
const listsOf = ({ requests }: Sighting, type: string) =>
  requests.filter(
    ({ url }) => url.startsWith("/subscriptions/") && url.split("?")[0]?.endsWith(`/providers/${type}`),
  )

describe.each(deployments)("%s, among ten subscriptions", (_, stack) => {
  test("the graph says where to look, and only there it is looked", async () => {
    const seen = await observe(stack)
    expect(graphQuestions(seen).length).toBeGreaterThan(0)
    expect(listsOf(seen, "Microsoft.Network/publicIPAddresses")).toHaveLength(1)
    expect(seen.value(azure.host).kind).toBe("virtual-machine")
  })

  test("the graph in pages leads to the same", async () => {
    expect(await findingsOf(await observe(stack, { pageSize: 1 }))).toEqual(
      await findingsOf(await observe(stack)),
    )
  })

  test.each(silences)("the findings are the same when the graph is %s", async (__, behaviour) => {
    const [with_, without] = [await observe(stack), await observe(stack, behaviour)]
    expect(await findingsOf(without)).toEqual(await findingsOf(with_))
    expect(without.requests.length).toBeGreaterThan(with_.requests.length)
  })
})

test.each(
  Object.entries(hosts).flatMap(([name, host]) =>
    silences.slice(0, 3).map(([silence, behaviour]) => [name, silence, host, behaviour] as const),
  ),
)("%s: the findings are the same when the graph is %s", async (_, __, host, behaviour) => {
  const stack = amongOthers(host({ address, apiPort: 8000, now }))
  expect(await findingsOf(await observe(stack, behaviour))).toEqual(await findingsOf(await observe(stack)))
})

test("a graph that asks to wait for a moment is waited for", async () => {
  const faults = [{ type: graph, kind: "throttled", retryAfter: 1, times: 1 }] as const
  const seen = await observe(amongOthers(build("template")), { faults })
  expect(listsOf(seen, "Microsoft.Network/publicIPAddresses")).toHaveLength(1)
})

describe("what the graph must not hide", () => {
  const stack = amongOthers(build("zone-redundant"))

  test("an empty answer is never that there is nothing: everything is looked through", async () => {
    const seen = await observe(stack, { graphBehind: true })
    expect(listsOf(seen, "Microsoft.Network/publicIPAddresses")).toHaveLength(10)
    expect(listsOf(seen, "Microsoft.RecoveryServices/vaults")).toHaveLength(10)
  })

  test("a subscription beyond the caller's reach is asked all the same, and is seen to refuse", async () => {
    const hidden = "99999999-2222-3333-4444-555555555555"
    const seen = await observe(stack, {}, { subscriptions: [chromaGroup.subscriptionId, hidden] })
    expect(seen.value(azure.host).kind).toBe("virtual-machine")
    for (const token of [azure.backupItems, azure.diskBackups, azure.snapshots])
      expect(seen.cause(token)).toMatchObject({ kind: "not-found", detail: expect.stringContaining(hidden) })
  })

  test("with one subscription there is nothing to narrow down, and it is not asked", async () => {
    expect(graphQuestions(await observe(build("zone-redundant")))).toEqual([])
  })

  test("a private address may be held more than once, so all subscriptions are looked through", async () => {
    const seen = await observe(stack, {}, { ip: "10.0.1.4" })
    expect(listsOf(seen, "Microsoft.Network/networkInterfaces")).toHaveLength(10)
  })
})

/**
 * The requests that one audit with every rule may take, Azure's part alone. A new reading that costs more
 * than one request shows here.
 */
const budgets: [name: string, Stack, requests: number][] = [
  ["template", build("template"), 33],
  ["hardened", build("hardened"), 40],
  ["zone-redundant", build("zone-redundant"), 45],
  ["zone-redundant among ten subscriptions", amongOthers(build("zone-redundant")), 56],
]

describe("the budget", () => {
  test.each(budgets)("of %s", async (_, stack, requests) => {
    const seen = await observe(stack)
    expect(seen.requests.length).toBeLessThanOrEqual(requests)
  })

  test("is spent side by side: what does not depend on one another is asked at once", async () => {
    const latency = 100
    const faults = [{ type: "*", kind: "delayed", milliseconds: latency }] as const
    const begun = performance.now()
    const { requests } = await observe(build("zone-redundant"), { faults }, { concurrency: 32 })
    const roundTrips = (performance.now() - begun) / latency
    expect(roundTrips).toBeLessThan(requests.length / 2)
  })

  test.each(budgets)("of reads of one machine is a third of what Azure grants, at %s", async (_, stack) => {
    const machine = onlyOf(stack, "Microsoft.Compute/virtualMachines").id.toLowerCase()
    const { requests } = await observe(stack)
    const reads = requests.filter(({ url }) => url.toLowerCase().startsWith(machine))
    expect(reads.length).toBeGreaterThan(0)
    expect(reads.length).toBeLessThanOrEqual(12)
  })
})
