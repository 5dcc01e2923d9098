import { az, azure, defineRule, fail, pass, undecided } from "../../src/rule.ts"
import { exampleSize, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-resize-headroom",
  area: "scalability",
  severity: "low",
  profile: "production",
  title: "A larger size is available where the VM is",
  failureTitle: "No larger size is available where the VM is",
  why:
    "One node of Chroma grows by getting a larger VM, and memory is what it runs out of. If the family, region or " +
    "zone offers no larger size, or the subscription is restricted there, growing means moving the data to " +
    "another VM, which is better learnt before the day it is needed.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/sizes/resize-vm"],
  needs: { size: azure.vmSize },
  wants: { vm: azure.virtualMachine },

  check({ size, vm }) {
    if (!size.larger)
      return undecided(
        "Only Azure knows which larger sizes it offers there.",
        "Audit the deployment with --ip once it exists.",
      )
    const [next] = size.larger
    const sighting = {
      observed: next ? `${next.name} with ${next.memoryGiB} GiB is next` : `${size.name} is the largest`,
      expected: `an unrestricted size with more than ${size.memoryGiB} GiB in the same place`,
      resources: vm ? [vm.id] : [],
    }
    return next ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix: ({ size, vm }) => ({
    summary: "Choose another family or zone with room above, or ask for the restriction to be lifted.",
    commands: vm
      ? [
          az`vm list-skus --location ${vm.location} --resource-type virtualMachines --output table`,
          az`vm list-usage --location ${vm.location} --output table`,
        ]
      : [az`vm list-skus --size ${size.name} --output table`],
  }),

  examples: [
    { title: "two larger sizes in the family", status: "pass", given: { size: exampleSize() } },
    {
      title: "the largest of its family",
      status: "fail",
      given: {
        vm: exampleVm({ vmSize: "Standard_D96as_v5" }),
        size: exampleSize({ name: "Standard_D96as_v5", memoryGiB: 384, vCpus: 96, larger: [] }),
      },
    },
    {
      title: "sizes may not be listed",
      status: "unknown",
      given: { size: forbidden("Microsoft.Compute/skus/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { size: noVm } },
  ],
})
