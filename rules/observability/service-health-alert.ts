import { az, azure, defineRule, judgeAlerts, subscriptionOf, watches } from "../../src/rule.ts"
import { notifying } from "../alerting.ts"
import { exampleActionGroup, exampleActivityLogAlert, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "service-health-alert",
  area: "observability",
  severity: "low",
  profile: "production",
  title: "Somebody is told when Azure itself has trouble",
  failureTitle: "Nobody is told when Azure itself has trouble",
  why:
    "Azure announces incidents in a region, planned maintenance that restarts VMs and the retirement of what " +
    "you use. All of it goes to the activity log of the subscription, and to nobody unless an alert sends it on.",
  references: [
    "https://learn.microsoft.com/azure/service-health/alerts-activity-log-service-notifications-portal",
  ],
  needs: { vm: azure.virtualMachine, alerts: azure.activityLogAlerts, groups: azure.actionGroups },

  check: ({ vm, alerts, groups }) =>
    judgeAlerts({
      watching: alerts.filter((alert) => watches(alert, vm.id) && alert.categories.includes("ServiceHealth")),
      groups,
      expected: "an enabled service-health alert on the subscription whose action group has a receiver",
    }),

  effort: "minutes",
  fix({ vm, groups }) {
    const { actionGroup, commands } = notifying(groups, vm.resourceGroup)
    return {
      summary: "Alert on service health in the subscription.",
      commands: [
        ...commands,
        az`monitor activity-log alert create --resource-group ${vm.resourceGroup} --name service-health --scope ${subscriptionOf(vm.id)} --condition category=ServiceHealth --action-group ${actionGroup}`,
      ],
    }
  },

  examples: [
    {
      title: "an alert on the subscription",
      status: "pass",
      given: { vm: exampleVm(), alerts: [exampleActivityLogAlert()], groups: [exampleActionGroup()] },
    },
    {
      title: "none, and one of two action groups reaches nobody",
      status: "fail",
      says: "--action-group /on-call",
      given: {
        vm: exampleVm(),
        alerts: [],
        groups: [exampleActionGroup({ receivers: 0 }), exampleActionGroup({ id: "/on-call" })],
      },
    },
    { title: "none", status: "fail", given: { vm: exampleVm(), alerts: [], groups: [] } },
    {
      title: "the identity may not read activity log alerts",
      status: "unknown",
      given: {
        vm: exampleVm(),
        alerts: forbidden("Microsoft.Insights/activityLogAlerts/read"),
        groups: [],
      },
    },
    { title: "a container group", status: "not-applicable", given: { vm: noVm, alerts: noVm, groups: noVm } },
  ],
})
