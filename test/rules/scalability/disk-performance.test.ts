import * as fc from "fast-check"
import { expect, test } from "vitest"
import { exampleDisk, exampleOsDisk, exampleVolume } from "../../../rules/examples.ts"
import rule from "../../../rules/scalability/disk-performance.ts"
import type { Disk } from "../../../src/rule.ts"
import { judge } from "../../support/judge.ts"

const sku = fc.constantFrom("Standard_LRS", "StandardSSD_LRS", "Premium_LRS", "PremiumV2_LRS", "UltraSSD_LRS")
const attached = fc
  .tuple(sku, fc.array(sku, { maxLength: 3 }))
  .map(([os, data]): Disk[] => [
    exampleOsDisk({ sku: os }),
    ...data.map((sku, lun) => exampleDisk({ id: `disk-${lun}`, name: `disk-${lun}`, lun, sku })),
  ])

const judgeDisks = async (disks: Disk[], disk?: number | "os" | null) =>
  await judge(rule, { disks, ...(disk !== undefined && { volume: exampleVolume({ disk }) }) })

test("whichever disk holds the data, knowing it never contradicts what was said without knowing", async () => {
  await fc.assert(
    fc.asyncProperty(attached, async (disks) => {
      const { status } = await judgeDisks(disks)
      for (const { role, lun } of disks) {
        const informed = (await judgeDisks(disks, role === "os" ? "os" : lun)).status
        expect(status === "unknown" ? ["pass", "fail"] : [status]).toContain(informed)
      }
    }),
  )
})

test.each([
  ["could not be told", null],
  ["is not among those attached", 63],
])("a volume whose disk %s tells nothing", async (_, disk) => {
  await fc.assert(
    fc.asyncProperty(attached, async (disks) => {
      expect((await judgeDisks(disks, disk)).status).toBe((await judgeDisks(disks)).status)
    }),
  )
})

test("an undecided disk is named", async () => {
  const finding = await judgeDisks([exampleOsDisk({ sku: "Standard_LRS" }), exampleDisk()])
  expect(finding.summary).toContain("chroma-os (Standard_LRS)")
  expect(finding.resources).toEqual([exampleOsDisk().id])
})

test("an empty list of disks is not proof of anything", async () => {
  expect((await judgeDisks([])).status).toBe("unknown")
})
