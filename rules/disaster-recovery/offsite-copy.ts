import {
  attestation,
  az,
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  defineRule,
  guest,
  judgeDataDisk,
  pass,
  said,
  sameId,
  undecided,
  unlockLists,
  unreadLists,
  type Copy,
  type Disk,
} from "../../src/rule.ts"
import {
  exampleBackupItem,
  exampleDisk,
  exampleSnapshot,
  exampleVault,
  exampleReplication,
} from "../examples.ts"

export default defineRule({
  id: "offsite-copy",
  area: "disaster-recovery",
  severity: "high",
  profile: "production",
  title: "A copy of the data lies in another region",
  failureTitle: "Every copy of the data lies in one region",
  why:
    "Locally redundant disks, snapshots and vaults share the fate of their region. When it is lost, or its " +
    "control plane is unreachable for a day, only a copy elsewhere can be restored: in a geo-redundant vault, " +
    "in a snapshot copied to another region, or by replication.",
  references: [
    "https://learn.microsoft.com/azure/backup/backup-create-recovery-services-vault",
    "https://learn.microsoft.com/azure/virtual-machines/disks-copy-incremental-snapshot-across-regions",
    "https://learn.microsoft.com/azure/site-recovery/azure-to-azure-architecture",
  ],
  presupposes: { "backup-exists": "there is no copy that could lie elsewhere" },
  needs: { disks: azure.disks },
  wants: {
    ...backupLists,
    vaults: azure.vaults,
    replication: azure.replication,
    volume: guest.dataVolume,
    stated: attestation("offsite-copy"),
  },

  check(facts) {
    const { disks, volume, vaults, replication, stated } = facts
    const expected = "a geo-redundant vault, a copy in another region, or replication to one"
    const replica = replication?.find(
      ({ protectionState, recoveryRegion }) =>
        /^protected$/i.test(protectionState) && recoveryRegion !== null && isElsewhere(recoveryRegion, disks),
    )
    if (replica) return pass({ observed: `replicated to ${replica.recoveryRegion}`, expected })

    const copies = copiesIn(facts)
    const vaultOf = ({ item }: Copy) => vaults?.find(({ id }) => sameId(id, item?.vaultId))
    const isOffsite = (copy: Copy, disk: Disk) =>
      copy.location === null
        ? vaultOf(copy)?.redundancy === "GeoRedundant"
        : isElsewhere(copy.location, [disk])
    const verdict = judgeDataDisk(candidateDisks(disks, volume), {
      met: (disk) => copies.some((copy) => copy.holds(disk) && isOffsite(copy, disk)),
      observe: (disk) =>
        copies
          .filter((copy) => copy.holds(disk))
          .map(
            (copy) => `${copy.name}, ${copy.location ?? vaultOf(copy)?.redundancy ?? "redundancy not shown"}`,
          )
          .join(", ") || "no copy",
      expected,
    })
    if (verdict.status === "pass") return verdict
    if (stated) return pass({ observed: said(stated), expected })

    const hidden = copies.some((copy) => copy.item && (vaultOf(copy)?.redundancy ?? null) === null)
    const unread = [
      ...unreadLists(facts),
      ...(replication ? [] : [azure.replication.title]),
      ...(hidden ? ["the redundancy of the vault"] : []),
    ]
    return unread.length > 0
      ? undecided(
          `No copy elsewhere was found, but these could not be read: ${unread.join(", ")}.`,
          unlockLists,
        )
      : verdict
  },

  effort: "hours",
  fix({ disks, vaults = [] }) {
    const [vault] = vaults
    return {
      summary: vault
        ? "A vault's redundancy cannot be changed once it protects something: make a geo-redundant one and move the protection."
        : "Copy snapshots of the disks to another region, or protect the VM with a geo-redundant vault.",
      commands: vault
        ? [
            az`backup vault create --resource-group ${vault.resourceGroup} --name ${vault.name}-geo --location ${vault.location}`,
            az`backup vault backup-properties set --resource-group ${vault.resourceGroup} --name ${vault.name}-geo --backup-storage-redundancy GeoRedundant --cross-region-restore-flag true`,
          ]
        : disks.map(
            ({ name, resourceGroup }) =>
              az`snapshot create --resource-group ${resourceGroup} --name ${name}-offsite --location ${"<another region>"} --source ${`<ID of an incremental snapshot of ${name}>`} --incremental true --copy-start true`,
          ),
    }
  },

  examples: [
    {
      title: "a geo-redundant vault",
      status: "pass",
      given: { disks: [exampleDisk()], items: [exampleBackupItem()], vaults: [exampleVault()] },
    },
    {
      title: "replicated by Site Recovery",
      status: "pass",
      given: { disks: [exampleDisk()], replication: [exampleReplication()] },
    },
    {
      title: "snapshots in the disk's region",
      status: "fail",
      given: {
        disks: [exampleDisk()],
        items: [],
        diskBackups: [],
        restorePoints: [],
        snapshots: [exampleSnapshot()],
        replication: [],
      },
    },
    {
      title: "the vault does not show its redundancy",
      status: "unknown",
      given: {
        disks: [exampleDisk()],
        items: [exampleBackupItem()],
        diskBackups: [],
        restorePoints: [],
        snapshots: [],
        replication: [],
        vaults: [exampleVault({ redundancy: null })],
      },
    },
    {
      title: "no backup at all",
      status: "not-applicable",
      failing: "backup-exists",
      given: { disks: [exampleDisk()] },
    },
  ],
})

/** ARM writes a region as "westeurope" or, in places, "West Europe". */
const region = (location: string): string => location.replaceAll(" ", "").toLowerCase()
const isElsewhere = (location: string, disks: readonly Disk[]): boolean =>
  disks.length > 0 && disks.every((disk) => region(disk.location) !== region(location))
