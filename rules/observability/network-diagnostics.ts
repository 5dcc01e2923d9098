import {
  absentBecause,
  az,
  azure,
  defineRule,
  fail,
  judgeEach,
  nameOf,
  notApplicable,
  pass,
} from "../../src/rule.ts"
import { exampleAddress, exampleInterface, forbidden } from "../examples.ts"

export default defineRule({
  id: "network-diagnostics",
  area: "observability",
  severity: "low",
  profile: "production",
  title: "The network's resources keep their logs",
  failureTitle: "Some of the network's resources keep no logs",
  why:
    "Whether a security rule matched, a public address was under attack or a load balancer's probe failed is " +
    "only recorded when a diagnostic setting sends it somewhere. It cannot be recovered afterwards.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
    "https://learn.microsoft.com/azure/virtual-network/virtual-network-nsg-manage-log",
  ],
  needs: { settings: azure.diagnosticSettings },

  check({ settings }) {
    if (settings.length === 0)
      return notApplicable("The deployment has no public address, security group or load balancer.")
    return judgeEach(settings, ({ resource, enabled }) => {
      const sighting = {
        observed: `${nameOf(resource)}: diagnostic settings: ${enabled}`,
        expected: "at least one diagnostic setting each",
        resources: [resource],
      }
      return enabled > 0 ? pass(sighting) : fail(sighting)
    })
  },

  effort: "minutes",
  fix: ({ settings }) => ({
    summary: "Send the logs of each to a Log Analytics workspace.",
    commands: settings
      .filter(({ enabled }) => enabled === 0)
      .map(
        ({ resource }) =>
          az`monitor diagnostic-settings create --name audit --resource ${resource} --workspace ${"<ID of the workspace>"} --logs '[{"categoryGroup":"allLogs","enabled":true}]'`,
      ),
  }),

  examples: [
    {
      title: "each has one",
      status: "pass",
      given: { settings: [{ resource: exampleAddress().id, enabled: 1 }] },
    },
    {
      title: "the security group has none",
      status: "fail",
      says: `--resource ${exampleInterface().securityGroupId}`,
      given: {
        settings: [
          { resource: exampleAddress().id, enabled: 1 },
          { resource: exampleInterface().securityGroupId ?? "", enabled: 0 },
        ],
      },
    },
    {
      title: "the identity may not read diagnostic settings",
      status: "unknown",
      given: { settings: forbidden("Microsoft.Insights/diagnosticSettings/read") },
    },
    {
      title: "a container group",
      status: "not-applicable",
      given: { settings: absentBecause("A container group holds the address.") },
    },
  ],
})
