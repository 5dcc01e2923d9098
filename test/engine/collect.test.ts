import { describe, expect, test } from "vitest"
import { Type } from "typebox"
import { collect } from "../../src/engine/collect.ts"
import { absent, defineCollector, known, unknown, type AnyCollector } from "../../src/model/collector.ts"
import { evidence } from "../../src/model/evidence.ts"

const number = (id: string) => evidence(id, "endpoint", id, Type.Number())
const first = number("first")
const second = number("second")

const base = { plane: "endpoint", title: "" } as const
const giving = (value: number): AnyCollector =>
  defineCollector({
    ...base,
    id: "one",
    provides: [first],
    collect: async () => [known(first, "here", value)],
  })
const doubling = defineCollector({
  ...base,
  id: "two",
  needs: { first },
  provides: [second],
  collect: async ({ facts }) => [known(second, "there", (facts.first ?? 0) * 2)],
})
const saw = async (collectors: AnyCollector[], deadline = 1000) =>
  Object.fromEntries((await collect(collectors, deadline)).map((witness) => [witness.evidence, witness]))

describe("collecting", () => {
  test("hands a collector what it needs, whatever the order of the list", async () => {
    expect((await saw([doubling, giving(21)]))["second"]).toMatchObject({
      status: "known",
      value: 42,
      source: "there",
    })
  })

  test("a collector whose need is unknown says why without running", async () => {
    const cause = { kind: "forbidden", detail: "403" } as const
    const failing = defineCollector({
      ...base,
      id: "one",
      provides: [first],
      collect: async () => [unknown(first, "", cause)],
    })
    expect((await saw([failing, doubling]))["second"]).toMatchObject({ status: "unknown", cause })
  })

  test("a collector whose need is absent reports it absent", async () => {
    const none = defineCollector({
      ...base,
      id: "one",
      provides: [first],
      collect: async () => [absent(first, "", "none")],
    })
    expect((await saw([none, doubling]))["second"]).toMatchObject({ status: "absent", reason: "none" })
  })

  test("a collector that throws leaves its evidence unknown and the others alone", async () => {
    const broken = defineCollector({
      ...base,
      id: "broken",
      provides: [second],
      collect: () => Promise.reject(new Error("boom")),
    })
    expect(await saw([broken, giving(1)])).toMatchObject({
      first: { status: "known" },
      second: { status: "unknown", cause: { kind: "failed", detail: "boom" } },
    })
  })

  test("a collector that forgets what it provides is found out", async () => {
    const forgetful = defineCollector({
      ...base,
      id: "forgetful",
      provides: [first],
      collect: async () => [],
    })
    expect((await saw([forgetful]))["first"]).toMatchObject({ status: "unknown", cause: { kind: "failed" } })
  })

  test("what has not answered by the deadline is unknown", async () => {
    const hanging = defineCollector({
      ...base,
      id: "hanging",
      provides: [first],
      collect: () => new Promise(() => {}),
    })
    expect((await saw([hanging], 20))["first"]).toMatchObject({
      status: "unknown",
      cause: { kind: "timeout" },
    })
  })

  test("independent collectors run together", async () => {
    const meet = Promise.withResolvers<void>()
    const waiting = defineCollector({
      ...base,
      id: "a",
      provides: [first],
      collect: () => meet.promise.then(() => []),
    })
    const releasing = defineCollector({
      ...base,
      id: "b",
      provides: [second],
      collect: async () => {
        meet.resolve()
        return []
      },
    })
    const seen = await saw([waiting, releasing])
    expect(seen["first"]).toMatchObject({ cause: { kind: "failed" } })
  })
})
