import { az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleCollectionRule, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-monitoring-agent",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Azure Monitor's agent reports from inside the VM",
  failureTitle: "Nothing reports from inside the VM",
  why:
    "Azure sees a VM from outside: CPU, and bytes that pass. Memory in use, free space of the data volume and " +
    "the system's log are only known inside, and for Chroma these are what runs out first. The agent collects " +
    "what a data collection rule tells it to; without a rule it is installed and idle.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/agents/azure-monitor-agent-overview",
    "https://learn.microsoft.com/azure/azure-monitor/vm/data-collection",
  ],
  needs: { extensions: azure.extensions, rules: azure.dataCollectionRules },
  wants: { vm: azure.virtualMachine },

  check({ extensions, rules }) {
    const agent = extensions.find(({ type }) => /^AzureMonitor(Linux|Windows)Agent$/i.test(type))
    const state = agent ? `agent ${agent.provisioningState}` : "no agent"
    const sighting = {
      observed: `${state}, data collection rules: ${rules.length}`,
      expected: "agent Succeeded, and at least one data collection rule",
      resources: rules.map(({ id }) => id),
    }
    return agent?.provisioningState === "Succeeded" && rules.length > 0 ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ extensions, rules, vm }) {
    const { id, name, resourceGroup } = vm ?? {
      id: "<ID of the VM>",
      name: "<VM>",
      resourceGroup: "<resource group>",
    }
    const install = az`vm extension set --resource-group ${resourceGroup} --vm-name ${name} --publisher Microsoft.Azure.Monitor --name AzureMonitorLinuxAgent --enable-auto-upgrade true`
    const associate = az`monitor data-collection rule association create --name ${name}-monitoring --resource ${id} --rule-id ${"<ID of a data collection rule>"}`
    const installed = extensions.some(({ type }) => /^AzureMonitorLinuxAgent$/i.test(type))
    return {
      summary: "Install the agent, and associate a data collection rule that takes memory, disk and syslog.",
      commands: [...(installed ? [] : [install]), ...(rules.length > 0 ? [] : [associate])],
      verify: `az vm extension list --resource-group ${resourceGroup} --vm-name ${name} --output table`,
    }
  },

  examples: [
    {
      title: "the agent with a rule",
      status: "pass",
      given: { extensions: [agent("Succeeded")], rules: [exampleCollectionRule()], vm: exampleVm() },
    },
    {
      title: "no agent",
      status: "fail",
      says: "association create",
      given: { extensions: [], rules: [], vm: exampleVm() },
    },
    {
      title: "the agent failed to install",
      status: "fail",
      given: { extensions: [agent("Failed")], rules: [exampleCollectionRule()] },
    },
    {
      title: "the identity may not read data collection rules",
      status: "unknown",
      given: {
        extensions: [agent("Succeeded")],
        rules: forbidden("Microsoft.Insights/dataCollectionRuleAssociations/read"),
      },
    },
    { title: "a container group", status: "not-applicable", given: { extensions: noVm, rules: noVm } },
  ],
})

function agent(provisioningState: string) {
  return {
    name: "AzureMonitorLinuxAgent",
    publisher: "Microsoft.Azure.Monitor",
    type: "AzureMonitorLinuxAgent",
    provisioningState,
    automaticUpgrade: true,
    secretSettings: [],
  }
}
