import { distinctIds, findNameAfter, idUpTo, sameId } from "./arm-id.ts"
import { all } from "./reading.ts"
import { getVirtualMachine } from "./resources.ts"
import type { Session } from "./session.ts"

/*
 * Azure Resource Graph knows of all subscriptions at once, but minutes late, and only what the caller may
 * see. So it is asked where something is, never what: that the providers are asked. Where it names
 * nothing, or gives no answer, everything is looked through.
 */

/** Where a public address may be held. */
export const subscriptionsHolding = (session: Session, ip: string): Promise<readonly string[]> =>
  subscriptionsWith(session, addressHolders(ip))

/** Where there are snapshots at all: one may be a copy of a copy elsewhere, which no query follows. */
export const subscriptionsWithSnapshots = (session: Session): Promise<readonly string[]> =>
  subscriptionsWith(session, "resources | where type in~ ('microsoft.compute/snapshots')")

/** With one subscription there is nothing to narrow down. */
async function subscriptionsWith(session: Session, query: string): Promise<readonly string[]> {
  const subscriptions = await session.subscriptions()
  if (subscriptions.length < 2) return subscriptions
  const [rows, uncovered] = await Promise.all([
    ask<InSubscription>(session, `${query} | distinct subscriptionId`),
    beyondTheGraph(session),
  ])
  const named = subscriptions.filter((id) => rows.some(({ subscriptionId }) => sameId(subscriptionId, id)))
  return named.length > 0 ? [...named, ...uncovered] : subscriptions
}

interface InSubscription {
  subscriptionId: string
}

/** What the graph leaves out because the caller may not read it must still be tried, and be seen to be refused. */
async function beyondTheGraph(session: Session): Promise<string[]> {
  const covered = await ask<InSubscription>(
    session,
    "resourcecontainers | where type in~ ('microsoft.resources/subscriptions') | project subscriptionId",
  )
  const subscriptions = await session.subscriptions()
  return subscriptions.filter((id) => !covered.some(({ subscriptionId }) => sameId(subscriptionId, id)))
}

/** In which kind of vault something is protected: Azure Backup and Site Recovery, or Disk Backup. */
export type VaultType = "Microsoft.RecoveryServices/vaults" | "Microsoft.DataProtection/backupVaults"

/** ARM ids of the vaults that may protect the VM or a disk of it; their list needs an api-version. */
export async function vaultsProtecting(
  session: Session,
  vmId: string,
  type: VaultType,
  apiVersion: string,
): Promise<string[]> {
  const subscriptions = await session.subscriptions()
  const kind = type.slice(type.indexOf("/") + 1)
  const protecting = subscriptions.length < 2 ? [] : await protectors(session, vmId)
  const named = protecting.filter((id) => findNameAfter(id, kind)).map((id) => idUpTo(id, kind))
  const unknownTo = named.length > 0 ? await beyondTheGraph(session) : subscriptions
  const lists = unknownTo.map((id) =>
    session.list<{ id: string }>(`/subscriptions/${id}/providers/${type}`, apiVersion),
  )
  const listed = (await all(lists)).flat().map(({ id }) => id)
  return distinctIds([...named, ...listed])
}

/** Everything in a vault that protects the VM or a disk of it: one query for all who want to know. */
async function protectors(session: Session, vmId: string): Promise<string[]> {
  const { storageProfile } = await getVirtualMachine(session, vmId)
  const disks = [storageProfile?.osDisk, ...(storageProfile?.dataDisks ?? [])]
  const sources = [vmId, ...disks.flatMap((disk) => disk?.managedDisk?.id ?? [])]
  return (await ask<{ id: string }>(session, protectedItems(sources))).map(({ id }) => id)
}

async function ask<T>({ query }: Session, text: string): Promise<T[]> {
  try {
    return await query<T>(text)
  } catch {
    // Denied, throttled or broken: the lists that are read instead tell for themselves.
    return []
  }
}

/** @param ip canonical */
export const addressHolders = (ip: string): string =>
  [
    "resources",
    "where type in~ ('microsoft.network/publicipaddresses', 'microsoft.containerinstance/containergroups', 'microsoft.app/managedenvironments')",
    anyIs(["properties.ipAddress", "properties.ipAddress.ip", "properties.staticIp"], [ip]),
  ].join(" | ")

/** @param sources ARM ids of machines and disks */
export const protectedItems = (sources: readonly string[]): string =>
  [
    "recoveryservicesresources",
    "where type in~ ('microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems', 'microsoft.dataprotection/backupvaults/backupinstances', 'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems')",
    anyIs(
      [
        "properties.sourceResourceId",
        "properties.dataSourceInfo.resourceID",
        "properties.providerSpecificDetails.fabricObjectId",
        "properties.providerSpecificDetails.dataSourceInfo.resourceId",
      ],
      sources,
    ),
    "project id",
  ].join(" | ")

/** Providers write ids in any letter case. */
const anyIs = (fields: readonly string[], values: readonly string[]): string => {
  const list = values.map((value) => `'${value.toLowerCase().replaceAll(/['\\]/g, "\\$&")}'`).join(", ")
  return `where ${fields.map((field) => `tolower(tostring(${field})) in (${list})`).join(" or ")}`
}
