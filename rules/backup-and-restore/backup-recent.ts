import {
  attestation,
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  defineRule,
  fail,
  guest,
  judgeDataDisk,
  newestOf,
  pass,
  said,
  Type,
  undecided,
  unlockLists,
  unreadLists,
} from "../../src/rule.ts"
import { backUpNow, takeSnapshot } from "../azure-backup.ts"
import {
  exampleBackupItem,
  exampleDisk,
  exampleOsDisk,
  exampleSnapshot,
  exampleStatement,
} from "../examples.ts"

export default defineRule({
  id: "backup-recent",
  area: "backup-and-restore",
  severity: "high",
  profile: "production",
  title: "The newest backup is within the recovery point objective",
  failureTitle: "The newest backup is older than the recovery point objective",
  why:
    "Everything written since the newest backup is lost when the disk is. A backup that once worked and then " +
    "quietly stopped is the usual way to find out. The default of 26 hours allows a nightly backup two hours " +
    "of delay; set maxAgeHours to your own recovery point objective.",
  references: [
    "https://learn.microsoft.com/azure/well-architected/reliability/disaster-recovery",
    "https://learn.microsoft.com/azure/backup/backup-azure-monitoring-built-in-monitor",
  ],
  presupposes: { "backup-exists": "there is no backup to judge the age of" },
  needs: {},
  wants: {
    ...backupLists,
    disks: azure.disks,
    volume: guest.dataVolume,
    jobs: guest.backupJobs,
    stated: attestation("backup-recent"),
  },
  options: Type.Object({ maxAgeHours: Type.Number({ default: 26, exclusiveMinimum: 0 }) }),

  check(facts, { at, options }) {
    const { disks, volume, jobs = [], stated } = facts
    const expected = `at most ${options.maxAgeHours} hours old`
    const hoursSince = (when: string) => Math.round((at.getTime() - Date.parse(when)) / 360_000) / 10
    const isRecent = (when: string | null | undefined) => !!when && hoursSince(when) <= options.maxAgeHours

    const copies = copiesIn(facts)
    const candidates = candidateDisks(disks ?? [], volume)
    const onDisks = judgeDataDisk(candidates, {
      met: (disk) => isRecent(newestOf(copies, disk)?.at),
      observe(disk) {
        const newest = newestOf(copies, disk)
        return newest?.at ? `${newest.name}, ${hoursSince(newest.at)} hours old` : "no dated backup"
      },
      expected,
    })
    if (onDisks.status === "pass") return onDisks

    const [job] = jobs.toSorted(
      (one, other) => Date.parse(other.lastSuccessAt ?? never) - Date.parse(one.lastSuccessAt ?? never),
    )
    const ofJob = {
      observed: job?.lastSuccessAt
        ? `the job ${job.name} inside the VM, ${hoursSince(job.lastSuccessAt)} hours ago`
        : "",
      expected,
    }
    if (isRecent(job?.lastSuccessAt)) return pass(ofJob)
    if (stated) return pass({ observed: said(stated), expected })

    const unread = unreadLists(facts)
    if (unread.length > 0)
      return undecided(
        `No recent backup was found, but these could not be read: ${unread.join(", ")}.`,
        unlockLists,
      )
    if (candidates.some((disk) => newestOf(copies, disk))) return onDisks
    if (ofJob.observed) return fail(ofJob)
    return undecided(
      "Nothing says when the newest backup was made.",
      "Give the output of the guest script with --guest-output, or state it in the attestations file.",
    )
  },

  effort: "hours",
  fix: ({ items = [], disks = [] }) => ({
    summary: "Make a backup now, then find out why the last ones did not run.",
    commands: items.length > 0 ? items.map(backUpNow) : disks.map(takeSnapshot),
  }),

  examples: [
    {
      title: "backed up in the night before",
      status: "pass",
      at: "2026-11-22T08:00:00Z",
      given: {
        items: [exampleBackupItem()],
        snapshots: [],
        diskBackups: [],
        restorePoints: [],
        disks: [exampleOsDisk(), exampleDisk()],
      },
    },
    {
      title: "the newest snapshot of the data disk is five days old",
      status: "fail",
      says: "az snapshot create",
      at: "2026-11-22T08:00:00Z",
      given: {
        items: [],
        snapshots: [exampleSnapshot({ createdAt: "2026-11-17T08:00:00Z" })],
        diskBackups: [],
        restorePoints: [],
        disks: [exampleDisk()],
      },
    },
    {
      title: "backed up by other means, and nobody says when",
      status: "unknown",
      given: { items: [], snapshots: [], restorePoints: [], disks: [exampleDisk()] },
    },
    {
      title: "no backup at all",
      status: "not-applicable",
      failing: "backup-exists",
      given: { stated: exampleStatement("backup-recent") },
    },
  ],
})

/** When a job last succeeded that has not succeeded yet. */
const never = "1970-01-01"
