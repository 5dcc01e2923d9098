const minute = 60_000
const day = 24 * 60 * minute

/** What a metric of a stack says of itself: it swings once a day between two values. */
interface Metric {
  id: string
  name: string
  unit: string
  low: number
  high: number
}

/** The metrics that were asked for, over the span and in the intervals that were asked for. */
export function describeMetrics(metrics: readonly object[], query: URLSearchParams): object {
  const wanted = (query.get("metricnames") ?? "").split(",")
  const [from = "", to = ""] = (query.get("timespan") ?? "").split("/")
  const interval = query.get("interval") ?? "PT1M"
  const step = Number(/^PT(\d+)M$/.exec(interval)?.[1] ?? 1) * minute
  return {
    cost: Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / minute)),
    timespan: `${from}/${to}`,
    interval,
    value: (metrics as readonly Metric[])
      .filter(({ name }) => wanted.includes(name))
      .map(({ id, name, unit, low, high }) => ({
        id,
        type: "Microsoft.Insights/metrics",
        name: { value: name, localizedValue: name },
        displayDescription: name,
        unit,
        timeseries: [
          { metadatavalues: [], data: [...series(Date.parse(from), Date.parse(to), step, { low, high })] },
        ],
        errorCode: "Success",
      })),
    namespace: "Microsoft.Compute/virtualMachines",
    resourceregion: "westeurope",
  }
}

/** Intervals begin on the clock, whenever they are asked for. */
function* series(from: number, to: number, step: number, { low, high }: Pick<Metric, "low" | "high">) {
  for (let time = Math.ceil(from / step) * step; time < to; time += step) {
    const sinceMidnight = (time % day) / day
    const average = low + ((high - low) * (1 - Math.cos(2 * Math.PI * sinceMidnight))) / 2
    yield { timeStamp: new Date(time).toISOString(), average }
  }
}
