import { fc, test } from "@fast-check/vitest"
import type { Disk, Snapshot } from "@azure/arm-compute"
import { describe, expect } from "vitest"
import {
  describeDisk,
  describeRestorePoint,
  describeSnapshot,
  sourceDisk,
} from "../../../src/collectors/azure/disks.ts"

const group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute"
const disk = (fields: Partial<Disk> = {}): Disk => ({
  id: `${group}/disks/data`,
  name: "data",
  location: "westeurope",
  uniqueId: "unique-data",
  ...fields,
})
const snapshot = (name: string, sourceResourceId: string, sourceUniqueId?: string): Snapshot => ({
  id: `${group}/snapshots/${name}`,
  name,
  location: "westeurope",
  uniqueId: `unique-${name}`,
  creationData: { createOption: "Copy", sourceResourceId, ...(sourceUniqueId ? { sourceUniqueId } : {}) },
})

describe("the disk a snapshot was made of", () => {
  const attached = disk()
  const original = snapshot("original", `${group}/DISKS/DATA`)

  test.each<[string, Snapshot, readonly Snapshot[], Disk | undefined]>([
    ["is named by id, in whatever case", original, [], attached],
    [
      "is found through a copy of a copy",
      snapshot("copy", `${group}/snapshots/original`),
      [original],
      attached,
    ],
    ["is another one", snapshot("other", `${group}/disks/other`), [], undefined],
    [
      "is gone, though a disk of that name is there again",
      snapshot("old", `${group}/disks/data`, "unique-before"),
      [],
      undefined,
    ],
    [
      "is the same under a new id",
      snapshot("moved", `${group}/disks/elsewhere`, "unique-data"),
      [],
      attached,
    ],
    [
      "cannot be told without the snapshot it was copied from",
      snapshot("copy", `${group}/snapshots/gone`),
      [],
      undefined,
    ],
    ["cannot be told of a snapshot of itself", snapshot("loop", `${group}/snapshots/loop`), [], undefined],
  ])("%s", (_, one, others, source) => {
    expect(sourceDisk(one, [one, ...others], [attached])).toBe(source)
  })

  test("a snapshot of nothing has none", () => {
    expect(sourceDisk({ location: "westeurope" }, [], [attached])).toBeUndefined()
  })

  test.prop([fc.array(fc.nat({ max: 9 }), { minLength: 10, maxLength: 10 })])(
    "is looked for to the end, whatever copies what",
    (sources) => {
      const snapshots = sources.map((source, index) =>
        snapshot(String(index), index === 0 ? `${group}/disks/data` : `${group}/snapshots/${source}`),
      )
      const leadsToFirst = (index: number, seen: readonly number[] = []): boolean =>
        index === 0 || (!seen.includes(index) && leadsToFirst(sources[index] ?? 0, [...seen, index]))
      for (const [index, one] of snapshots.entries()) {
        expect(sourceDisk(one, snapshots, [attached]) !== undefined).toBe(leadsToFirst(index))
      }
    },
  )
})

test("a snapshot that reports no progress is complete, and without a policy it is open", () => {
  const made = { ...snapshot("one", ""), timeCreated: new Date("2026-11-22T00:00:00Z") }
  expect(describeSnapshot(made, disk())).toMatchObject({
    completionPercent: 100,
    createdAt: "2026-11-22T00:00:00.000Z",
    networkAccessPolicy: "AllowAll",
    publicNetworkAccess: "Enabled",
  })
  expect(describeSnapshot({ ...made, completionPercent: 12.5 }, disk())).toMatchObject({
    completionPercent: 12.5,
  })
})

test("without what ARM leaves out, a disk may be exported and stays when the VM goes", () => {
  expect(describeDisk({ createOption: "Attach", lun: 3 }, disk())).toMatchObject({
    role: "data",
    lun: 3,
    caching: "None",
    deleteOption: "Detach",
    zones: [],
    networkAccessPolicy: "AllowAll",
    publicNetworkAccess: "Enabled",
  })
  expect(describeDisk({ createOption: "FromImage" }, disk())).toMatchObject({ role: "os", lun: null })
})

test("a restore point without a mode claims the least", () => {
  expect(
    describeRestorePoint({}, { id: `${group}/restorePointCollections/c`, location: "westeurope" }),
  ).toMatchObject({
    consistency: "CrashConsistent",
    excludedDiskIds: [],
  })
})
