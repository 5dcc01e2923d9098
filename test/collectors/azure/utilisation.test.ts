import { expect, test } from "vitest"
import { describeUtilisation } from "../../../src/collectors/azure/utilisation.ts"

const series = (name: string, averages: readonly (number | undefined)[]) => ({
  name: { value: name },
  timeseries: [
    {
      data: averages.map((average, index) => ({
        timeStamp: new Date(index * 900_000).toISOString(),
        ...(average === undefined ? {} : { average }),
      })),
    },
  ],
})
const hundred = Array.from({ length: 101 }, (_, index) => index)

test("the load is told by what it keeps to 95 % of the time", () => {
  const value = [series("Percentage CPU", hundred), series("Available Memory Bytes", hundred)]
  expect(describeUtilisation({ value })).toEqual({ cpuPercent: 95, availableMemoryBytes: 5, hours: 25.25 })
})

test("the order of samples says nothing", () => {
  const value = [series("Percentage CPU", hundred.toReversed()), series("Available Memory Bytes", hundred)]
  expect(describeUtilisation({ value }).cpuPercent).toBe(95)
})

test("hours in which the machine was off are no hours of low load", () => {
  const half = hundred.map((value) => (value % 2 === 0 ? 90 : undefined))
  const value = [series("Percentage CPU", half), series("Available Memory Bytes", half)]
  expect(describeUtilisation({ value })).toEqual({ cpuPercent: 90, availableMemoryBytes: 90, hours: 12.75 })
})

test("without samples nothing is known", () => {
  expect(describeUtilisation({ value: [] })).toEqual({
    cpuPercent: null,
    availableMemoryBytes: null,
    hours: 0,
  })
})
