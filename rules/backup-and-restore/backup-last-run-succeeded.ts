import {
  az,
  azure,
  defineRule,
  fail,
  groupOf,
  isProtecting,
  judgeEach,
  notApplicable,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { backUpNow } from "../azure-backup.ts"
import { exampleBackupItem } from "../examples.ts"

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

  check({ items }) {
    if (items.length === 0) return notApplicable("No vault protects the VM: Azure Backup has nothing to run.")
    const active = items.filter(isProtecting)
    // What an earlier vault still keeps does not count against a VM that another one protects.
    return judgeEach(active.length > 0 ? active : items, (item) => {
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
    })
  },

  effort: "hours",
  fix: ({ items }) => ({
    summary: "Read why the job failed, mend it, and make a backup now.",
    commands: items.flatMap((item) => [
      az`backup job list --resource-group ${groupOf(item.vaultId)} --vault-name ${item.vaultName} --status Failed --output table`,
      backUpNow(item),
    ]),
  }),

  examples: [
    { title: "last night's job completed", status: "pass", given: { items: [exampleBackupItem()] } },
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
    { title: "snapshots instead of Azure Backup", status: "not-applicable", given: { items: [] } },
  ],
})
