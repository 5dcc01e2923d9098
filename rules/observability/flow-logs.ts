import { absentBecause, az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleInterface, forbidden } from "../examples.ts"

export default defineRule({
  id: "flow-logs",
  area: "observability",
  severity: "low",
  profile: "production",
  title: "The virtual network records who spoke to whom",
  failureTitle: "Nothing records who spoke to the VM",
  why:
    "After an incident the first question is who connected, when and how much left. Flow logs of the virtual " +
    "network answer it; without them the only witness is the machine that was attacked. Flow logs of security " +
    "groups are being retired, so record the virtual network.",
  references: ["https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview"],
  needs: { logs: azure.flowLogs },
  wants: { interfaces: azure.networkInterfaces, vm: azure.virtualMachine },

  check({ logs }) {
    const log = logs.find(({ enabled }) => enabled)
    const expected = "an enabled flow log of the virtual network, the subnet or the interface"
    if (log) return pass({ observed: `flow log of ${log.target}`, expected, resources: [log.id] })
    const observed = logs.length > 0 ? "flow logs that are switched off" : "no flow log"
    return fail({ observed, expected, resources: logs.map(({ id }) => id) })
  },

  effort: "minutes",
  fix({ interfaces = [], vm }) {
    const subnet = interfaces[0]?.ipConfigurations[0]?.subnetId ?? "<ID of the virtual network>"
    return {
      summary: "Record the flows of the virtual network.",
      commands: [
        az`network watcher flow-log create --name chroma --location ${vm?.location ?? "<location>"} --vnet ${subnet.replace(/\/subnets\/.*$/i, "")} --storage-account ${"<ID of a storage account>"} --retention 90`,
      ],
    }
  },

  examples: [
    {
      title: "a flow log of the virtual network",
      status: "pass",
      given: { logs: [{ id: "flow-log", target: "virtualNetworks/chroma-vnet", enabled: true }] },
    },
    {
      title: "none",
      status: "fail",
      says: "no flow log",
      given: { logs: [], interfaces: [exampleInterface()] },
    },
    {
      title: "the identity may not read flow logs",
      status: "unknown",
      given: { logs: forbidden("Microsoft.Network/networkWatchers/flowLogs/read") },
    },
    {
      title: "a container group",
      status: "not-applicable",
      given: { logs: absentBecause("A container group holds the address.") },
    },
  ],
})
