import { azure, candidateDisks, defineRule, guest, judgeDataDisk } from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleVm, exampleVolume, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "disk-zone-resilient",
  area: "high-availability",
  severity: "low",
  profile: "production",
  title: "The disk with the data outlives a zone, or shares the VM's zone",
  failureTitle: "The disk with the data is tied to no known zone",
  why:
    "A zone-redundant disk is written to three zones at once and can be attached to a new VM in another one " +
    "while the old zone burns. A locally redundant disk has all its copies in one place; in the VM's own zone " +
    "it at least fails together with the VM and not in addition to it.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/disks-redundancy",
    "https://learn.microsoft.com/azure/virtual-machines/disks-migrate-lrs-zrs",
  ],
  presupposes: { "vm-availability-zone": "the VM is in no zone that its disks could share" },
  needs: { vm: azure.virtualMachine, disks: azure.disks },
  wants: { volume: guest.dataVolume },

  check: ({ vm, disks, volume }) =>
    judgeDataDisk(candidateDisks(disks, volume), {
      met: ({ sku, zones }) => sku.endsWith("_ZRS") || zones.some((zone) => vm.zones.includes(zone)),
      observe: ({ sku, zones }) => `${sku}, zone ${zones.join(", ") || "none"}`,
      expected: `zone-redundant storage, or zone ${vm.zones.join(", ") || "of the VM"}`,
    }),

  effort: "hours",
  fix({ vm, disks, volume }) {
    return {
      summary: "Change the disk to zone-redundant storage while the VM is deallocated.",
      commands: [
        { tool: "az", run: `az vm deallocate --resource-group ${vm.resourceGroup} --name ${vm.name}` },
        ...candidateDisks(disks, volume)
          .filter(({ sku }) => !sku.endsWith("_ZRS"))
          .map(({ resourceGroup, name }) => ({
            tool: "az",
            run: `az disk update --resource-group ${resourceGroup} --name ${name} --sku Premium_ZRS`,
          })),
        { tool: "az", run: `az vm start --resource-group ${vm.resourceGroup} --name ${vm.name}` },
      ],
    }
  },

  examples: [
    {
      title: "zone-redundant data beside an OS disk in the VM's zone",
      status: "pass",
      given: { vm: exampleVm(), disks: [exampleOsDisk(), exampleDisk()] },
    },
    {
      title: "the OS disk is tied to no zone, and the data is elsewhere",
      status: "pass",
      given: {
        vm: exampleVm(),
        disks: [exampleOsDisk({ zones: [] }), exampleDisk()],
        volume: exampleVolume(),
      },
    },
    {
      title: "a locally redundant disk of another zone",
      status: "fail",
      given: {
        vm: exampleVm(),
        disks: [exampleOsDisk(), exampleDisk({ sku: "Premium_LRS", zones: ["2"] })],
        volume: exampleVolume(),
      },
    },
    {
      title: "one of two disks is tied to no zone, and which holds the data is not known",
      status: "unknown",
      given: { vm: exampleVm(), disks: [exampleOsDisk({ zones: [] }), exampleDisk()] },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: {
        vm: exampleVm(),
        disks: forbidden("Microsoft.Compute/disks/read"),
      },
    },
    {
      title: "the VM itself is in no zone",
      status: "not-applicable",
      failing: "vm-availability-zone",
      given: { vm: exampleVm({ zones: [] }), disks: [exampleOsDisk({ zones: [] })] },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: {
        vm: noVm,
        disks: noVm,
      },
    },
  ],
})
