import { azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-not-spot",
  area: "high-availability",
  severity: "high",
  profile: "production",
  title: "The VM has regular priority",
  failureTitle: "Azure may take the VM back at any time",
  why:
    "A Spot VM is spare capacity: Azure evicts it with thirty seconds' notice whenever it needs the room, and " +
    "gives no guarantee when it comes back. A database with one node then disappears without a fault of its own, " +
    "and may be interrupted in the middle of a write.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/spot-vms"],
  needs: { vm: azure.virtualMachine },
  wants: { disks: azure.disks },

  check({ vm }) {
    const sighting = { observed: `priority ${vm.priority}`, expected: "priority Regular", resources: [vm.id] }
    return vm.priority === "Regular" ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix({ vm, disks = [] }) {
    const name = `--resource-group ${vm.resourceGroup} --name ${vm.name}`
    const osDisk = disks.find(({ role }) => role === "os")?.name ?? `${vm.name}-os`
    const dataDisks = disks.filter(({ role }) => role === "data").map((disk) => disk.name)
    const data = dataDisks.length > 0 ? ` --attach-data-disks ${dataDisks.join(" ")}` : ""
    return {
      summary:
        "The priority cannot be changed: delete the VM, keep its disks, and create a regular one from them.",
      commands: [
        { tool: "az", run: `az vm update ${name} --set storageProfile.osDisk.deleteOption=Detach` },
        { tool: "az", run: `az vm delete ${name}` },
        {
          tool: "az",
          run: `az vm create ${name} --size ${vm.vmSize} --priority Regular --os-type Linux --attach-os-disk ${osDisk}${data}`,
        },
      ],
    }
  },

  examples: [
    { title: "a regular VM", status: "pass", given: { vm: exampleVm() } },
    {
      title: "a Spot VM",
      status: "fail",
      given: { vm: exampleVm({ priority: "Spot" }), disks: [exampleOsDisk(), exampleDisk()] },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm },
    },
  ],
})
