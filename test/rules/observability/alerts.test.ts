import { describe, expect, test } from "vitest"
import availabilityAlert from "../../../rules/observability/availability-alert.ts"
import diskSpaceAlert from "../../../rules/observability/disk-space-alert.ts"
import vmMetricAlerts from "../../../rules/observability/vm-metric-alerts.ts"
import {
  exampleActionGroup,
  exampleGroupId,
  exampleLogAlert,
  exampleMetricAlert,
  exampleVm,
} from "../../../rules/examples.ts"
import { liesIn } from "../../../src/evidence/arm-id.ts"
import { runExample } from "../../../src/testing.ts"
import type { AnyRule } from "../../../src/model/rule.ts"

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000"
const workspace = `${subscription}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/all`

const statusOf = async (rule: AnyRule, given: Record<string, unknown>): Promise<string> => {
  const facts = {
    vm: exampleVm(),
    groups: [exampleActionGroup()],
    metricAlerts: [],
    logAlerts: [],
    ...(rule.wants?.["activityLogAlerts"] ? { activityLogAlerts: [] } : {}),
    ...given,
  }
  return (await runExample(rule, { title: "", status: "pass", given: facts })).status
}

describe("an alert covers the VM", () => {
  test.each([
    ["the VM", exampleVm().id, "pass"],
    ["the VM in capitals", exampleVm().id.toUpperCase(), "pass"],
    ["its resource group", exampleGroupId, "pass"],
    ["its subscription", subscription, "pass"],
    ["a resource group whose name begins the same", `${exampleGroupId}-staging`, "fail"],
    ["the resource group of the VM whose name begins with its own", exampleGroupId.slice(0, -1), "fail"],
    ["another VM", exampleVm().id.replace(/chroma$/, "other"), "fail"],
    ["another subscription", "/subscriptions/11111111-1111-1111-1111-111111111111", "fail"],
  ])("with %s as its scope", async (_, scope, expected) => {
    expect(await statusOf(vmMetricAlerts, { metricAlerts: [exampleMetricAlert({ scopes: [scope] })] })).toBe(
      expected,
    )
  })
})

describe("somebody hears of it", () => {
  test.each([
    ["a disabled alert", { metricAlerts: [exampleMetricAlert({ enabled: false })] }, "fail"],
    ["no action group", { metricAlerts: [exampleMetricAlert({ actionGroups: [] })] }, "fail"],
    [
      "a disabled action group",
      { metricAlerts: [exampleMetricAlert()], groups: [exampleActionGroup({ enabled: false })] },
      "fail",
    ],
    ["an action group that was deleted", { metricAlerts: [exampleMetricAlert()], groups: [] }, "fail"],
    [
      "an action group of a subscription that was not listed",
      {
        metricAlerts: [
          exampleMetricAlert({
            actionGroups: [
              "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/ops",
            ],
          }),
        ],
      },
      "unknown",
    ],
    [
      "one silent alert and one that is heard",
      { metricAlerts: [exampleMetricAlert({ enabled: false }), exampleMetricAlert()] },
      "pass",
    ],
  ])("%s", async (_, given, expected) => {
    expect(await statusOf(vmMetricAlerts, given)).toBe(expected)
  })
})

describe("what the alert asks", () => {
  test.each([
    ["disk/free_percent", "pass"],
    ["LogicalDisk % Free Space", "pass"],
    ["Data Disk Used Burst IO Credits Percentage", "fail"],
    ["OS Disk Bandwidth Consumed Percentage", "fail"],
    ["Available Memory Bytes", "fail"],
  ])("the metric %s and free space: %s", async (metric, expected) => {
    expect(
      await statusOf(diskSpaceAlert, { metricAlerts: [exampleMetricAlert({ metrics: [metric] })] }),
    ).toBe(expected)
  })

  test("a query on a workspace that names the VM covers it", async () => {
    const query = 'Perf | where Computer == "Chroma" and CounterName == "% Free Space"'
    expect(
      await statusOf(diskSpaceAlert, { logAlerts: [exampleLogAlert({ scopes: [workspace], query })] }),
    ).toBe("pass")
  })

  test("a silent query on a workspace leaves nothing open", async () => {
    const silent = exampleLogAlert({ scopes: [workspace], actionGroups: [] })
    expect(await statusOf(diskSpaceAlert, { logAlerts: [silent] })).toBe("fail")
  })

  test("a web test of another resource group may be of another service", async () => {
    const webTest = exampleMetricAlert({
      metrics: [],
      webTest: true,
      scopes: [`${subscription}/resourceGroups/shop/providers/Microsoft.Insights/webtests/shop`],
    })
    expect(await statusOf(availabilityAlert, { metricAlerts: [webTest] })).toBe("unknown")
  })
})

test.each([
  ["/subscriptions/a/resourceGroups/b", "/subscriptions/a/", true],
  ["/subscriptions/ab", "/subscriptions/a", false],
])("%s lies in %s: %s", (id, scope, expected) => {
  expect(liesIn(id, scope)).toBe(expected)
})
