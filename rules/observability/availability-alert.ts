import {
  az,
  azure,
  defineRule,
  groupIdOf,
  judgeAlerts,
  liesIn,
  searchesFor,
  searchesWorkspace,
  watches,
} from "../../src/rule.ts"
import { notifying } from "../alerting.ts"
import {
  exampleActionGroup,
  exampleGroupId,
  exampleMetricAlert,
  exampleVm,
  forbidden,
  noVm,
} from "../examples.ts"

export default defineRule({
  id: "availability-alert",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Somebody is told when the VM or its endpoint is down",
  failureTitle: "Nobody is told when the VM or its endpoint is down",
  why:
    "A single server that stops is a whole outage, and without an alert its users are the monitoring. The VM " +
    "availability metric, resource health or a missing heartbeat tell of the machine; a web test that calls " +
    "the heartbeat from outside also notices a proxy or a certificate that failed.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/vm/tutorial-monitor-vm-alert-availability",
    "https://learn.microsoft.com/azure/azure-monitor/app/availability",
  ],
  needs: { vm: azure.virtualMachine, groups: azure.actionGroups },
  wants: {
    metricAlerts: azure.metricAlerts,
    logAlerts: azure.logAlerts,
    activityLogAlerts: azure.activityLogAlerts,
  },

  check({ vm, groups, metricAlerts, logAlerts, activityLogAlerts }) {
    const heartbeats = (logAlerts ?? []).filter(({ query }) => /heartbeat/i.test(query))
    const webTests = (metricAlerts ?? []).filter(({ webTest }) => webTest)
    // ARM shows a web test's address only to those who read the test; its resource group tells whose it is.
    const isOurs = ({ scopes }: { scopes: string[] }) =>
      scopes.some((scope) => liesIn(scope, groupIdOf(vm.id)))
    return judgeAlerts({
      watching: [
        ...(metricAlerts ?? []).filter(
          (alert) => watches(alert, vm.id) && alert.metrics.includes("VmAvailabilityMetric"),
        ),
        ...webTests.filter(isOurs),
        ...heartbeats.filter((alert) => searchesFor(alert, vm)),
        ...(activityLogAlerts ?? []).filter(
          (alert) => watches(alert, vm.id) && alert.categories.includes("ResourceHealth"),
        ),
      ],
      uncertain: [...webTests, ...heartbeats.filter(searchesWorkspace)],
      unread: [
        ...(metricAlerts ? [] : [azure.metricAlerts.title]),
        ...(logAlerts ? [] : [azure.logAlerts.title]),
        ...(activityLogAlerts ? [] : [azure.activityLogAlerts.title]),
      ],
      groups,
      expected:
        "an enabled alert on VM availability, resource health, heartbeats or a web test, with a receiver",
    })
  },

  effort: "minutes",
  fix({ vm, groups }) {
    const { actionGroup, commands } = notifying(groups, vm.resourceGroup)
    return {
      summary: "Alert when the VM is not available; add a web test on /api/v2/heartbeat for the endpoint.",
      commands: [
        ...commands,
        az`monitor metrics alert create --resource-group ${vm.resourceGroup} --name ${vm.name}-availability --scopes ${vm.id} --condition "avg VmAvailabilityMetric < 1" --window-size 5m --action ${actionGroup}`,
      ],
    }
  },

  examples: [
    {
      title: "an alert on the availability metric",
      status: "pass",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: [exampleMetricAlert({ metrics: ["VmAvailabilityMetric"] })],
      },
    },
    {
      title: "a web test in the deployment's resource group",
      status: "pass",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: [
          exampleMetricAlert({
            metrics: [],
            webTest: true,
            scopes: [`${exampleGroupId}/providers/Microsoft.Insights/webtests/heartbeat`],
          }),
        ],
      },
    },
    {
      title: "an alert on the processor only",
      status: "fail",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: [exampleMetricAlert()],
        logAlerts: [],
        activityLogAlerts: [],
      },
    },
    {
      title: "the identity may not read activity log alerts",
      status: "unknown",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: [],
        logAlerts: [],
        activityLogAlerts: forbidden("Microsoft.Insights/activityLogAlerts/read"),
      },
    },
    { title: "a container group", status: "not-applicable", given: { vm: noVm, groups: noVm } },
  ],
})
