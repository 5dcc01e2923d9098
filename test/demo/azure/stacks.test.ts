import { describe, expect, test } from "vitest"
import { parentOf, parseAddress, subscriptionOf } from "../../../src/demo/azure/address.ts"
import type { Behaviour } from "../../../src/demo/azure/behaviour.ts"
import { onlyOf, propertiesOf, type Stack } from "../../../src/demo/azure/stack.ts"
import { nestedIn } from "../../../src/demo/azure/store.ts"
import { hosts } from "../../../src/demo/azure/stacks/hosts.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { isDescribed, responseFaults } from "../../support/openapi.ts"
import { serve } from "./client.ts"

/** Their documents are not among the fixtures; see the README there. */
const undescribed =
  /\/providers\/(Microsoft\.Authorization\/role(Assignments|Definitions)|Microsoft\.Insights\/metrics|Microsoft\.Maintenance\/configurationAssignments|Microsoft\.ApiManagement\/service)\//

const options = { address: "192.0.2.10", apiPort: 443 }

describe.each(Object.entries({ ...stacks, ...hosts }))(
  "every body of the %s stack is what Azure describes",
  (_, build) => {
    const stack = build(options)
    const ids = stack.resources.flatMap((resource) => [resource, ...nestedIn(resource)]).map(({ id }) => id)

    test("asked for by id", async () => {
      // Some parts of a body have an id, and no address of their own.
      const parts = stack.resources.flatMap(nestedIn).map(({ id }) => id)
      const asked = ids.filter((id) => !undescribed.test(id))
      const addressed = asked.filter((id) => !parts.includes(id) || isDescribed("GET", id))
      expect(await faultsOf(stack, addressed.map(get))).toEqual([])
    })

    test.each<[string, Behaviour]>([
      ["whole", {}],
      ["in pages", { pageSize: 1 }],
    ])("in every list that holds something, %s", async (_, behaviour) => {
      const lists = new Set(ids.flatMap(listsWith).filter((path) => isDescribed("GET", path)))
      expect(lists.size).toBeGreaterThan(0)
      expect(await faultsOf(stack, [...lists].map(get), behaviour)).toEqual([])
    })
  },
)

describe.each(Object.entries(stacks))("so is every other body of the %s stack,", (_, build) => {
  const stack = build(options)

  test("where the address is irregular", async () => {
    const machine = onlyOf(stack, "Microsoft.Compute/virtualMachines").id
    const subscription = subscriptionOf(machine)
    const vaults = stack.resources
      .map(({ id }) => id)
      .filter((id) => parseAddress(id).type === "Microsoft.RecoveryServices/vaults")
    expect(
      await faultsOf(stack, [
        { path: machine, query: { $expand: "instanceView" } },
        get(`${machine}/instanceView`),
        get(`${machine}/extensions`),
        get(`${machine}/runCommands`),
        get(`${machine}/providers/Microsoft.Security/pricings`),
        get(`${machine}/providers/Microsoft.Authorization/locks`),
        get(`${machine}/providers/Microsoft.Insights/dataCollectionRuleAssociations`),
        get(`${machine}/providers/Microsoft.Insights/diagnosticSettings`),
        {
          path: `${subscription}/providers/Microsoft.Compute/skus`,
          query: { $filter: "location eq 'westeurope'" },
        },
        ...vaults.flatMap((vault) => [
          get(`${vault}/backupProtectedItems`),
          get(`${vault}/replicationProtectedItems`),
        ]),
      ]),
    ).toEqual([])
  })

  test("as rows of the graph", async () => {
    const { send } = await serve(stack, { pageSize: 2 })
    const path = "/providers/Microsoft.ResourceGraph/resources"
    for (const table of ["resources", "resourcecontainers"]) {
      const { body } = await send(path, { method: "POST", body: JSON.stringify({ query: table }) })
      // The document calls the rows an object; Microsoft's examples beside it show a list.
      expect(body.data.length).toBeGreaterThan(0)
      expect(responseFaults("POST", path, { ...body, data: {} })).toEqual([])
    }
  })

  test("as the result of an action", async () => {
    const { send } = await serve(stack)
    const nic = onlyOf(stack, "Microsoft.Network/networkInterfaces").id
    const network = onlyOf(stack, "Microsoft.Network/virtualNetworks").id
    const effective = `${nic}/effectiveNetworkSecurityGroups`
    const started = await send(effective, { method: "POST" })
    const poll = new URL(String(started.headers["location"]))
    await send(poll.pathname, {})
    expect(responseFaults("POST", effective, (await send(poll.pathname, {})).body)).toEqual([])
    const adminRules = `${network}/listNetworkManagerEffectiveSecurityAdminRules`
    expect(responseFaults("POST", adminRules, (await send(adminRules, { method: "POST" })).body)).toEqual([])
  })
})

interface Question {
  path: string
  query?: Record<string, string>
}
const get = (path: string): Question => ({ path })

async function faultsOf(
  stack: Stack,
  questions: readonly Question[],
  behaviour: Behaviour = {},
): Promise<string[]> {
  const client = await serve(stack, behaviour)
  const faults = await Promise.all(
    questions.map(async ({ path, query }) => {
      const { status, text, body } = await client.get(path, query)
      return status === 200 ? responseFaults("GET", path, body) : [`${path}: ${status} ${text}`]
    }),
  )
  return faults.flat()
}

/** The lists that a resource is in: of its parent, its group, its subscription. */
function listsWith(id: string): string[] {
  const { type } = parseAddress(id)
  return [parentOf(id), `${subscriptionOf(id)}/providers/${type}`]
}

test("ages are counted from the moment that is given", () => {
  expect(lastBackup("2026-11-22T12:00:00Z")).toBe("2026-11-22T06:00:00.000Z")
  expect(lastBackup("2026-11-23T12:00:00Z")).toBe("2026-11-23T06:00:00.000Z")
})

function lastBackup(now: string): unknown {
  const stack = stacks.hardened({ address: "192.0.2.10", apiPort: 443, now: new Date(now) })
  const type = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems"
  return propertiesOf(onlyOf(stack, type))["lastBackupTime"]
}
