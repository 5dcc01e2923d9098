import {
  az,
  azure,
  defineRule,
  groupIdOf,
  judgeAlerts,
  judgeEach,
  nameOf,
  notApplicable,
  watches,
} from "../../src/rule.ts"
import { notifying } from "../alerting.ts"
import {
  exampleActionGroup,
  exampleActivityLogAlert,
  exampleNetworkSecurity,
  exampleVm,
  forbidden,
  noVm,
} from "../examples.ts"

export default defineRule({
  id: "configuration-change-alerts",
  area: "observability",
  severity: "low",
  profile: "enterprise",
  title: "Somebody is told when the security groups or the public address change",
  failureTitle: "Nobody is told when the security groups or the public address change",
  why:
    "A port opened for an afternoon and forgotten undoes everything else that guards the database. An activity " +
    "log alert on changes of security groups and public addresses makes each of them known on the same day.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-activity-log-alert-rule",
    "https://www.cisecurity.org/benchmark/azure",
  ],
  needs: {
    vm: azure.virtualMachine,
    alerts: azure.activityLogAlerts,
    groups: azure.actionGroups,
    security: azure.networkSecurity,
  },

  check({ alerts, groups, security }) {
    const configurations = security.interfaces.flatMap(({ ipConfigurations }) => ipConfigurations)
    const guarded = [
      ...security.groups.map(({ id }) => id),
      ...configurations.flatMap(({ publicIpAddress }) => publicIpAddress?.id ?? []),
    ]
    if (guarded.length === 0)
      return notApplicable("The deployment has no security group and no public address to watch.")
    return judgeEach(guarded, (id) =>
      judgeAlerts({
        watching: alerts.filter((alert) => watches(alert, id) && reportsWrites(alert, id)),
        groups,
        expected: `an enabled activity log alert on changes of ${nameOf(id)}, with a receiver`,
      }),
    )
  },

  effort: "minutes",
  fix({ vm, groups }) {
    const { actionGroup, commands } = notifying(groups, vm.resourceGroup)
    return {
      summary: "Alert on writes to security groups, their rules and public addresses.",
      commands: [
        ...commands,
        ...["networkSecurityGroups", "networkSecurityGroups/securityRules", "publicIPAddresses"].map(
          (type) =>
            az`monitor activity-log alert create --resource-group ${vm.resourceGroup} --name changed-${type.replace("/", "-")} --scope ${groupIdOf(vm.id)} --condition category=Administrative and operationName=Microsoft.Network/${type}/write --action-group ${actionGroup}`,
        ),
      ],
    }
  },

  examples: [
    {
      title: "an alert on every administrative change",
      status: "pass",
      given: {
        vm: exampleVm(),
        alerts: [exampleActivityLogAlert({ categories: ["Administrative"] })],
        groups: [exampleActionGroup()],
        security: exampleNetworkSecurity(),
      },
    },
    {
      title: "changes of security groups are watched, changes of the address are not",
      status: "fail",
      given: {
        vm: exampleVm(),
        alerts: [
          exampleActivityLogAlert({
            categories: ["Administrative"],
            operations: ["Microsoft.Network/networkSecurityGroups/write"],
          }),
        ],
        groups: [exampleActionGroup()],
        security: exampleNetworkSecurity(),
      },
    },
    {
      title: "the identity may not read activity log alerts",
      status: "unknown",
      given: {
        vm: exampleVm(),
        alerts: forbidden("Microsoft.Insights/activityLogAlerts/read"),
        groups: [],
        security: exampleNetworkSecurity(),
      },
    },
    {
      title: "a container group",
      status: "not-applicable",
      given: { vm: noVm, alerts: noVm, groups: noVm, security: noVm },
    },
  ],
})

/** An Administrative alert without an operation is about all of them. */
function reportsWrites(
  { categories, operations }: { categories: string[]; operations: string[] },
  id: string,
) {
  const type = /\/providers\/(Microsoft\.Network\/[^/]+)\//i.exec(id)?.[1]?.toLowerCase() ?? ""
  return operations.length === 0
    ? categories.includes("Administrative")
    : operations.some((operation) => operation.toLowerCase().startsWith(`${type}/`))
}
