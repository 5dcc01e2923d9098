import { azure, currentSize, defineRule, fail, pass, Type, undecided } from "../../src/rule.ts"
import { exampleSize, exampleUtilisation, exampleVm, forbidden, noVm } from "../examples.ts"
import { resizeVm } from "../resize-vm.ts"

const gibibyte = 2 ** 30

export default defineRule({
  id: "resource-headroom",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "The VM has CPU and memory to spare",
  failureTitle: "The VM works at its limit",
  why:
    "Chroma answers from memory: when it runs short, the kernel drops the pages of the index and every query waits " +
    "for the disk, until the out-of-memory killer ends the server. A CPU that is always busy leaves nothing for the " +
    "next collection or the next burst. A week of Azure's own metrics shows both without looking inside the VM.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-compute-virtualmachines-metrics",
    "https://docs.trychroma.com/guides/deploy/performance",
  ],
  needs: { load: azure.utilisation, size: azure.vmSize },
  wants: { vm: azure.virtualMachine },
  options: Type.Object({
    maxCpuPercent: Type.Integer({ default: 80, minimum: 1, maximum: 100 }),
    minMemoryPercent: Type.Integer({ default: 15, minimum: 0, maximum: 99 }),
    minHours: Type.Integer({ default: 24, minimum: 1, maximum: 168 }),
  }),

  check({ load: { cpuPercent, availableMemoryBytes, hours }, size, vm }, { options }) {
    if (cpuPercent === null || availableMemoryBytes === null || hours < options.minHours)
      return undecided(
        `Azure has metrics of ${Math.floor(hours)} hours of the last seven days; ${options.minHours} are needed to judge the load.`,
        "Run the audit again when the VM has been in use for longer.",
      )
    const memoryPercent = (availableMemoryBytes / (size.memoryGiB * gibibyte)) * 100
    const sighting = {
      observed: `95 % of the time CPU at most ${cpuPercent.toFixed(0)} %, available memory at least ${memoryPercent.toFixed(0)} % of ${size.memoryGiB} GiB`,
      expected: `CPU below ${options.maxCpuPercent} %, available memory above ${options.minMemoryPercent} %`,
      resources: vm ? [vm.id] : [],
    }
    return cpuPercent < options.maxCpuPercent && memoryPercent > options.minMemoryPercent
      ? pass(sighting)
      : fail(sighting)
  },

  effort: "minutes",
  fix({ size, vm }) {
    const larger = size.larger?.[0]?.name ?? currentSize(size.memoryGiB * 2)
    return {
      summary: `Resize the VM to ${larger}; Azure restarts it.`,
      commands: [resizeVm(vm, larger)],
    }
  },

  examples: [
    {
      title: "a quiet week",
      status: "pass",
      given: { load: exampleUtilisation(), size: exampleSize(), vm: exampleVm() },
    },
    {
      title: "memory is all but gone",
      status: "fail",
      given: {
        load: exampleUtilisation({ availableMemoryBytes: 0.4 * gibibyte }),
        size: exampleSize(),
        vm: exampleVm(),
      },
    },
    {
      title: "the CPU is always busy",
      status: "fail",
      given: { load: exampleUtilisation({ cpuPercent: 96 }), size: exampleSize(), vm: exampleVm() },
    },
    {
      title: "created this morning",
      status: "unknown",
      given: { load: exampleUtilisation({ hours: 3 }), size: exampleSize() },
    },
    {
      title: "nothing was measured",
      status: "unknown",
      given: {
        load: exampleUtilisation({ cpuPercent: null, availableMemoryBytes: null, hours: 0 }),
        size: exampleSize(),
      },
    },
    {
      title: "metrics may not be read",
      status: "unknown",
      given: { load: forbidden("Microsoft.Insights/metrics/read"), size: exampleSize() },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { load: noVm, size: noVm },
    },
  ],
})
