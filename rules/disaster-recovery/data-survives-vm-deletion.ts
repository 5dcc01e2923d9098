import { az, azure, candidateDisks, defineRule, guest, judgeDataDisk } from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleVm, exampleVolume, noVm } from "../examples.ts"

export default defineRule({
  id: "data-survives-vm-deletion",
  area: "disaster-recovery",
  severity: "high",
  profile: "production",
  title: "The data stays when the VM is deleted",
  failureTitle: "The data is deleted together with the VM",
  why:
    "A VM is replaced often: to change its image, its size family or its zone, and whenever Terraform decides " +
    "so. The OS disk goes with it. Data on a disk of its own, which is detached rather than deleted, can be " +
    "attached to the next VM within minutes.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/delete",
    "https://docs.trychroma.com/guides/deploy/azure",
  ],
  needs: { disks: azure.disks },
  wants: { volume: guest.dataVolume, vm: azure.virtualMachine },

  check: ({ disks, volume }) =>
    judgeDataDisk(candidateDisks(disks, volume), {
      met: ({ role, deleteOption }) => role === "data" && deleteOption === "Detach",
      observe: ({ role, deleteOption }) => (role === "os" ? "OS disk" : `data disk, ${deleteOption}`),
      expected: "data on a disk of its own that is detached",
    }),

  effort: "hours",
  fix({ disks, vm }) {
    const { name, resourceGroup, location, zones } = vm ?? unnamed
    const dataDisks = disks.filter(({ role }) => role === "data")
    if (dataDisks.length > 0)
      return {
        summary: "Have Azure detach the data disk, and keep the data there.",
        commands: dataDisks.map(
          (_, index) =>
            az`vm update --resource-group ${resourceGroup} --name ${name} --set ${`storageProfile.dataDisks[${index}].deleteOption=Detach`}`,
        ),
      }
    const [zone] = zones
    return {
      summary: "Attach a disk for the data, stop Chroma, move the data there, and mount it at the same path.",
      commands: [
        zone
          ? az`disk create --resource-group ${resourceGroup} --name ${name}-data --location ${location} --zone ${zone} --size-gb 64 --sku Premium_LRS`
          : az`disk create --resource-group ${resourceGroup} --name ${name}-data --location ${location} --size-gb 64 --sku Premium_LRS`,
        az`vm disk attach --resource-group ${resourceGroup} --vm-name ${name} --name ${name}-data`,
      ],
    }
  },

  examples: [
    {
      title: "on a data disk that is detached",
      status: "pass",
      says: "data disk, Detach",
      given: { disks: [exampleOsDisk(), exampleDisk()], volume: exampleVolume() },
    },
    {
      title: "the guide's template: one disk for everything",
      status: "fail",
      says: "Attach a",
      given: { disks: [exampleOsDisk()], vm: exampleVm() },
    },
    {
      title: "two disks, and nobody knows which holds the data",
      status: "unknown",
      given: { disks: [exampleOsDisk(), exampleDisk()] },
    },
    { title: "a container group", status: "not-applicable", given: { disks: noVm } },
  ],
})

const unnamed = { name: "chroma", resourceGroup: "chroma", location: "<location>", zones: [] as string[] }
