import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as fc from "fast-check"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { attestedCollectors } from "../../../src/collectors/attested/index.ts"
import { attestation } from "../../../src/evidence/attested.ts"
import type { Observation } from "../../../src/model/evidence.ts"

const drill = attestation("restore-tested")
const plan = attestation("recovery-plan-documented")
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "attested-"))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => void vi.useRealTimers())

async function written(text: string): Promise<string> {
  const file = join(folder, "statements.yaml")
  await writeFile(file, text)
  return file
}

async function observed(text: string, today = "2026-11-22") {
  vi.useFakeTimers({ now: new Date(`${today}T12:00:00Z`), toFake: ["Date"] })
  const [collector] = await attestedCollectors({ attestations: await written(text) }, [drill, plan])
  const found = await collector?.collect({ facts: {}, signal: AbortSignal.timeout(1000) })
  return { drill: found?.[0], plan: found?.[1] }
}

const statement = (on: string, expires: string, text = "restored into staging"): string =>
  `  - rule: restore-tested\n    statement: ${text}\n    by: Ada Example\n    on: ${on}\n    expires: ${expires}\n`

const cause = (observation: Observation | undefined) =>
  observation?.status === "unknown" ? observation.cause : undefined

describe("a statement that stands", () => {
  test("is known, with its line", async () => {
    const { drill } = await observed(`# drills\nattestations:\n${statement("2026-10-01", "2027-03-31")}`)
    expect(drill?.observation).toMatchObject({
      status: "known",
      value: { by: "Ada Example", on: "2026-10-01" },
    })
    expect(drill?.source).toMatch(/statements\.yaml:3$/)
  })

  test.each([
    ["the day it is made", "2026-11-22", "2027-01-01"],
    ["the day it expires", "2026-01-01", "2026-11-22"],
  ])("counts on %s", async (_, on, expires) => {
    const { drill } = await observed(`attestations:\n${statement(on, expires)}`)
    expect(drill?.observation.status).toBe("known")
  })

  test("gives way to a newer one, wherever that stands in the file", async () => {
    const older = statement("2026-01-01", "2027-01-01", "older")
    const newer = statement("2026-06-01", "2027-01-01", "newer")
    for (const text of [older + newer, newer + older]) {
      const { drill } = await observed(`attestations:\n${text}`)
      expect(drill?.observation).toMatchObject({ value: { statement: "newer" } })
    }
  })

  test("is not hidden by a newer one that has expired", async () => {
    const { drill } = await observed(
      `attestations:\n${statement("2026-01-01", "2027-01-01", "longer")}${statement("2026-06-01", "2026-07-01")}`,
    )
    expect(drill?.observation).toMatchObject({ value: { statement: "longer" } })
  })
})

describe("no statement that stands", () => {
  test("says that nobody stated it, and how to", async () => {
    const { plan } = await observed(`attestations:\n${statement("2026-10-01", "2027-03-31")}`)
    expect(cause(plan?.observation)).toMatchObject({ kind: "not-found" })
    expect(cause(plan?.observation)?.unlock).toContain("- rule: recovery-plan-documented")
  })

  test("says when the last one expired", async () => {
    const { drill } = await observed(`attestations:\n${statement("2025-10-01", "2026-11-21")}`)
    expect(cause(drill?.observation)).toMatchObject({
      kind: "inconclusive",
      detail: expect.stringContaining("expired on 2026-11-21"),
    })
  })

  test("does not take one from the future", async () => {
    const { drill } = await observed(`attestations:\n${statement("2026-11-23", "2027-11-21")}`)
    expect(cause(drill?.observation)?.detail).toContain("has not come yet")
  })

  test("an empty list is a statement of nothing", async () => {
    const { drill } = await observed("attestations: []\n")
    expect(cause(drill?.observation)?.kind).toBe("not-found")
  })
})

describe("the snippet that would unlock a rule", () => {
  const days = fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })

  test("is itself a statement that stands", () =>
    fc.assert(
      fc.asyncProperty(days, async (day) => {
        const today = day.toISOString().slice(0, 10)
        const before = await observed("attestations: []\n", today)
        const unlock = cause(before.drill?.observation)?.unlock ?? ""
        const after = await observed(`attestations:\n${unlock.slice(unlock.indexOf("\n") + 1)}\n`, today)
        expect(after.drill?.observation.status).toBe("known")
      }),
      { numRuns: 30 },
    ))
})

describe("a file that cannot be used is refused", () => {
  test.each([
    ["malformed YAML", "attestations: [", /:1.*not valid YAML/],
    ["not a list", "attestations: none\n", /attestations must be array/],
    [
      "a missing name",
      "attestations:\n  - rule: restore-tested\n",
      /attestations\.0 must have required property/,
    ],
    ["an impossible date", `attestations:\n${statement("2026-02-30", "2027-01-01")}`, /attestations\.0\.on/],
    ["a misspelt key", `attestations:\n${statement("2026-02-01", "2027-01-01")}    expiry: x\n`, /"expiry"/],
    [
      "an unknown rule",
      "attestations:\n  - {rule: nope, statement: x, by: y, on: 2026-01-01, expires: 2027-01-01}\n",
      /:2.*"nope"/,
    ],
  ])("%s", async (_, text, message) => {
    const file = await written(text)
    await expect(attestedCollectors({ attestations: file }, [drill])).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(message),
    })
  })

  test("a file that is not there", async () => {
    await expect(attestedCollectors({ attestations: join(folder, "none.yaml") }, [drill])).rejects.toThrow(
      "there is no such file",
    )
  })
})
