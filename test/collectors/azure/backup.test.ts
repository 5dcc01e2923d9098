import { describe, expect, test } from "vitest"
import {
  describeBackupItem,
  describePolicy,
  describeReplication,
  describeVault,
  excludedLuns,
} from "../../../src/collectors/azure/backup.ts"

const vault = "/Subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v"

test.each<[string, Parameters<typeof excludedLuns>[0], number[]]>([
  ["no choice takes every disk", {}, []],
  ["a list of the disks left out", { diskLunList: [1], isInclusionList: false }, [1]],
  ["a list of the only disks taken", { diskLunList: [1], isInclusionList: true }, [0, 2]],
  ["a list that takes none", { diskLunList: [], isInclusionList: true }, [0, 1, 2]],
])("%s", (_, choice, excluded) => {
  expect(excludedLuns(choice, [0, 1, 2])).toEqual(excluded)
})

test("a backup item knows its vault by its own id", () => {
  const id = `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`
  const described = describeBackupItem(
    { id, properties: { protectionState: "IRPending" } },
    { location: "westeurope" },
  )
  expect(described).toMatchObject({
    vaultId: vault,
    vaultName: "v",
    protectionState: "IRPending",
    lastBackupStatus: null,
    lastRecoveryPointAt: null,
    softDeleted: false,
  })
})

describe("a policy keeps daily points", () => {
  test.each<[string, object | undefined, number | null]>([
    ["for days", { dailySchedule: { retentionDuration: { count: 30, durationType: "Days" } } }, 30],
    ["for weeks", { dailySchedule: { retentionDuration: { count: 2, durationType: "Weeks" } } }, 14],
    ["for years", { dailySchedule: { retentionDuration: { count: 1, durationType: "Years" } } }, 365],
    ["not at all, being weekly", { dailySchedule: null }, null],
    ["not said", undefined, null],
  ])("%s", (_, retentionPolicy, days) => {
    const properties = {
      schedulePolicy: { scheduleRunFrequency: "Daily" },
      ...(retentionPolicy ? { retentionPolicy } : {}),
    }
    expect(describePolicy({ id: "/p", name: "p", properties })).toMatchObject({ dailyRetentionDays: days })
  })
})

test("a vault that does not say how it is set up is not said to be set up badly", () => {
  expect(describeVault({ id: vault, name: "v", location: "westeurope" })).toMatchObject({
    redundancy: null,
    crossRegionRestore: null,
    softDelete: null,
    immutability: null,
  })
})

test("replication goes where the provider says, else where the fabric is called", () => {
  const properties = {
    protectionState: "Protected",
    replicationHealth: "Normal",
    recoveryFabricFriendlyName: "North",
  }
  expect(describeReplication({ id: "/r", properties })).toMatchObject({
    recoveryRegion: "North",
    lastTestFailoverAt: null,
  })
  expect(
    describeReplication({
      id: "/r",
      properties: { ...properties, providerSpecificDetails: { recoveryFabricLocation: "northeurope" } },
    }),
  ).toMatchObject({ recoveryRegion: "northeurope" })
})
