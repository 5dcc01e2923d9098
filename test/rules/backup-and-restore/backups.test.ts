import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import backupExists from "../../../rules/backup-and-restore/backup-exists.ts"
import backupOutsideBlastRadius from "../../../rules/backup-and-restore/backup-outside-blast-radius.ts"
import backupRecent from "../../../rules/backup-and-restore/backup-recent.ts"
import backupScheduled from "../../../rules/backup-and-restore/backup-scheduled.ts"
import {
  exampleBackupItem,
  exampleDiskBackup,
  exampleDisk,
  exampleInfrastructure,
  exampleOsDisk,
  exampleSnapshot,
  exampleStatement,
  exampleVault,
  exampleVm,
  exampleVolume,
} from "../../../rules/examples.ts"
import type { AnyRule, Status } from "../../../src/model/rule.ts"
import { runExample } from "../../../src/testing.ts"

type Given = Record<string, unknown>
const statusOf = async (rule: AnyRule, given: Given): Promise<Status> =>
  (await runExample(rule, { title: "", status: "pass", given, at: "2026-11-22T08:00:00Z" })).status

const nothing = { items: [], snapshots: [], diskBackups: [], restorePoints: [] }
const bothDisks = [exampleOsDisk(), exampleDisk()]
const restorePoint = (excludedDiskIds: string[] = []) => ({
  id: `${exampleVm().id}-points/restorePoints/one`,
  collectionId: `${exampleVm().id}-points`,
  resourceGroup: "chroma",
  createdAt: "2026-11-21T22:00:00Z",
  consistency: "ApplicationConsistent",
  excludedDiskIds,
  location: "westeurope",
  provisioningState: "Succeeded",
})

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const at = (...instants: string[]) => ({
  ...nothing,
  snapshots: instants.map((createdAt) => exampleSnapshot({ createdAt })),
})

const inVault = (softDelete: string | null, resourceGroup = "chroma-backup") => {
  const id = exampleVault().id.replace("chroma-backup/", `${resourceGroup}/`)
  return {
    items: [exampleBackupItem({ vaultId: id })],
    vaults: [exampleVault({ id, resourceGroup, softDelete })],
  }
}

describe("a backup of the data exists", () => {
  const cases: [string, Given, Status][] = [
    ["a protected VM", { ...nothing, items: [exampleBackupItem()] }, "pass"],
    [
      "protection that was stopped",
      { ...nothing, items: [exampleBackupItem({ protectionState: "ProtectionStopped" })] },
      "fail",
    ],
    ["a soft-deleted item", { ...nothing, items: [exampleBackupItem({ softDeleted: true })] }, "fail"],
    [
      "a first backup that is still to come",
      { ...nothing, items: [exampleBackupItem({ protectionState: "IRPending", lastRecoveryPointAt: null })] },
      "fail",
    ],
    [
      "a failed last run with points from before",
      { ...nothing, items: [exampleBackupItem({ protectionState: "ProtectionError" })] },
      "pass",
    ],
    [
      "the data disk excluded, and the disk with the data unknown",
      { ...nothing, items: [exampleBackupItem({ excludedLuns: [0] })] },
      "unknown",
    ],
    [
      "the data disk excluded",
      { ...nothing, items: [exampleBackupItem({ excludedLuns: [0] })], volume: exampleVolume() },
      "fail",
    ],
    [
      "a snapshot of the disk with the data",
      { ...nothing, snapshots: [exampleSnapshot()], volume: exampleVolume() },
      "pass",
    ],
    ["a snapshot of one disk of two", { ...nothing, snapshots: [exampleSnapshot()] }, "unknown"],
    [
      "a snapshot of the other disk",
      { ...nothing, snapshots: [exampleSnapshot()], volume: exampleVolume({ disk: "os" }) },
      "fail",
    ],
    [
      "a snapshot whose source is written in capitals",
      {
        ...nothing,
        snapshots: [exampleSnapshot({ sourceDiskId: exampleDisk().id.toUpperCase() })],
        volume: exampleVolume(),
      },
      "pass",
    ],
    [
      "a snapshot that is not complete",
      { ...nothing, snapshots: [exampleSnapshot({ completionPercent: 60 })], volume: exampleVolume() },
      "fail",
    ],
    ["a restore point", { ...nothing, restorePoints: [restorePoint()] }, "pass"],
    [
      "a restore point without the disk",
      { ...nothing, restorePoints: [restorePoint([exampleDisk().id])], volume: exampleVolume() },
      "fail",
    ],
    [
      "a job inside the VM",
      { ...nothing, jobs: [{ name: "restic", schedule: "daily", lastSuccessAt: null }] },
      "pass",
    ],
    ["a statement", { ...nothing, stated: exampleStatement("backup-exists") }, "pass"],
    [
      "a declared backup that Azure does not know",
      { ...nothing, definition: exampleInfrastructure({ backups: ["azurerm_backup_protected_vm.chroma"] }) },
      "fail",
    ],
    ["a find in one list while another is unread", { items: [exampleBackupItem()] }, "pass"],
    ["nothing in two lists while the others are unread", { items: [], snapshots: [] }, "unknown"],
    ["nothing while only Disk Backup is unread", { items: [], snapshots: [], restorePoints: [] }, "unknown"],
    [
      "Disk Backup of the data disk",
      { ...nothing, diskBackups: [exampleDiskBackup()], volume: exampleVolume() },
      "pass",
    ],
    [
      "Disk Backup without a point yet",
      { ...nothing, diskBackups: [exampleDiskBackup({ pointsAt: [] })], volume: exampleVolume() },
      "fail",
    ],
    ["nothing anywhere", nothing, "fail"],
  ]
  test.each(cases)("%s", async (_, given, expected) => {
    expect(await statusOf(backupExists, { disks: bothDisks, ...given })).toBe(expected)
  })

  test("a plan that declares the protection stands in for an Azure that nobody asked", async () => {
    const definition = exampleInfrastructure({
      kind: "plan",
      backups: ["module.db.azurerm_backup_protected_vm.chroma[0]"],
    })
    expect(await statusOf(backupExists, { definition })).toBe("pass")
  })

  test("a declared vault protects nothing by itself", async () => {
    const definition = exampleInfrastructure({
      kind: "plan",
      backups: ["azurerm_recovery_services_vault.backup"],
    })
    expect(await statusOf(backupExists, { definition })).toBe("unknown")
  })

  const evidence = fc.record({
    items: maybe(fc.constantFrom([], [exampleBackupItem()], [exampleBackupItem({ excludedLuns: [0] })])),
    snapshots: maybe(fc.constantFrom([], [exampleSnapshot()])),
    diskBackups: maybe(fc.constantFrom([], [exampleDiskBackup()], [exampleDiskBackup({ pointsAt: [] })])),
    restorePoints: maybe(fc.constantFrom([], [restorePoint([exampleOsDisk().id])])),
    disks: maybe(fc.constantFrom([exampleDisk()], bothDisks)),
    jobs: maybe(fc.constantFrom([], [{ name: "restic", schedule: null, lastSuccessAt: null }])),
  })
  const known = (given: Given): Given =>
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))

  test.prop([evidence])("nothing fails unless every list was read", async (given) => {
    const unread = Object.values({ ...given, jobs: [] }).includes(undefined)
    fc.pre(unread)
    expect(await statusOf(backupExists, known(given))).not.toBe("fail")
  })

  test.prop([
    evidence,
    fc.constantFrom("items", "snapshots", "diskBackups", "restorePoints", "disks", "jobs"),
  ])("hiding evidence makes no backup appear", async (given, hidden) => {
    const seen = await statusOf(backupExists, known(given))
    fc.pre(seen !== "pass")
    expect(await statusOf(backupExists, known({ ...given, [hidden]: undefined }))).not.toBe("pass")
  })
})

describe("the newest backup is recent", () => {
  const disks = [exampleDisk()]
  const cases: [string, Given, Status][] = [
    [
      "26 hours old",
      { ...nothing, snapshots: [exampleSnapshot({ createdAt: "2026-11-21T06:00:00Z" })] },
      "pass",
    ],
    [
      "a little older",
      { ...nothing, snapshots: [exampleSnapshot({ createdAt: "2026-11-21T05:50:00Z" })] },
      "fail",
    ],
    [
      "an old and a new snapshot",
      { ...nothing, snapshots: [exampleSnapshot({ createdAt: "2026-10-01T00:00:00Z" }), exampleSnapshot()] },
      "pass",
    ],
    [
      "an old snapshot while the vaults are unread",
      {
        snapshots: [exampleSnapshot({ createdAt: "2026-10-01T00:00:00Z" })],
        diskBackups: [],
        restorePoints: [],
      },
      "unknown",
    ],
    [
      "a job of last night",
      { ...nothing, jobs: [{ name: "restic", schedule: "daily", lastSuccessAt: "2026-11-22T01:00:00Z" }] },
      "pass",
    ],
    [
      "a job of last week",
      { ...nothing, jobs: [{ name: "restic", schedule: "daily", lastSuccessAt: "2026-11-15T01:00:00Z" }] },
      "fail",
    ],
    [
      "a job that never says when",
      { ...nothing, jobs: [{ name: "restic", schedule: "daily", lastSuccessAt: null }] },
      "unknown",
    ],
  ]
  test.each(cases)("%s", async (_, given, expected) => {
    expect(await statusOf(backupRecent, { disks, ...given })).toBe(expected)
  })
})

describe("snapshots at a steady rhythm", () => {
  const cases: [string, Given, Status][] = [
    [
      "every night",
      at("2026-11-18T22:00Z", "2026-11-19T22:05Z", "2026-11-20T21:58Z", "2026-11-21T22:00Z"),
      "pass",
    ],
    [
      "two disks every night",
      at(
        "2026-11-18T22:00Z",
        "2026-11-18T22:01Z",
        "2026-11-19T22:00Z",
        "2026-11-19T22:01Z",
        "2026-11-20T22:00Z",
        "2026-11-20T22:01Z",
        "2026-11-21T22:00Z",
      ),
      "pass",
    ],
    [
      "two disks in two nights",
      at("2026-11-20T22:00Z", "2026-11-20T22:01Z", "2026-11-21T22:00Z", "2026-11-21T22:01Z"),
      "fail",
    ],
    [
      "now and then",
      at("2026-09-01T10:00Z", "2026-10-20T16:00Z", "2026-11-02T09:00Z", "2026-11-21T22:00Z"),
      "fail",
    ],
  ]
  test.each(cases)("%s", async (_, given, expected) => {
    expect(await statusOf(backupScheduled, given)).toBe(expected)
  })
})

describe("a backup survives the deletion of the deployment", () => {
  const facts = { vm: exampleVm(), disks: [exampleDisk()], ...nothing }
  const elsewhere = { snapshots: [exampleSnapshot({ resourceGroup: "snapshots" })] }
  const cases: [string, Given, Status][] = [
    ["soft delete in the VM's own group", inVault("Enabled", "chroma"), "pass"],
    ["no soft delete in the VM's own group", inVault("Disabled", "chroma"), "fail"],
    [
      "soft delete hidden in the VM's own group",
      { ...inVault(null, "chroma"), definition: exampleInfrastructure() },
      "unknown",
    ],
    [
      "another group, and Terraform owns no backup",
      { ...elsewhere, definition: exampleInfrastructure() },
      "pass",
    ],
    [
      "another group, and Terraform owns the backup",
      { ...elsewhere, definition: exampleInfrastructure({ backups: ["azurerm_snapshot.nightly"] }) },
      "fail",
    ],
    [
      "another group, and only variables are known",
      { ...elsewhere, definition: exampleInfrastructure({ kind: "tfvars" }) },
      "unknown",
    ],
    ["no backup in Azure", {}, "unknown"],
  ]
  test.each(cases)("%s", async (_, given, expected) => {
    expect(await statusOf(backupOutsideBlastRadius, { ...facts, ...given })).toBe(expected)
  })
})
