import {
  az,
  azure,
  defineRule,
  fail,
  groupOf,
  isProtecting,
  judgeEach,
  nameOf,
  notApplicable,
  pass,
  undecided,
  unknownBecause,
  unlockLists,
  type ValueOf,
  type Verdict,
} from "../../src/rule.ts"
import { backUpNow } from "../azure-backup.ts"
import { exampleBackupItem, exampleDiskBackup, forbidden } from "../examples.ts"

export default defineRule({
  id: "backup-last-run-succeeded",
  area: "backup-and-restore",
  severity: "high",
  profile: "production",
  title: "The last Azure Backup job succeeded",
  failureTitle: "The last Azure Backup job did not succeed",
  why:
    "A failed backup leaves the previous recovery points where they are, so nothing looks broken until they " +
    "expire. Stopped or soft-deleted protection is the same with a longer fuse: the points are there and no " +
    "new one will come.",
  references: [
    "https://learn.microsoft.com/azure/backup/backup-azure-monitoring-built-in-monitor",
    "https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot",
  ],
  presupposes: { "backup-exists": "there is no backup that could run" },
  needs: { items: azure.backupItems },
  wants: { diskBackups: azure.diskBackups },

  check({ items, diskBackups }) {
    if (items.length === 0 && diskBackups === undefined)
      return undecided(
        "No vault protects the VM, and whether one protects its disks could not be read.",
        unlockLists,
      )
    const active = items.filter(isProtecting)
    const verdicts = [
      // What an earlier vault still keeps does not count against a VM that another one protects.
      ...(active.length > 0 ? active : items).map(judgeItem),
      ...(diskBackups ?? []).map(judgeDiskBackup),
    ]
    if (verdicts.length === 0)
      return notApplicable("No vault protects the VM or its disks: Azure Backup has nothing to run.")
    return judgeEach(verdicts, (verdict) => verdict)
  },

  effort: "hours",
  fix: ({ items, diskBackups = [] }) => ({
    summary: "Read why the job failed, mend it, and make a backup now.",
    commands: [
      ...items.flatMap((item) => [
        az`backup job list --resource-group ${groupOf(item.vaultId)} --vault-name ${item.vaultName} --status Failed --output table`,
        backUpNow(item),
      ]),
      ...diskBackups
        .filter(({ protectionState }) => protectionState !== configured)
        .map(({ id }) => az`dataprotection backup-instance resume-protection --ids ${id}`),
    ],
  }),

  examples: [
    { title: "last night's job completed", status: "pass", given: { items: [exampleBackupItem()] } },
    {
      title: "Disk Backup goes on",
      status: "pass",
      given: { items: [], diskBackups: [exampleDiskBackup()] },
    },
    {
      title: "Disk Backup was stopped",
      status: "fail",
      says: "az dataprotection backup-instance resume-protection",
      given: { items: [], diskBackups: [exampleDiskBackup({ protectionState: "ProtectionStopped" })] },
      fixed: { diskBackups: [exampleDiskBackup()] },
    },
    {
      title: "last night's job failed",
      status: "fail",
      given: { items: [exampleBackupItem({ lastBackupStatus: "Failed" })] },
    },
    {
      title: "protection was stopped, the points are kept",
      status: "fail",
      given: { items: [exampleBackupItem({ protectionState: "ProtectionStopped" })] },
    },
    {
      title: "the vaults cannot be read",
      status: "unknown",
      given: { items: unknownBecause("forbidden", "403 on the vaults") },
    },
    {
      title: "whether Disk Backup runs cannot be read",
      status: "unknown",
      given: {
        items: [],
        diskBackups: forbidden("Microsoft.DataProtection/backupVaults/read"),
      },
    },
    {
      title: "snapshots instead of Azure Backup",
      status: "not-applicable",
      given: { items: [], diskBackups: [] },
    },
  ],
})

type BackupItem = ValueOf<typeof azure.backupItems>[number]
type DiskBackup = ValueOf<typeof azure.diskBackups>[number]

function judgeItem(item: BackupItem): Verdict {
  const { id, vaultName, protectionState, softDeleted, lastBackupStatus, lastBackupAt } = item
  const state = softDeleted ? "soft-deleted" : protectionState
  const sighting = {
    observed: `${state} in vault ${vaultName}, last job ${lastBackupStatus ?? "not shown"} (${lastBackupAt ?? "no time"})`,
    expected: "Protected, last job Completed",
    resources: [id],
  }
  if (state !== "Protected") return fail(sighting)
  if (!lastBackupStatus)
    return undecided(
      `The vault ${vaultName} does not say how its last job ended.`,
      "Run the audit again after the next backup.",
    )
  return lastBackupStatus.startsWith("Completed") ? pass(sighting) : fail(sighting)
}

const configured = "ProtectionConfigured"

/** Disk Backup shows no jobs to a reader of the vault: its state turns into an error when they fail. */
function judgeDiskBackup({ id, vaultName, diskId, protectionState }: DiskBackup): Verdict {
  const sighting = {
    observed: `${protectionState} for disk ${nameOf(diskId)} in vault ${vaultName}`,
    expected: configured,
    resources: [id],
  }
  return protectionState === configured ? pass(sighting) : fail(sighting)
}
