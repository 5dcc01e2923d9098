import type {
  DataDisk,
  Disk,
  OSDisk,
  RestorePoint,
  RestorePointCollection,
  Snapshot,
} from "@azure/arm-compute"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { nameAfter, resourceGroupOf, sameId, subscriptionOf } from "./arm-id.ts"
import { subscriptionsWithSnapshots } from "./graph.ts"
import { all, defineReading, listed, type Draft } from "./reading.ts"
import { getDisk, getVirtualMachine } from "./resources.ts"
import type { Session } from "./session.ts"

type AttachedDisk = azure.Disk
type DiskSnapshot = ValueOf<typeof azure.snapshots>[number]

export const disksReading = defineReading({
  token: azure.disks,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/disks/read"],
  async read(session, { vm }) {
    const { storageProfile } = await getVirtualMachine(session, vm.id)
    if (!storageProfile?.osDisk) throw new TypeError(`${vm.id} shows no OS disk`)
    const data = (storageProfile.dataDisks ?? []).toSorted((a, b) => a.lun - b.lun)
    return await all(
      [storageProfile.osDisk, ...data].map((attachment) => readAttached(session, vm, attachment)),
    )
  },
})

type Attachment = OSDisk | DataDisk
type Owner = Pick<ValueOf<typeof azure.virtualMachine>, "resourceGroup" | "location" | "zones">

/** Unmanaged and ephemeral disks are no resources of their own: all there is to know is in the VM. */
async function readAttached(
  session: Session,
  vm: Owner,
  attachment: Attachment,
): Promise<Draft<AttachedDisk>> {
  const id = attachment.managedDisk?.id
  const ephemeral = "diffDiskSettings" in attachment && attachment.diffDiskSettings?.option !== undefined
  if (!id || ephemeral) return describeInner(attachment, vm)
  return describeDisk(attachment, await getDisk(session, id))
}

const place = (attachment: Attachment) => ({
  role: "lun" in attachment ? "data" : "os",
  lun: "lun" in attachment ? attachment.lun : null,
  caching: attachment.caching ?? "None",
  deleteOption: attachment.deleteOption ?? "Detach",
})

export const describeDisk = (attachment: Attachment, disk: Disk): Draft<AttachedDisk> => ({
  ...place(attachment),
  id: disk.id,
  name: disk.name,
  resourceGroup: resourceGroupOf(disk.id ?? ""),
  managed: true,
  sku: disk.sku?.name,
  sizeGiB: disk.diskSizeGB,
  location: disk.location,
  zones: disk.zones ?? [],
  encryption: disk.encryption?.type ?? null,
  diskEncryptionSetId: disk.encryption?.diskEncryptionSetId ?? null,
  networkAccessPolicy: disk.networkAccessPolicy ?? "AllowAll",
  publicNetworkAccess: disk.publicNetworkAccess ?? "Enabled",
})

const describeInner = (attachment: Attachment, vm: Owner): Draft<AttachedDisk> => ({
  ...place(attachment),
  id: attachment.managedDisk?.id ?? attachment.vhd?.uri,
  name: attachment.name,
  resourceGroup: vm.resourceGroup,
  managed: attachment.managedDisk !== undefined,
  sku: attachment.managedDisk?.storageAccountType ?? "Standard_LRS",
  sizeGiB: attachment.diskSizeGB ?? 0,
  location: vm.location,
  zones: vm.zones,
  encryption: null,
  diskEncryptionSetId: attachment.managedDisk?.diskEncryptionSet?.id ?? null,
  networkAccessPolicy: "AllowAll",
  publicNetworkAccess: "Enabled",
})

export const unattachedDisksReading = defineReading({
  token: azure.unattachedDisks,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/disks/read"],
  async read({ compute }, { vm }) {
    const disks = await listed(compute(subscriptionOf(vm.id)).disks.listByResourceGroup(vm.resourceGroup))
    return disks
      .filter(({ diskState }) => diskState === "Unattached")
      .map(({ id, name, diskSizeGB }) => ({ id, name, sizeGiB: diskSizeGB }))
  },
})

export const snapshotsReading = defineReading({
  token: azure.snapshots,
  needs: { disks: azure.disks },
  permissions: ["Microsoft.Compute/snapshots/read"],
  async read(session, { disks }) {
    const managed = disks.filter(({ managed }) => managed)
    const [sources, lists] = await Promise.all([
      all(managed.map(({ id }) => getDisk(session, id))),
      subscriptionsWithSnapshots(session).then((ids) =>
        all(ids.map((id) => listed(session.compute(id).snapshots.list()))),
      ),
    ])
    const snapshots = lists.flat()
    return snapshots.flatMap((snapshot) => {
      const source = sourceDisk(snapshot, snapshots, sources)
      return source ? [describeSnapshot(snapshot, source)] : []
    })
  },
})

/**
 * The disk a snapshot was made of, following copies of copies. A disk that was deleted and made anew
 * under its old id is another disk: unique ids decide where both are shown.
 */
export function sourceDisk(
  snapshot: Snapshot,
  snapshots: readonly Snapshot[],
  disks: readonly Disk[],
  followed: readonly Snapshot[] = [],
): Disk | undefined {
  const { sourceResourceId, sourceUniqueId } = snapshot.creationData ?? {}
  const isSource = (one: Snapshot | Disk) =>
    sourceUniqueId && one.uniqueId ? sameId(one.uniqueId, sourceUniqueId) : sameId(one.id, sourceResourceId)
  const disk = disks.find(isSource)
  if (disk) return disk
  const original = snapshots.find((one) => isSource(one) && !followed.includes(one))
  return original && sourceDisk(original, snapshots, disks, [...followed, snapshot])
}

export const describeSnapshot = (snapshot: Snapshot, source: Disk): Draft<DiskSnapshot> => ({
  id: snapshot.id,
  name: snapshot.name,
  resourceGroup: resourceGroupOf(snapshot.id ?? ""),
  sourceDiskId: source.id,
  createdAt: snapshot.timeCreated?.toISOString(),
  incremental: snapshot.incremental ?? false,
  // Only copies in the background report progress.
  completionPercent: snapshot.completionPercent ?? 100,
  location: snapshot.location,
  sku: snapshot.sku?.name,
  networkAccessPolicy: snapshot.networkAccessPolicy ?? "AllowAll",
  publicNetworkAccess: snapshot.publicNetworkAccess ?? "Enabled",
})

export const restorePointsReading = defineReading({
  token: azure.restorePoints,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/restorePointCollections/read"],
  sometimes: ["Microsoft.Compute/restorePointCollections/restorePoints/read"],
  async read({ compute }, { vm }) {
    const { restorePointCollections } = compute(subscriptionOf(vm.id))
    const collections = await listed(restorePointCollections.listAll())
    const own = collections.filter(({ source }) => sameId(source?.id, vm.id))
    const expanded = await all(
      own.map(({ id = "" }) =>
        restorePointCollections.get(resourceGroupOf(id), nameAfter(id, "restorePointCollections"), {
          expand: "restorePoints",
        }),
      ),
    )
    return expanded.flatMap((collection) =>
      (collection.restorePoints ?? []).map((point) => describeRestorePoint(point, collection)),
    )
  },
})

export const describeRestorePoint = (
  point: RestorePoint,
  collection: RestorePointCollection,
): Draft<ValueOf<typeof azure.restorePoints>[number]> => ({
  id: point.id,
  collectionId: collection.id,
  resourceGroup: resourceGroupOf(collection.id ?? ""),
  createdAt: point.timeCreated?.toISOString(),
  consistency: point.consistencyMode ?? "CrashConsistent",
  excludedDiskIds: point.excludeDisks?.flatMap(({ id }) => id ?? []) ?? [],
  location: collection.location,
  provisioningState: point.provisioningState,
})
