import { az, azure, defineRule, fail, nameOf, pass } from "../../src/rule.ts"
import { exampleGroupId, forbidden, noVm } from "../examples.ts"

const subscription = exampleGroupId.replace(/\/resourceGroups\/.*/, "")

export default defineRule({
  id: "activity-log-exported",
  area: "observability",
  severity: "low",
  profile: "enterprise",
  title: "The subscription's activity log is kept",
  failureTitle: "The subscription's activity log is gone after 90 days",
  why:
    "The activity log says who opened a port, deleted a disk or gave someone a role. Azure keeps it for 90 days and " +
    "only where whoever did it may look too. A diagnostic setting sends it to a workspace, a storage account or an " +
    "event hub, where it lasts and can be searched and alerted on.",
  references: ["https://learn.microsoft.com/azure/azure-monitor/platform/activity-log"],
  needs: { log: azure.activityLogExport },

  check({ log: { subscription: id, enabled } }) {
    const sighting = {
      observed:
        enabled === 1
          ? "one diagnostic setting that sends it"
          : `${enabled} diagnostic settings that send it`,
      expected: "at least one diagnostic setting that sends it somewhere",
      resources: [id],
    }
    return enabled > 0 ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ log }) => ({
    summary: "Send the activity log to a Log Analytics workspace.",
    commands: [
      az`monitor diagnostic-settings subscription create --subscription ${nameOf(log.subscription)} --name activity-to-workspace --location global --workspace ${"<ID of a workspace>"} --logs ${'[{"category":"Administrative","enabled":true},{"category":"Security","enabled":true},{"category":"Policy","enabled":true}]'}`,
    ],
  }),

  examples: [
    {
      title: "sent to a workspace",
      status: "pass",
      says: "one diagnostic setting that sends it",
      given: { log: { subscription, enabled: 1 } },
    },
    { title: "sent nowhere", status: "fail", given: { log: { subscription, enabled: 0 } } },
    {
      title: "the settings may not be read",
      status: "unknown",
      given: { log: forbidden("Microsoft.Insights/diagnosticSettings/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { log: noVm } },
  ],
})
