import { absentBecause, az, azure, defineRule, fail, pass, unknownBecause } from "../../src/rule.ts"
import { exampleVm } from "../examples.ts"

export default defineRule({
  id: "vm-trusted-launch",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "The VM starts signed software only, and can prove it",
  failureTitle: "The VM may start tampered software",
  why:
    "Secure boot refuses boot loaders and kernels that nobody signed, and the virtual TPM records what was started, " +
    "so malware cannot settle below the system. Trusted Launch offers both for generation 2 images, at no cost.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/trusted-launch"],
  needs: { vm: azure.virtualMachine },

  check({ vm }) {
    const sighting = {
      observed: `${vm.securityType ?? "standard security"}, secure boot ${vm.secureBoot ? "on" : "off"}, vTPM ${vm.vTpm ? "on" : "off"}`,
      expected: "TrustedLaunch or ConfidentialVM, secure boot on, vTPM on",
      resources: [vm.id],
    }
    return vm.securityType !== null && vm.secureBoot && vm.vTpm ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix: ({ vm }) => ({
    summary: "Upgrade the VM to Trusted Launch; it needs a generation 2 image and is stopped meanwhile.",
    commands: [
      az`vm deallocate --ids ${vm.id}`,
      az`vm update --ids ${vm.id} --security-type TrustedLaunch --enable-secure-boot true --enable-vtpm true`,
      az`vm start --ids ${vm.id}`,
    ],
  }),

  examples: [
    { title: "all of it", status: "pass", given: { vm: exampleVm() } },
    {
      title: "the guide's template",
      status: "fail",
      given: { vm: exampleVm({ securityType: null, secureBoot: false, vTpm: false }) },
    },
    { title: "without secure boot", status: "fail", given: { vm: exampleVm({ secureBoot: false }) } },
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
