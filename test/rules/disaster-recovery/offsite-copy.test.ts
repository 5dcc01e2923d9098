import { expect, test } from "vitest"
import offsiteCopy from "../../../rules/disaster-recovery/offsite-copy.ts"
import {
  exampleBackupItem,
  exampleDisk,
  exampleOsDisk,
  exampleReplication,
  exampleSnapshot,
  exampleStatement,
  exampleVault,
  exampleVolume,
} from "../../../rules/examples.ts"
import type { Status } from "../../../src/model/rule.ts"
import { runExample } from "../../../src/testing.ts"

const readAndEmpty = { items: [], snapshots: [], diskBackups: [], restorePoints: [], replication: [] }
const inVault = (redundancy: string | null) => ({
  items: [exampleBackupItem()],
  vaults: [exampleVault({ redundancy })],
})
const { vaults: _, ...inHiddenVault } = inVault(null)

const cases: [string, Record<string, unknown>, Status][] = [
  ["a geo-redundant vault", inVault("GeoRedundant"), "pass"],
  ["a zone-redundant vault", inVault("ZoneRedundant"), "fail"],
  ["a vault that cannot be read", inHiddenVault, "unknown"],
  ["a snapshot in another region", { snapshots: [exampleSnapshot({ location: "northeurope" })] }, "pass"],
  [
    "a region written as people write it",
    { snapshots: [exampleSnapshot({ location: "West Europe" })] },
    "fail",
  ],
  [
    "a snapshot elsewhere of another disk than the one with the data",
    {
      disks: [exampleOsDisk(), exampleDisk()],
      volume: exampleVolume(),
      snapshots: [exampleSnapshot({ location: "northeurope", sourceDiskId: exampleOsDisk().id })],
    },
    "fail",
  ],
  ["replication to another region", { replication: [exampleReplication()] }, "pass"],
  [
    "replication between zones of one region",
    { replication: [exampleReplication({ recoveryRegion: "westeurope" })] },
    "fail",
  ],
  [
    "replication that is not yet protected",
    { replication: [exampleReplication({ protectionState: "EnableProtectionInProgress" })] },
    "fail",
  ],
  ["a statement", { stated: exampleStatement("offsite-copy") }, "pass"],
]
test.each(cases)("%s", async (_, given, expected) => {
  const facts = { disks: [exampleDisk()], ...readAndEmpty, ...given }
  expect((await runExample(offsiteCopy, { title: "", status: "pass", given: facts })).status).toBe(expected)
})
