import { az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleDisk, exampleInterface, exampleOsDisk, exampleVm, forbidden, noVm } from "../examples.ts"

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
  wants: { disks: azure.disks, interfaces: azure.networkInterfaces },

  check({ vm }) {
    const sighting = { observed: `priority ${vm.priority}`, expected: "priority Regular", resources: [vm.id] }
    return vm.priority === "Regular" ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix({ vm, disks = [], interfaces = [] }) {
    const { resourceGroup, name } = vm
    const nic = interfaces.find(({ primary }) => primary)?.name ?? `${name}-nic`
    const osDisk = disks.find(({ role }) => role === "os")?.name ?? `${name}-os`
    return {
      summary:
        "The priority cannot be changed: delete the VM, keep its disks and interface, and create a regular one from them.",
      commands: [
        ...disks.map(({ role }, at) => {
          const place = role === "os" ? "osDisk" : `dataDisks[${at - 1}]`
          return az`vm update --resource-group ${resourceGroup} --name ${name} --set ${`storageProfile.${place}.deleteOption=Detach`}`
        }),
        az`vm delete --resource-group ${resourceGroup} --name ${name}`,
        az`vm create --resource-group ${resourceGroup} --name ${name} --size ${vm.vmSize} --priority Regular --os-type Linux --attach-os-disk ${osDisk} --nics ${nic}`,
        ...disks
          .filter(({ role }) => role === "data")
          .map(
            (disk) =>
              az`vm disk attach --resource-group ${resourceGroup} --vm-name ${name} --name ${disk.name} --lun ${disk.lun ?? 0} --caching ${disk.caching}`,
          ),
      ],
    }
  },

  examples: [
    { title: "a regular VM", status: "pass", given: { vm: exampleVm() } },
    {
      title: "a Spot VM",
      status: "fail",
      says: [
        "--attach-os-disk chroma-os",
        "storageProfile.dataDisks[0].deleteOption",
        "--name chroma-data --lun",
      ],
      given: {
        vm: exampleVm({ priority: "Spot" }),
        disks: [exampleOsDisk(), exampleDisk()],
        interfaces: [exampleInterface()],
      },
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
