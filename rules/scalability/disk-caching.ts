import { az, azure, candidateDisks, defineRule, guest, judgeDataDisk } from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleVm, exampleVolume, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "disk-caching",
  area: "scalability",
  severity: "low",
  profile: "production",
  title: "Writes to the data are not held in the host's cache",
  failureTitle: "Writes to the data are held in the host's cache",
  why:
    "With ReadWrite caching a write is done when it is in the host's memory, and a host that fails before it " +
    "reaches the disk takes it along. SQLite depends on a flushed write being on the disk: Azure advises None or " +
    "ReadOnly for databases, and ReadWrite only for the OS disk.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/premium-storage-performance#disk-caching"],
  needs: { vm: azure.virtualMachine, disks: azure.disks },
  wants: { volume: guest.dataVolume },

  check: ({ disks, volume }) =>
    judgeDataDisk(candidateDisks(disks, volume), {
      met: ({ caching }) => caching !== "ReadWrite",
      observe: ({ caching }) => `caching ${caching}`,
      expected: "caching None or ReadOnly",
    }),

  effort: "minutes",
  fix: ({ vm, disks, volume }) => ({
    summary: "Stop Chroma, turn the cache of the data disk off, and start Chroma again.",
    commands: candidateDisks(disks, volume)
      .filter(({ caching }) => caching === "ReadWrite")
      .map(
        ({ role, lun }) =>
          az`vm update --resource-group ${vm.resourceGroup} --name ${vm.name} --disk-caching ${role === "os" ? "os=ReadOnly" : `${lun}=None`}`,
      ),
  }),

  examples: [
    {
      title: "the data on a disk without cache",
      status: "pass",
      given: { vm: exampleVm(), disks: [exampleOsDisk(), exampleDisk()], volume: exampleVolume() },
    },
    {
      title: "the guide's template: everything on the OS disk",
      status: "fail",
      says: "os=ReadOnly",
      given: { vm: exampleVm(), disks: [exampleOsDisk()] },
    },
    {
      title: "an OS disk with cache and a data disk without, seen from Azure alone",
      status: "unknown",
      given: { vm: exampleVm(), disks: [exampleOsDisk(), exampleDisk()] },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: { vm: exampleVm(), disks: forbidden("Microsoft.Compute/disks/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm, disks: noVm },
    },
  ],
})
