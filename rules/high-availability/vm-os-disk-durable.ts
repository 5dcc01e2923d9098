import { az, azure, defineRule, fail, guest, pass, undecided } from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleVm, exampleVolume, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-os-disk-durable",
  area: "high-availability",
  severity: "high",
  profile: "production",
  title: "No data lies on an ephemeral OS disk",
  failureTitle: "The data lies on an ephemeral OS disk",
  why:
    "An ephemeral OS disk lives on the host's local storage. Deallocating, moving or repairing the VM resets it " +
    "to the image, and whatever Chroma wrote there is gone without a snapshot to go back to.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks"],
  needs: { vm: azure.virtualMachine },
  wants: { disks: azure.disks, volume: guest.dataVolume },

  check({ vm, disks, volume }) {
    const expected = "a managed OS disk, or the data on a disk of its own"
    const resources = [vm.id]
    if (!vm.ephemeralOsDisk) return pass({ observed: "a managed OS disk", expected, resources })
    const dataDisks = disks?.filter(({ role }) => role === "data").length
    if (volume?.disk === "os" || dataDisks === 0) {
      return fail({ observed: "an ephemeral OS disk that holds the data", expected, resources })
    }
    if (typeof volume?.disk === "number") {
      return pass({
        observed: `an ephemeral OS disk, the data on the disk at LUN ${volume.disk}`,
        expected,
        resources,
      })
    }
    return undecided(
      "The OS disk is ephemeral, and it is not known which disk holds the data.",
      "Run the guest script inside the VM and give its output with --guest-output.",
    )
  },

  effort: "hours",
  fix: ({ vm }) => ({
    summary: "Attach a managed disk, stop Chroma, copy its data there and mount it at Chroma's data path.",
    commands: [
      az`vm disk attach --resource-group ${vm.resourceGroup} --vm-name ${vm.name} --name ${vm.name}-data --new --size-gb 64 --sku Premium_LRS --caching None`,
    ],
  }),

  examples: [
    { title: "a managed OS disk", status: "pass", given: { vm: exampleVm() } },
    {
      title: "an ephemeral OS disk, the data on its own",
      status: "pass",
      given: {
        vm: exampleVm({ ephemeralOsDisk: true }),
        disks: [exampleOsDisk(), exampleDisk()],
        volume: exampleVolume(),
      },
    },
    {
      title: "an ephemeral OS disk and no other",
      status: "fail",
      given: { vm: exampleVm({ ephemeralOsDisk: true }), disks: [exampleOsDisk()] },
    },
    {
      title: "an ephemeral OS disk that Chroma writes to, beside an idle data disk",
      status: "fail",
      given: {
        vm: exampleVm({ ephemeralOsDisk: true }),
        disks: [exampleOsDisk(), exampleDisk()],
        volume: exampleVolume({ disk: "os" }),
      },
    },
    {
      title: "an ephemeral OS disk and a data disk, seen from Azure alone",
      status: "unknown",
      given: { vm: exampleVm({ ephemeralOsDisk: true }), disks: [exampleOsDisk(), exampleDisk()] },
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
