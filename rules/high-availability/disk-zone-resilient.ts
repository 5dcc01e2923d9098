import { az, azure, candidateDisks, defineRule, guest, judgeDataDisk } from "../../src/rule.ts"
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
      observe: ({ sku, zones }) => `${sku}, ${zones.length > 0 ? `zone ${zones.join(", ")}` : "no zone"}`,
      expected: `zone-redundant storage, or zone ${vm.zones.join(", ") || "of the VM"}`,
    }),

  effort: "hours",
  fix({ vm, disks, volume }) {
    const { resourceGroup, name } = vm
    const copied = candidateDisks(disks, volume).filter(({ sku }) => !sku.endsWith("_ZRS"))
    return {
      summary: "Stop Chroma, copy the disk into zone-redundant storage and put the copy in its place.",
      commands: [
        az`vm deallocate --resource-group ${resourceGroup} --name ${name}`,
        ...copied.flatMap((disk) => [
          az`snapshot create --resource-group ${resourceGroup} --name ${disk.name}-move --source ${disk.id}`,
          az`disk create --resource-group ${resourceGroup} --name ${disk.name}-zrs --source ${disk.name}-move --sku Premium_ZRS`,
          ...(disk.role === "os"
            ? [az`vm update --resource-group ${resourceGroup} --name ${name} --os-disk ${disk.name}-zrs`]
            : [
                az`vm disk detach --resource-group ${resourceGroup} --vm-name ${name} --name ${disk.name}`,
                az`vm disk attach --resource-group ${resourceGroup} --vm-name ${name} --name ${disk.name}-zrs --lun ${disk.lun ?? 0} --caching ${disk.caching}`,
              ]),
        ]),
        az`vm start --resource-group ${resourceGroup} --name ${name}`,
      ],
    }
  },

  examples: [
    {
      title: "zone-redundant data beside an OS disk in the VM's zone",
      status: "pass",
      says: "Standard_LRS, zone 1",
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
      says: "az vm disk attach",
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
