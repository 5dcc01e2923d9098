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
import {
  exampleActionGroup,
  exampleLogAlert,
  exampleMetricAlert,
  exampleVm,
  forbidden,
  noVm,
} from "../examples.ts"

export default defineRule({
  id: "disk-space-alert",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Somebody is told before the data disk is full",
  failureTitle: "Nobody is told before the data disk is full",
  why:
    "On a full disk SQLite refuses every write, and Chroma may not start again, since opening the database " +
    "writes too. Azure cannot see free space from outside; an alert needs the agent's figures from inside the " +
    "VM, as a guest metric or as a query on a workspace.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/vm/monitor-virtual-machine-alerts",
    "https://www.sqlite.org/rescode.html#full",
  ],
  needs: { vm: azure.virtualMachine, groups: azure.actionGroups },
  wants: { metricAlerts: azure.metricAlerts, logAlerts: azure.logAlerts },

  check({ vm, groups, metricAlerts, logAlerts }) {
    const searches = (logAlerts ?? []).filter(({ query }) => isOnSpace(query))
    return judgeAlerts({
      watching: [
        ...(metricAlerts ?? []).filter(
          (alert) => watches(alert, vm.id) && alert.metrics.some((metric) => isOnSpace(metric)),
        ),
        ...searches.filter((alert) => searchesFor(alert, vm)),
      ],
      uncertain: searches.filter(searchesWorkspace),
      unread: [
        ...(metricAlerts ? [] : [azure.metricAlerts.title]),
        ...(logAlerts ? [] : [azure.logAlerts.title]),
      ],
      groups,
      expected: "an enabled alert on free disk space whose action group has a receiver",
    })
  },

  effort: "minutes",
  fix({ vm, groups }) {
    const { actionGroup, commands } = notifying(groups, vm.resourceGroup)
    const query =
      "InsightsMetrics | where Name == 'FreeSpacePercentage' | summarize Free = min(Val) by Computer, tostring(Tags) | where Free < 20"
    return {
      summary: "Alert when less than a fifth of a disk is free.",
      commands: [
        ...commands,
        az`monitor scheduled-query create --resource-group ${vm.resourceGroup} --name ${vm.name}-disk-space --scopes ${vm.id} --condition "count 'full' > 0" --condition-query full=${query} --action-groups ${actionGroup}`,
      ],
    }
  },

  examples: [
    {
      title: "a query for free space",
      status: "pass",
      given: { vm: exampleVm(), groups: [exampleActionGroup()], logAlerts: [exampleLogAlert()] },
    },
    {
      title: "an alert on the processor only",
      status: "fail",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: [exampleMetricAlert()],
        logAlerts: [],
      },
    },
    {
      title: "a query on a workspace, where the VM may or may not report",
      status: "unknown",
      given: {
        vm: exampleVm(),
        groups: [exampleActionGroup()],
        metricAlerts: [],
        logAlerts: [
          exampleLogAlert({
            scopes: [
              "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/all",
            ],
          }),
        ],
      },
    },
    {
      title: "the identity may not read action groups",
      status: "unknown",
      given: { vm: exampleVm(), groups: forbidden("Microsoft.Insights/actionGroups/read") },
    },
    { title: "a container group", status: "not-applicable", given: { vm: noVm, groups: noVm } },
  ],
})

/** "disk/free_percent", "LogicalDisk % Free Space", FreeSpacePercentage; not "Data Disk Used Burst IO Credits". */
const isOnSpace = (text: string): boolean =>
  (/free.?space|space.?used|used.?space/i.test(text) ||
    (/disk|filesystem/i.test(text) && /free|used/i.test(text))) &&
  !/burst|credits/i.test(text)
