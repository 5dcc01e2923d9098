import { azure, currentSize, declared, defineRule, fail, pass, sameId } from "../../src/rule.ts"
import { exampleSize, exampleVm, forbidden, noVm } from "../examples.ts"
import { resizeVm } from "../resize-vm.ts"

const minimumGiB = 2

export default defineRule({
  id: "vm-memory-minimum",
  area: "scalability",
  severity: "high",
  profile: "baseline",
  title: "The VM has the memory Chroma needs to run at all",
  failureTitle: "The VM has less memory than Chroma needs to run at all",
  why:
    "Chroma keeps every loaded index in memory. Its single-node guide advises against less than 2 GiB: " +
    "below that the system swaps or the kernel kills the server, and every client sees an outage.",
  references: ["https://docs.trychroma.com/guides/deploy/performance"],
  needs: { size: azure.vmSize },
  wants: { vm: azure.virtualMachine, definition: declared.infrastructure },

  check({ size, vm, definition }) {
    const meant = definition?.vmSize
    const otherwise = meant && !sameId(meant, size.name) ? `, where the ${definition.kind} says ${meant}` : ""
    const sighting = {
      observed: `${size.memoryGiB} GiB (${size.name})${otherwise}`,
      expected: `at least ${minimumGiB} GiB`,
      resources: vm ? [vm.id] : [],
    }
    return size.memoryGiB >= minimumGiB ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ size, vm }) {
    const larger =
      size.larger?.find(({ memoryGiB }) => memoryGiB >= 2 * minimumGiB)?.name ?? currentSize(2 * minimumGiB)
    return {
      summary: `Resize the VM to ${larger}; Azure restarts it.`,
      commands: [resizeVm(vm, larger)],
    }
  },

  examples: [
    {
      title: "a size with 4 GiB",
      status: "pass",
      given: { size: exampleSize({ name: "Standard_B2s", memoryGiB: 4 }) },
    },
    {
      title: "the size in Chroma's Azure guide",
      status: "fail",
      says: "to Standard_D4as_v5",
      given: {
        size: exampleSize({ name: "Standard_B1s", memoryGiB: 1 }),
        vm: exampleVm({ vmSize: "Standard_B1s" }),
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
