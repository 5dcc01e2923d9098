import {
  az,
  azure,
  defineRule,
  judgeAlerts,
  searchesFor,
  searchesWorkspace,
  watches,
} from "../../src/rule.ts"
import { notifying } from "../alerting.ts"
import { exampleActionGroup, exampleMetricAlert, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-metric-alerts",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Somebody is told when processor, memory or disk run short",
  failureTitle: "Nobody is told when processor, memory or disk run short",
  why:
    "Chroma slows down long before it fails: memory fills as collections are loaded, then the system swaps. " +
    "An alert on CPU, available memory or the disk gives the hours in which the VM can still be resized. An " +
    "alert without a receiver is a line in a portal that nobody reads.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/vm/tutorial-monitor-vm-alert-recommended",
    "https://cookbook.chromadb.dev/core/resources/",
  ],
  needs: { vm: azure.virtualMachine, groups: azure.actionGroups },
  wants: { metricAlerts: azure.metricAlerts, logAlerts: azure.logAlerts },

  check({ vm, groups, metricAlerts, logAlerts }) {
    const searches = (logAlerts ?? []).filter(({ query }) => resource.test(query))
    return judgeAlerts({
      watching: [
        ...(metricAlerts ?? []).filter(
          (alert) => watches(alert, vm.id) && alert.metrics.some((metric) => resource.test(metric)),
        ),
        ...searches.filter((alert) => searchesFor(alert, vm)),
      ],
      uncertain: searches.filter(searchesWorkspace),
      unread: [
        ...(metricAlerts ? [] : [azure.metricAlerts.title]),
        ...(logAlerts ? [] : [azure.logAlerts.title]),
      ],
      groups,
      expected: "an enabled alert on CPU, memory or disk whose action group has a receiver",
    })
  },

  effort: "minutes",
  fix({ vm, groups }) {
    const { actionGroup, commands } = notifying(groups, vm.resourceGroup)
    return {
      summary: "Alert on little available memory and on a busy processor.",
      commands: [
        ...commands,
        az`monitor metrics alert create --resource-group ${vm.resourceGroup} --name ${vm.name}-memory --scopes ${vm.id} --condition "avg Available Memory Percentage < 15" --window-size 15m --action ${actionGroup}`,
        az`monitor metrics alert create --resource-group ${vm.resourceGroup} --name ${vm.name}-cpu --scopes ${vm.id} --condition "avg Percentage CPU > 80" --window-size 15m --action ${actionGroup}`,
      ],
    }
  },

  examples: [
    {
      title: "an alert on the processor",
      status: "pass",
      given: { vm: exampleVm(), groups: [exampleActionGroup()], metricAlerts: [exampleMetricAlert()] },
    },
    {
      title: "no alert",
      status: "fail",
      given: { vm: exampleVm(), groups: [], metricAlerts: [], logAlerts: [] },
    },
    {
      title: "an alert whose action group has no receiver",
      status: "fail",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup({ receivers: 0 })],
        metricAlerts: [exampleMetricAlert()],
        logAlerts: [],
      },
    },
    {
      title: "the identity may not read alerts",
      status: "unknown",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: forbidden("Microsoft.Insights/metricAlerts/read"),
        logAlerts: [],
      },
    },
    { title: "a container group", status: "not-applicable", given: { vm: noVm, groups: noVm } },
  ],
})

const resource = /cpu|processor|memory|disk/i
