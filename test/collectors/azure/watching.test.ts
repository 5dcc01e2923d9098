import { describe, expect, test } from "vitest"
import {
  describeActionGroup,
  describeActivityLogAlert,
  describeLogAlert,
  describeMetricAlert,
} from "../../../src/collectors/azure/alerts.ts"
import { describeLock } from "../../../src/collectors/azure/authorization.ts"
import { countEnabled, describeDataCollectionRule } from "../../../src/collectors/azure/monitoring.ts"

const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/things/the-name"

test("a metric alert names its metrics, scopes and action groups", () => {
  const properties = {
    enabled: false,
    scopes: ["subscriptions/s"],
    criteria: {
      "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
      allOf: [{ metricName: "Percentage CPU" }],
    },
    actions: [{ actionGroupId: "/group" }, {}],
  }
  expect(describeMetricAlert({ id, properties })).toEqual({
    id,
    name: "the-name",
    enabled: false,
    scopes: ["/subscriptions/s"],
    metrics: ["Percentage CPU"],
    webTest: false,
    actionGroups: ["/group"],
  })
})

test("an alert on a web test has no metric", () => {
  const criteria = { "odata.type": "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria" }
  expect(describeMetricAlert({ id, properties: { criteria } })).toMatchObject({ webTest: true, metrics: [] })
})

test("a log alert keeps all its queries", () => {
  const properties = {
    criteria: { allOf: [{ query: "Perf" }, { query: "Syslog" }, {}] },
    actions: { actionGroups: ["/group"] },
  }
  expect(describeLogAlert({ id, properties })).toMatchObject({
    query: "Perf\nSyslog",
    actionGroups: ["/group"],
    enabled: true,
  })
})

describe("an activity alert", () => {
  test.each([
    ["equals", [{ field: "category", equals: "ServiceHealth" }], ["ServiceHealth"], []],
    [
      "any of several",
      [
        { field: "category", equals: "Administrative" },
        {
          anyOf: [
            { field: "operationName", equals: "a/write" },
            { field: "operationName", equals: "a/delete" },
          ],
        },
      ],
      ["Administrative"],
      ["a/write", "a/delete"],
    ],
    ["a list", [{ field: "OperationName", containsAny: ["a/write"] }], [], ["a/write"]],
    ["nothing", [], [], []],
  ])("on %s", (_, allOf, categories, operations) => {
    expect(describeActivityLogAlert({ id, properties: { condition: { allOf } } })).toMatchObject({
      categories,
      operations,
    })
  })
})

test("an action group counts the receivers that are not switched off, of any kind", () => {
  const properties = {
    enabled: true,
    groupShortName: "ops",
    emailReceivers: [{ status: "Enabled" }, { status: "Disabled" }],
    webhookReceivers: [{ name: "hook" }],
    smsReceivers: [],
    armRoleReceivers: null,
  }
  expect(describeActionGroup({ id, properties })).toMatchObject({ enabled: true, receivers: 2 })
})

const setting = (logs: boolean[], metrics: boolean[] | null) => ({
  properties: {
    logs: logs.map((enabled) => ({ enabled })),
    metrics: metrics?.map((enabled) => ({ enabled })) ?? null,
  },
})

test("a diagnostic setting counts when something of it is on", () => {
  expect(countEnabled([])).toBe(0)
  expect(countEnabled([setting([false], [false]), setting([], null)])).toBe(0)
  expect(countEnabled([setting([false, true], []), setting([], [true])])).toBe(2)
})

test("a data collection rule collects what it lists, not what it leaves empty", () => {
  const dataSources = { performanceCounters: [{}], syslog: [], logFiles: null }
  expect(describeDataCollectionRule({ id, name: "r", properties: { dataSources } })).toMatchObject({
    dataSources: ["performanceCounters"],
  })
})

test.each([
  ["the group", "/subscriptions/s/resourceGroups/g"],
  ["the machine", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm"],
])("a lock is on %s that its id starts with", (_, scope) => {
  const lock = {
    id: `${scope}/providers/microsoft.authorization/locks/l`,
    name: "l",
    properties: { level: "cannotdelete" },
  }
  expect(describeLock(lock)).toMatchObject({ scope, level: "CanNotDelete" })
})

test("a lock of no level locks nothing", () => {
  expect(describeLock({ id, name: "l", properties: { level: "NotSpecified" } }).level).toBeUndefined()
})
