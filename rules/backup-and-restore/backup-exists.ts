import {
  attestation,
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  declared,
  defineRule,
  disclaims,
  guest,
  isProtecting,
  judgeDataDisk,
  notApplicable,
  pass,
  said,
  undecided,
  unknownBecause,
  unlockLists,
  unreadLists,
} from "../../src/rule.ts"
import { protectVm } from "../azure-backup.ts"
import {
  exampleBackupItem,
  exampleDiskBackup,
  exampleDisk,
  exampleOsDisk,
  exampleStatement,
  exampleVm,
  exampleInfrastructure,
} from "../examples.ts"

const expected = "a backup that holds the disk with the data"

export default defineRule({
  id: "backup-exists",
  area: "backup-and-restore",
  severity: "critical",
  profile: "baseline",
  ceiling: 59,
  title: "The data is backed up",
  failureTitle: "The data is not backed up",
  why:
    "A Chroma server keeps everything on one volume and has no replica: whoever deletes the disk, replaces " +
    "the VM or fills it with bad data has deleted the database. Chroma makes no backups of its own, so " +
    "something outside it must: Azure Backup, snapshots, restore points or a job that copies the files.",
  references: [
    "https://cookbook.chromadb.dev/strategies/backup/",
    "https://learn.microsoft.com/azure/backup/backup-azure-vms-introduction",
  ],
  needs: {},
  wants: {
    ...backupLists,
    disks: azure.disks,
    volume: guest.dataVolume,
    jobs: guest.backupJobs,
    definition: declared.infrastructure,
    stated: attestation("backup-exists"),
    vm: azure.virtualMachine,
  },

  check(facts) {
    const { disks, volume, jobs = [], definition, stated } = facts
    if (stated && disclaims(stated)) return notApplicable(`${said(stated)}.`)

    const copies = copiesIn(facts)
    const onDisks = judgeDataDisk(candidateDisks(disks ?? [], volume), {
      met: (disk) => copies.some((copy) => copy.holds(disk)),
      observe: (disk) => copies.find((copy) => copy.holds(disk))?.name ?? noBackup(facts.items),
      expected,
    })
    if (onDisks.status === "pass") return onDisks

    const [job] = jobs
    if (job) return pass({ observed: `the job ${job.name} inside the VM`, expected })
    if (stated) return pass({ observed: said(stated), expected })

    const unread = [...unreadLists(facts), ...(disks ? [] : [azure.disks.title])]
    const planned = definition?.backups.find((address) => protecting.test(address))
    // What is deployed outranks what is declared, so a definition counts only where Azure said nothing.
    if (planned && unread.length > Object.keys(backupLists).length)
      return pass({ observed: `${planned} is declared`, expected })
    if (unread.length > 0)
      return undecided(`No backup was found, but these could not be read: ${unread.join(", ")}.`, unlockLists)
    return onDisks
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Protect the VM with Azure Backup, in a vault of its own resource group.",
    ...protectVm(vm),
  }),

  examples: [
    {
      title: "Azure Backup protects the VM with all its disks",
      status: "pass",
      given: { items: [exampleBackupItem()], disks: [exampleOsDisk(), exampleDisk()] },
    },
    {
      title: "Disk Backup holds the only disk",
      status: "pass",
      given: { diskBackups: [exampleDiskBackup()], disks: [exampleDisk()] },
    },
    {
      title: "declared, and nothing is deployed that Azure could be asked about",
      status: "pass",
      given: { definition: exampleInfrastructure({ backups: ["azurerm_backup_protected_vm.chroma"] }) },
    },
    {
      title: "the vaults, snapshots and restore points were read, and there is none",
      status: "fail",
      says: "(no backup)",
      given: {
        items: [],
        snapshots: [],
        diskBackups: [],
        restorePoints: [],
        disks: [exampleOsDisk(), exampleDisk()],
        vm: exampleVm(),
      },
    },
    {
      title: "nothing was found, and the snapshots could not be listed",
      status: "unknown",
      given: {
        items: [],
        snapshots: unknownBecause("forbidden", "403 on the list", "Microsoft.Compute/snapshots/read"),
        diskBackups: [],
        restorePoints: [],
        disks: [exampleOsDisk()],
      },
    },
    {
      title: "a cache",
      status: "not-applicable",
      given: {
        stated: exampleStatement("backup-exists", {
          statement: "Not applicable: a cache that is rebuilt from its source in an hour.",
        }),
      },
    },
  ],
})

/** Terraform resources that protect a VM or a disk; a vault alone protects nothing. */
const protecting = /azurerm_(backup_protected_vm|data_protection_backup_instance_disk)\./

type Items = Parameters<typeof isProtecting>[0][]

function noBackup(items: Items = []): string {
  const idle = items.filter((item) => !isProtecting(item))
  const reasons = idle.map(
    (item) => `${item.softDeleted ? "soft-deleted" : item.protectionState} in vault ${item.vaultName}`,
  )
  return reasons.length > 0 ? `no backup, ${reasons.join(", ")}` : "no backup"
}
