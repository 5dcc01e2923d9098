import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { defineReading } from "./reading.ts"

const apiVersion = "2024-02-01"
const sevenDays = 7 * 24 * 60 * 60 * 1000
const samplesPerHour = 4

interface WireMetrics {
  value: {
    name: { value: string }
    timeseries: { data: { timeStamp: string; average?: number }[] }[]
  }[]
}

export const utilisationReading = defineReading({
  token: azure.utilisation,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/metrics/read"],
  async read({ get }, { vm }) {
    const now = Date.now()
    const [from, to] = [now - sevenDays, now].map((time) => new Date(time).toISOString())
    const metrics = await get<WireMetrics>(`${vm.id}/providers/Microsoft.Insights/metrics`, apiVersion, {
      metricnames: "Percentage CPU,Available Memory Bytes",
      timespan: `${from}/${to}`,
      interval: "PT15M",
      aggregation: "average",
    })
    return describeUtilisation(metrics)
  },
})

/** Azure keeps a place for every interval, and leaves it empty while the machine is off. */
export function describeUtilisation({ value }: WireMetrics): ValueOf<typeof azure.utilisation> {
  const samplesOf = (metric: string): number[] =>
    value
      .filter(({ name }) => name.value === metric)
      .flatMap(({ timeseries }) => timeseries)
      .flatMap(({ data }) => data.flatMap(({ average }) => average ?? []))
  const [cpu, memory] = [samplesOf("Percentage CPU"), samplesOf("Available Memory Bytes")]
  return {
    cpuPercent: quantile(cpu, 0.95),
    availableMemoryBytes: quantile(memory, 0.05),
    hours: Math.min(cpu.length, memory.length) / samplesPerHour,
  }
}

/** The sample below which this share of the others lies; null without any. */
function quantile(samples: readonly number[], share: number): number | null {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.round(share * (sorted.length - 1))] ?? null
}
