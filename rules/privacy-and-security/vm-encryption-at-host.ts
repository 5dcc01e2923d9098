import { absentBecause, az, azure, defineRule, fail, pass, unknownBecause } from "../../src/rule.ts"
import { exampleSize, exampleVm } from "../examples.ts"

export default defineRule({
  id: "vm-encryption-at-host",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "Data is encrypted on the VM's host too",
  failureTitle: "Caches and temporary disks on the VM's host are not encrypted",
  why:
    "Disks are encrypted in storage, but their caches, the temporary disk, where SQLite may spill and the system swap, " +
    "and the way from host to storage are not, unless encryption at host is on. It costs nothing.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/disk-encryption#encryption-at-host---end-to-end-encryption-for-your-vm-data",
  ],
  needs: { vm: azure.virtualMachine },
  wants: { size: azure.vmSize },

  check({ vm }) {
    const sighting = {
      observed: `encryption at host ${vm.encryptionAtHost ? "on" : "off"}`,
      expected: "encryption at host on",
      resources: [vm.id],
    }
    return vm.encryptionAtHost ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ vm, size }) => ({
    summary:
      size?.encryptionAtHost === false
        ? `Resize the VM first: ${size.name} does not offer it. Then switch it on; the VM is stopped meanwhile.`
        : "Switch it on; the VM is stopped meanwhile.",
    commands: [
      az`feature register --namespace Microsoft.Compute --name EncryptionAtHost`,
      az`vm deallocate --ids ${vm.id}`,
      az`vm update --ids ${vm.id} --set securityProfile.encryptionAtHost=true`,
      az`vm start --ids ${vm.id}`,
    ],
  }),

  examples: [
    { title: "on", status: "pass", given: { vm: exampleVm() } },
    { title: "off", status: "fail", given: { vm: exampleVm({ encryptionAtHost: false }) } },
    {
      title: "off, on a size that does not offer it",
      status: "fail",
      given: {
        vm: exampleVm({ encryptionAtHost: false, vmSize: "Standard_A2_v2" }),
        size: exampleSize({ name: "Standard_A2_v2", encryptionAtHost: false }),
      },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: unknownBecause("forbidden", "403 on the VM", "Microsoft.Compute/virtualMachines/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})
