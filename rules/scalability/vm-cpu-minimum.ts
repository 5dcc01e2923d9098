import { azure, currentSize, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleSize, exampleVm, forbidden, noVm } from "../examples.ts"
import { resizeVm } from "../resize-vm.ts"

const minimum = 2

export default defineRule({
  id: "vm-cpu-minimum",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "The VM has at least two virtual CPUs",
  failureTitle: "The VM has a single virtual CPU",
  why:
    "Chroma answers as many queries at once as there are CPUs, and building an index keeps one busy. On a single " +
    "CPU every insert delays every query, and backup agent, proxy and monitoring wait in the same line.",
  references: ["https://docs.trychroma.com/guides/deploy/performance"],
  needs: { size: azure.vmSize },
  wants: { vm: azure.virtualMachine },

  check({ size, vm }) {
    const sighting = {
      observed: `${size.vCpus} vCPU (${size.name})`,
      expected: `at least ${minimum} vCPU`,
      resources: vm ? [vm.id] : [],
    }
    return size.vCpus >= minimum ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ size, vm }) {
    const larger = size.larger?.find(({ vCpus }) => vCpus >= minimum)?.name ?? currentSize(size.memoryGiB)
    return {
      summary: `Resize the VM to ${larger}; Azure restarts it.`,
      commands: [resizeVm(vm, larger)],
    }
  },

  examples: [
    { title: "two virtual CPUs", status: "pass", given: { size: exampleSize() } },
    {
      title: "the size in Chroma's Azure guide",
      status: "fail",
      says: "Standard_D4as_v5",
      given: {
        vm: exampleVm({ vmSize: "Standard_B1s" }),
        size: exampleSize({ name: "Standard_B1s", vCpus: 1 }),
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
