import type { ValueOf } from "../model/evidence.ts"
import { groupOf, nameOf, sameId } from "./arm-id.ts"
import { backupItems, diskBackups, restorePoints, snapshots, type Disk } from "./azure.ts"

/** The places where ARM shows backups. A rule wants all of them: one good find is enough. */
export const backupLists = { items: backupItems, diskBackups, snapshots, restorePoints }

type Lists = { [K in keyof typeof backupLists]: ValueOf<(typeof backupLists)[K]> | undefined }
type BackupItem = ValueOf<typeof backupItems>[number]

/** Something that disks can be restored from. */
export interface Copy {
  /** For people: "snapshot chroma-data-20261121". */
  name: string
  id: string
  /** Of the newest point, ISO 8601; null when ARM does not say. */
  at: string | null
  /** Null for a vault's item: the vault says where it is. */
  location: string | null
  resourceGroup: string
  /** All disks at one instant, rather than one disk. */
  wholeMachine: boolean
  /** What makes it, when that is known. */
  policyName?: string | null
  /** When it is Azure Backup's of the machine. */
  item?: BackupItem
  holds: (disk: Disk) => boolean
}

/** What the lists that could be read hold; what cannot be restored from (yet) is left out. */
export const copiesIn = ({
  items = [],
  diskBackups = [],
  snapshots = [],
  restorePoints = [],
}: Lists): Copy[] => [
  ...items.filter(isProtecting).map((item) => ({
    name: `Azure Backup in vault ${item.vaultName}`,
    id: item.id,
    at: item.lastRecoveryPointAt,
    location: null,
    resourceGroup: groupOf(item.vaultId),
    wholeMachine: true,
    policyName: item.policyName,
    item,
    holds: ({ lun }: Disk) => lun === null || !item.excludedLuns.includes(lun),
  })),
  ...diskBackups.flatMap((backup) =>
    backup.pointsAt.map((at) => ({
      name: `Disk Backup in vault ${backup.vaultName}`,
      id: backup.id,
      at,
      location: backup.location,
      resourceGroup: backup.snapshotResourceGroup,
      wholeMachine: false,
      policyName: backup.protectionState === "ProtectionConfigured" ? backup.policyName : null,
      holds: ({ id }: Disk) => sameId(id, backup.diskId),
    })),
  ),
  ...snapshots
    .filter(({ completionPercent }) => completionPercent === 100)
    .map((snapshot) => ({
      name: `snapshot ${snapshot.name}`,
      id: snapshot.id,
      at: snapshot.createdAt,
      location: snapshot.location,
      resourceGroup: snapshot.resourceGroup,
      wholeMachine: false,
      holds: ({ id }: Disk) => sameId(id, snapshot.sourceDiskId),
    })),
  ...restorePoints
    .filter(({ provisioningState }) => provisioningState === "Succeeded")
    .map((point) => ({
      name: `restore point ${nameOf(point.id)}`,
      id: point.id,
      at: point.createdAt,
      location: point.location,
      resourceGroup: point.resourceGroup,
      wholeMachine: true,
      holds: ({ id }: Disk) => !point.excludedDiskIds.some((excluded) => sameId(id, excluded)),
    })),
]

/** A stopped or soft-deleted item makes no backups; one whose last run failed still has its points. */
export const isProtecting = ({ protectionState, softDeleted, lastRecoveryPointAt }: BackupItem): boolean =>
  !softDeleted &&
  (protectionState === "Protected" || (protectionState === "ProtectionError" && lastRecoveryPointAt !== null))

/** The lists that could not be read, named as the end of "could not read …". */
export const unreadLists = (lists: Lists): string[] =>
  Object.entries(backupLists)
    .filter(([name]) => lists[name as keyof Lists] === undefined)
    .map(([, { title }]) => title)

/** What to do when a list could not be read. */
export const unlockLists =
  "Give the identity Reader on the subscriptions that hold the vaults, snapshots and restore points."

/** The newest copy that holds the disk, if any has a date. */
export const newestOf = (copies: readonly Copy[], disk: Disk): Copy | undefined =>
  copies
    .filter((copy) => copy.at !== null && copy.holds(disk))
    .toSorted((one, other) => Date.parse(other.at ?? "") - Date.parse(one.at ?? ""))[0]
