import * as fc from "fast-check"
import { expect, test } from "vitest"
import { exampleSize } from "../../../rules/examples.ts"
import rule from "../../../rules/scalability/vm-memory-fits-data.ts"
import { judge } from "../../support/judge.ts"

type Collection = { records: number; dimension: number | null }

const fit = async (memoryGiB: number, collections: readonly Collection[], truncated = false) =>
  await judge(rule, {
    size: exampleSize({ memoryGiB }),
    data: {
      databases: 1,
      truncated,
      collections: collections.map((one) => ({ database: "default_database", ...one })),
    },
  })

const vectorsLeft = (observed: string | null): number =>
  Number(/room for ([\d,]+) more/.exec(observed ?? "")?.[1]?.replaceAll(",", ""))

const collection = fc.record({
  records: fc.integer({ min: 0, max: 2_000_000 }),
  dimension: fc.integer({ min: 2, max: 4096 }),
})

test("the headroom it reports is exact: that many more pass, one more fails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 512 }),
      collection,
      async (memoryGiB, { records, dimension }) => {
        const before = await fit(memoryGiB, [{ records, dimension }])
        fc.pre(before.status === "pass")
        const left = vectorsLeft(before.observed)
        expect((await fit(memoryGiB, [{ records: records + left, dimension }])).status).toBe("pass")
        expect((await fit(memoryGiB, [{ records: records + left + 1, dimension }])).status).toBe("fail")
      },
    ),
  )
})

test("another collection never makes it fit", async () => {
  const memory = fc.integer({ min: 2, max: 64 })
  await fc.assert(
    fc.asyncProperty(
      memory,
      fc.array(collection, { maxLength: 5 }),
      collection,
      async (memoryGiB, some, another) => {
        fc.pre((await fit(memoryGiB, some)).status === "fail")
        expect((await fit(memoryGiB, [...some, another])).status).toBe("fail")
      },
    ),
  )
})

test("a million vectors of 1024 dimensions need 1.3 × 4236 bytes each, and a gibibyte", async () => {
  const { observed } = await fit(16, [{ records: 1_000_000, dimension: 1024 }])
  expect(observed).toMatch(/^6\.1 GiB needed of 16 GiB \(38 %\)/)
  expect(observed).toContain("3.92 million vectors of 1024 dimensions")
})

test("an empty server has room", async () => {
  expect((await fit(8, [])).status).toBe("pass")
})

test("a list that was cut short fails when even its beginning does not fit, and never passes", async () => {
  expect((await fit(8, [{ records: 1_000_000, dimension: 1536 }], true)).status).toBe("fail")
  expect((await fit(8, [{ records: 1, dimension: 1536 }], true)).status).toBe("unknown")
})

test("records without a dimension cannot be sized", async () => {
  expect((await fit(8, [{ records: 10, dimension: null }])).status).toBe("unknown")
})
