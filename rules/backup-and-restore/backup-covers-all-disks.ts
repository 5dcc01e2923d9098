import {
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  defineRule,
  guest,
  judgeDataDisk,
  notApplicable,
  undecided,
  unlockLists,
  unreadLists,
} from "../../src/rule.ts"
import { backUpEveryDisk, takeSnapshot } from "../azure-backup.ts"
import { exampleBackupItem, exampleDisk, exampleOsDisk, exampleVolume } from "../examples.ts"

export default defineRule({
  id: "backup-covers-all-disks",
  area: "backup-and-restore",
  severity: "high",
  profile: "production",
  title: "No disk that may hold the data is left out of the backup",
  failureTitle: "The disk that holds the data is left out of the backup",
  why:
    "Azure Backup and restore points can exclude disks, and a snapshot holds one disk only. It is common to " +
    "exclude the large data disk to save money, which leaves a backup of the operating system: it restores " +
    "without complaint, and without a single vector.",
  references: [
    "https://learn.microsoft.com/azure/backup/selective-disk-backup-restore",
    "https://learn.microsoft.com/azure/virtual-machines/virtual-machines-create-restore-points",
  ],
  presupposes: { "backup-exists": "there is no backup that could leave a disk out" },
  needs: { disks: azure.disks },
  wants: { ...backupLists, volume: guest.dataVolume },

  check(facts) {
    const copies = copiesIn(facts)
    const verdict = judgeDataDisk(candidateDisks(facts.disks, facts.volume), {
      met: (disk) => copies.some((copy) => copy.holds(disk)),
      observe: (disk) => copies.find((copy) => copy.holds(disk))?.name ?? "left out",
      expected: "every disk that may hold the data in a backup",
    })
    if (verdict.status === "pass") return verdict
    const unread = unreadLists(facts)
    if (unread.length > 0)
      return undecided(
        `Not every disk was found in a backup, but these could not be read: ${unread.join(", ")}.`,
        unlockLists,
      )
    return copies.length > 0
      ? verdict
      : notApplicable(
          "The backup is not one of disks: Azure has no recovery point, snapshot or restore point.",
        )
  },

  effort: "minutes",
  fix: ({ disks, items = [] }) => ({
    summary: "Take every disk into the backup.",
    commands: items.length > 0 ? items.map(backUpEveryDisk) : disks.map(takeSnapshot),
  }),

  examples: [
    {
      title: "Azure Backup excludes nothing",
      status: "pass",
      given: { disks: [exampleOsDisk(), exampleDisk()], items: [exampleBackupItem()] },
    },
    {
      title: "the data is on LUN 0, which Azure Backup excludes",
      status: "fail",
      says: "az backup protection",
      given: {
        disks: [exampleOsDisk(), exampleDisk()],
        items: [exampleBackupItem({ excludedLuns: [0] })],
        snapshots: [],
        diskBackups: [],
        restorePoints: [],
        volume: exampleVolume(),
      },
    },
    {
      title: "LUN 0 is excluded, and nobody knows what is on it",
      status: "unknown",
      given: {
        disks: [exampleOsDisk(), exampleDisk()],
        items: [exampleBackupItem({ excludedLuns: [0] })],
        snapshots: [],
        diskBackups: [],
        restorePoints: [],
      },
    },
    {
      title: "a job inside the VM copies the files",
      status: "not-applicable",
      given: { disks: [exampleDisk()], items: [], snapshots: [], diskBackups: [], restorePoints: [] },
    },
  ],
})
