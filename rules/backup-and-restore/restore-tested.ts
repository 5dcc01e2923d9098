import { attestedRule } from "../attested.ts"

export default attestedRule({
  id: "restore-tested",
  area: "backup-and-restore",
  severity: "medium",
  profile: "production",
  title: "A restore has been rehearsed within half a year",
  failureTitle: "The last rehearsed restore is too long ago",
  why:
    "A backup that was never restored is a hope. A drill shows whether the copy opens, whether the collections " +
    "and their counts are there, how long it takes, and whether the people on call know how.",
  references: [
    "https://learn.microsoft.com/azure/well-architected/reliability/disaster-recovery",
    "https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms",
  ],
  presupposes: { "backup-exists": "there is no backup to restore" },
  maxAgeDays: 180,
  statement: "Restored last night's backup into staging in 22 minutes; counts of all collections agree.",
  remedy: "Restore the newest backup beside production and compare the counts of the collections",
  effort: "hours",
})
