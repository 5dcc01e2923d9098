import {
  azure,
  backupLists,
  copiesIn,
  defineRule,
  fail,
  guest,
  pass,
  undecided,
  unknownBecause,
  unlockLists,
  unreadLists,
} from "../../src/rule.ts"
import { protectVm } from "../azure-backup.ts"
import { exampleBackupItem, exampleDiskBackup, exampleSnapshot } from "../examples.ts"

export default defineRule({
  id: "backup-scheduled",
  area: "backup-and-restore",
  severity: "medium",
  profile: "production",
  title: "Backups are made on a schedule",
  failureTitle: "Backups are made by hand",
  why:
    "A backup that needs a person to remember it is made before a change and forgotten after it. A policy, a " +
    "timer or a steady rhythm of snapshots shows that something other than memory makes them.",
  references: [
    "https://learn.microsoft.com/azure/backup/backup-azure-vms-first-look-arm",
    "https://learn.microsoft.com/azure/backup/disk-backup-overview",
  ],
  presupposes: { "backup-exists": "there is no backup to schedule" },
  needs: {},
  wants: { ...backupLists, jobs: guest.backupJobs, vm: azure.virtualMachine },

  check(facts) {
    const { jobs = [] } = facts
    const expected = "a policy, a timer, or at least four backups at a steady rhythm"
    const copies = copiesIn(facts)
    const policy = copies.find(({ policyName }) => policyName)?.policyName
    if (policy) return pass({ observed: `the policy ${policy}`, expected })
    const job = jobs.find(({ schedule }) => schedule)
    if (job) return pass({ observed: `the job ${job.name} (${job.schedule})`, expected })

    const instants = copies.flatMap(({ at }) => at ?? []).map((at) => Date.parse(at))
    if (isSteady(instants))
      return pass({ observed: `${instants.length} backups at a steady rhythm`, expected })

    const unread = unreadLists(facts)
    if (unread.length > 0)
      return undecided(
        `No schedule was found, but these could not be read: ${unread.join(", ")}.`,
        unlockLists,
      )
    if (copies.length === 0)
      return undecided(
        "The backup is made outside Azure, and nothing shows what starts it.",
        "Run the guest script inside the VM and give its output with --guest-output.",
      )
    return fail({
      observed: `${copies.length} ${copies.length === 1 ? "backup" : "backups"} without a policy or a steady rhythm`,
      expected,
      resources: copies.map(({ id }) => id),
    })
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Protect the VM with Azure Backup, whose policy makes a backup every day.",
    ...protectVm(vm),
  }),

  examples: [
    { title: "an Azure Backup policy", status: "pass", given: { items: [exampleBackupItem()] } },
    { title: "a Disk Backup policy", status: "pass", given: { diskBackups: [exampleDiskBackup()] } },
    {
      title: "a snapshot every night",
      status: "pass",
      given: {
        items: [],
        diskBackups: [],
        restorePoints: [],
        snapshots: ["18", "19", "20", "21"].map(snapshotOf),
      },
    },
    {
      title: "one snapshot",
      status: "fail",
      says: "1 backup without a policy",
      given: { items: [], diskBackups: [], restorePoints: [], snapshots: [exampleSnapshot()] },
    },
    {
      title: "one snapshot, and the vaults cannot be read",
      status: "unknown",
      given: {
        items: unknownBecause("forbidden", "403 on the vaults", "Microsoft.RecoveryServices/vaults/read"),
        diskBackups: [],
        restorePoints: [],
        snapshots: [exampleSnapshot()],
      },
    },
    { title: "no backup at all", status: "not-applicable", failing: "backup-exists", given: { items: [] } },
  ],
})

/**
 * Whether the last three intervals differ by less than half. Disks of one machine are snapshotted within
 * minutes of each other, which counts as one backup.
 */
function isSteady(instants: readonly number[]): boolean {
  const sorted = instants.toSorted((one, other) => one - other)
  const rounds = sorted.filter((instant, index) => instant - (sorted[index - 1] ?? -Infinity) > 900_000)
  const lastFour = rounds.slice(-4)
  const intervals = lastFour.slice(1).map((instant, index) => instant - (lastFour[index] ?? 0))
  return intervals.length === 3 && Math.max(...intervals) < 1.5 * Math.min(...intervals)
}

function snapshotOf(day: string) {
  const snapshot = exampleSnapshot()
  return { ...snapshot, id: `${snapshot.id}-${day}`, createdAt: `2026-11-${day}T22:00:00Z` }
}
