import { az, azure, candidateDisks, defineRule, guest, judgeDataDisk } from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleVolume, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "disk-performance",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "The disk with the data is Premium or better",
  failureTitle: "The disk with the data is slow",
  why:
    "Chroma writes every change to SQLite before it answers, so the disk's latency is part of each insert; an index " +
    "is read whole when it is first used. Standard disks answer in tens of milliseconds, Premium in one or two. " +
    "Azure's availability promise for a single VM is also the higher one only with Premium disks throughout.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/disks-types",
    "https://docs.trychroma.com/guides/deploy/performance",
  ],
  needs: { disks: azure.disks },
  wants: { volume: guest.dataVolume },

  check: ({ disks, volume }) =>
    judgeDataDisk(candidateDisks(disks, volume), {
      met: ({ sku }) => fast.test(sku),
      observe: ({ sku }) => sku,
      expected: "Premium, PremiumV2 or Ultra",
    }),

  effort: "hours",
  fix: ({ disks, volume }) => ({
    summary: "Change the disk to Premium while the VM is deallocated; the data stays on it.",
    commands: candidateDisks(disks, volume)
      .filter(({ sku }) => !fast.test(sku))
      .map(
        ({ id, sku }) =>
          az`disk update --ids ${id} --sku ${sku.endsWith("_ZRS") ? "Premium_ZRS" : "Premium_LRS"}`,
      ),
  }),

  examples: [
    {
      title: "Premium throughout",
      status: "pass",
      given: { disks: [exampleOsDisk({ sku: "Premium_LRS" }), exampleDisk()] },
    },
    {
      title: "a slow OS disk, and the data on a fast one",
      status: "pass",
      given: { disks: [exampleOsDisk(), exampleDisk()], volume: exampleVolume() },
    },
    { title: "the guide's template: one hard disk", status: "fail", given: { disks: [exampleOsDisk()] } },
    {
      title: "a fast data disk that the data is not on",
      status: "fail",
      given: { disks: [exampleOsDisk(), exampleDisk()], volume: exampleVolume({ disk: "os" }) },
    },
    {
      title: "one slow and one fast disk, seen from Azure alone",
      status: "unknown",
      given: { disks: [exampleOsDisk(), exampleDisk()] },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: { disks: forbidden("Microsoft.Compute/disks/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { disks: noVm } },
  ],
})

const fast = /^(Premium|UltraSSD)/
