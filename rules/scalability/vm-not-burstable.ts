import { azure, currentSize, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleSize, exampleVm, forbidden, noVm } from "../examples.ts"
import { resizeVm } from "../resize-vm.ts"

export default defineRule({
  id: "vm-not-burstable",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "The VM has its CPU to itself at all times",
  failureTitle: "The VM is slowed down when its CPU credits run out",
  why:
    "B-series VMs earn CPU credits while idle and fall to a fraction of a CPU when a long import or busy hour " +
    "has spent them; A and Basic series run on the slowest hardware. Latency then rises tenfold under exactly the " +
    "load the server is there for.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/bsv2-series",
    "https://learn.microsoft.com/azure/virtual-machines/b-series-cpu-credit-model/b-series-cpu-credit-model",
  ],
  needs: { vm: azure.virtualMachine },
  wants: { size: azure.vmSize },

  check({ vm }) {
    const sighting = {
      observed: vm.vmSize,
      expected: "a size outside the A, B and Basic series",
      resources: [vm.id],
    }
    return /^(Standard_[AB]|Basic_)/i.test(vm.vmSize) ? fail(sighting) : pass(sighting)
  },

  effort: "minutes",
  fix({ vm, size }) {
    const target = currentSize(size?.memoryGiB ?? 8)
    return {
      summary: `Resize the VM to ${target} or another size with full CPUs; Azure restarts it.`,
      commands: [resizeVm(vm, target)],
    }
  },

  examples: [
    { title: "a D-series VM", status: "pass", given: { vm: exampleVm() } },
    {
      title: "the size in Chroma's Azure guide",
      status: "fail",
      given: {
        vm: exampleVm({ vmSize: "Standard_B1s" }),
        size: exampleSize({ name: "Standard_B1s", memoryGiB: 1 }),
      },
    },
    {
      title: "the second generation of B",
      status: "fail",
      given: { vm: exampleVm({ vmSize: "Standard_B2as_v2" }) },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { vm: noVm } },
  ],
})
