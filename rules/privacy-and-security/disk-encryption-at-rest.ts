import {
  az,
  absentBecause,
  azure,
  defineRule,
  fail,
  judgeEach,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk } from "../examples.ts"

/** What Azure calls the kinds of encryption, in words. */
const keys: Readonly<Record<string, string>> = {
  EncryptionAtRestWithPlatformKey: "a key of Microsoft's",
  EncryptionAtRestWithCustomerKey: "a key of the customer's",
  EncryptionAtRestWithPlatformAndCustomerKeys: "a key of Microsoft's and one of the customer's",
}

export default defineRule({
  id: "disk-encryption-at-rest",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "Every disk is a managed disk, encrypted at rest",
  failureTitle: "A disk is not a managed disk, so its encryption is not assured",
  why:
    "Chroma writes documents and vectors to disk as they are. Azure encrypts every managed disk; an unmanaged one " +
    "is a blob in a storage account, with that account's keys, public endpoints and settings, and Azure retires " +
    "VMs that use them.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/disk-encryption",
    "https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation",
  ],
  needs: { disks: azure.disks },
  wants: { vm: azure.virtualMachine },

  check({ disks }) {
    return judgeEach(disks, ({ id, name, managed, encryption }) => {
      const sighting = { expected: "managed disks with encryption at rest", resources: [id] }
      if (!managed) return fail({ ...sighting, observed: `${name}: an unmanaged disk` })
      if (encryption === null) {
        return undecided(
          `Azure does not show how ${name} is encrypted.`,
          "Give the identity Reader on the disk.",
        )
      }
      return pass({ ...sighting, observed: `${name}: ${keys[encryption] ?? encryption}` })
    })
  },

  effort: "hours",
  fix: ({ vm }) => ({
    summary: "Convert the VM to managed disks; it is stopped meanwhile, and the conversion cannot be undone.",
    commands: vm
      ? [az`vm deallocate --ids ${vm.id}`, az`vm convert --ids ${vm.id}`, az`vm start --ids ${vm.id}`]
      : [{ tool: "az", run: 'az vm list --query "[?storageProfile.osDisk.managedDisk==null].id"' }],
  }),

  examples: [
    { title: "managed disks", status: "pass", given: { disks: [exampleOsDisk(), exampleDisk()] } },
    {
      title: "a blob as the data disk",
      status: "fail",
      given: { disks: [exampleOsDisk(), exampleDisk({ managed: false, encryption: null })] },
    },
    {
      title: "a disk in a resource group that cannot be read",
      status: "unknown",
      given: { disks: [exampleOsDisk(), exampleDisk({ encryption: null })] },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: { disks: unknownBecause("forbidden", "403 on the disks", "Microsoft.Compute/disks/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { disks: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})
