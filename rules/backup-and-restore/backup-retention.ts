import {
  az,
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  defineRule,
  guest,
  judgeDataDisk,
  notApplicable,
  sameId,
  Type,
  undecided,
  unlockLists,
  unreadLists,
  type Copy,
  type Disk,
} from "../../src/rule.ts"
import { protectVm } from "../azure-backup.ts"
import { exampleBackupItem, exampleDisk, examplePolicy, exampleSnapshot } from "../examples.ts"

export default defineRule({
  id: "backup-retention",
  area: "backup-and-restore",
  severity: "medium",
  profile: "production",
  title: "Backups reach back at least a week",
  failureTitle: "Backups do not reach back a week",
  why:
    "Bad data is rarely noticed on the day it is written. If only the newest backup is kept, the corruption " +
    "or the mistaken delete is soon in every copy. Seven daily points give a week to notice; regulated " +
    "deployments commonly keep thirty (set minDailyPoints).",
  references: [
    "https://learn.microsoft.com/azure/backup/backup-azure-arm-vms-prepare",
    "https://learn.microsoft.com/security/benchmark/azure/mcsb-backup-recovery",
  ],
  presupposes: { "backup-exists": "there is no backup to keep" },
  needs: { disks: azure.disks },
  wants: {
    ...backupLists,
    policies: azure.backupPolicies,
    volume: guest.dataVolume,
    vm: azure.virtualMachine,
  },
  options: Type.Object({ minDailyPoints: Type.Integer({ default: 7, minimum: 1 }) }),

  check(facts, { options }) {
    const { disks, volume, policies = [] } = facts
    const copies = copiesIn(facts)
    const kept = (copy: Copy) =>
      policies.find(({ id }) => sameId(id, copy.item?.policyId))?.dailyRetentionDays
    const pointsOf = (disk: Disk) => {
      const holding = copies.filter((copy) => copy.holds(disk))
      return Math.max(daysOf(holding), ...holding.map((copy) => kept(copy) ?? 0))
    }
    const verdict = judgeDataDisk(candidateDisks(disks, volume), {
      met: (disk) => pointsOf(disk) >= options.minDailyPoints,
      observe: (disk) => `daily points: ${pointsOf(disk)}`,
      expected: `daily points: at least ${options.minDailyPoints}`,
    })
    if (verdict.status === "pass") return verdict

    const unread = unreadLists(facts)
    if (copies.some(({ item }) => item) && !facts.policies) unread.push(azure.backupPolicies.title)
    if (unread.length > 0)
      return undecided(
        `Too few daily points were found, but these could not be read: ${unread.join(", ")}.`,
        unlockLists,
      )
    return copies.length > 0
      ? verdict
      : notApplicable("The backup is made outside Azure, which keeps no points of it.")
  },

  effort: "minutes",
  fix({ policies = [], vm }, { options }) {
    const keep = options.minDailyPoints
    return policies.length > 0
      ? {
          summary: `Have the policy keep ${keep} daily points.`,
          commands: policies.map(
            ({ id }) =>
              az`backup policy show --ids ${id} | jq '.properties.retentionPolicy.dailySchedule.retentionDuration.count = ${keep}' > policy.json && az backup policy set --ids ${id} --policy @policy.json`,
          ),
        }
      : {
          summary:
            "Protect the VM with Azure Backup, whose policy keeps 30 daily points unless told otherwise.",
          ...protectVm(vm),
        }
  },

  examples: [
    {
      title: "the policy keeps thirty days",
      status: "pass",
      given: { disks: [exampleDisk()], items: [exampleBackupItem()], policies: [examplePolicy()] },
    },
    {
      title: "one snapshot is kept",
      status: "fail",
      says: "Protect the",
      given: {
        disks: [exampleDisk()],
        items: [],
        diskBackups: [],
        restorePoints: [],
        snapshots: [exampleSnapshot()],
      },
    },
    {
      title: "the policy cannot be read",
      status: "unknown",
      given: {
        disks: [exampleDisk()],
        items: [exampleBackupItem()],
        diskBackups: [],
        restorePoints: [],
        snapshots: [],
      },
    },
    {
      title: "a job inside the VM copies the files elsewhere",
      status: "not-applicable",
      given: { disks: [exampleDisk()], items: [], diskBackups: [], restorePoints: [], snapshots: [] },
    },
  ],
})

/** Different days (UTC) on which there is a copy. */
const daysOf = (copies: readonly Copy[]): number =>
  new Set(copies.flatMap(({ at }) => at?.slice(0, 10) ?? [])).size
