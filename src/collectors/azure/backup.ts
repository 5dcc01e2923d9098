import type { VirtualMachine } from "@azure/arm-compute"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, idUpTo, nameAfter, resourceGroupOf, sameId } from "./arm-id.ts"
import { vaultsProtecting } from "./graph.ts"
import { Absence, all, defineReading, type Draft } from "./reading.ts"
import { getVirtualMachine } from "./resources.ts"
import type { Session } from "./session.ts"

const apiVersion = "2024-04-01"

type BackupItem = ValueOf<typeof azure.backupItems>[number]
type Vault = ValueOf<typeof azure.vaults>[number]

interface WireVault {
  id: string
  name: string
  location: string
  properties?: {
    redundancySettings?: { standardTierStorageRedundancy?: string; crossRegionRestore?: string }
    securitySettings?: {
      softDeleteSettings?: { softDeleteState?: string }
      immutabilitySettings?: { state?: string }
    }
  }
}

/** A vault of any subscription that is looked at may hold the backup. */
const vaultsFor = (session: Session, vm: { id: string }): Promise<string[]> =>
  vaultsProtecting(session, vm.id, "Microsoft.RecoveryServices/vaults", apiVersion)

interface WireBackupItem {
  id: string
  properties: {
    sourceResourceId?: string
    virtualMachineId?: string
    protectionState?: string
    lastBackupStatus?: string
    lastBackupTime?: string
    lastRecoveryPoint?: string
    policyName?: string
    policyId?: string
    isScheduledForDeferredDelete?: boolean
    extendedProperties?: {
      diskExclusionProperties?: { diskLunList?: number[]; isInclusionList?: boolean } | null
    }
  }
}

export const backupItemsReading = defineReading({
  token: azure.backupItems,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.RecoveryServices/vaults/read"],
  sometimes: ["Microsoft.RecoveryServices/vaults/backupProtectedItems/read"],
  async read(session, { vm }) {
    const vaults = await vaultsFor(session, vm)
    const filter = "backupManagementType eq 'AzureIaasVM' and itemType eq 'VM'"
    const lists = await all(
      vaults.map((id) => session.list<WireBackupItem>(`${id}/backupProtectedItems`, apiVersion, filter)),
    )
    const machine = await getVirtualMachine(session, vm.id)
    return lists
      .flat()
      .filter(({ properties }) =>
        [properties.sourceResourceId, properties.virtualMachineId].some((id) => sameId(id, vm.id)),
      )
      .map((item) => describeBackupItem(item, machine))
  },
})

export function describeBackupItem(
  { id, properties }: WireBackupItem,
  vm: VirtualMachine,
): Draft<BackupItem> {
  const vaultId = idUpTo(id, "vaults")
  return {
    id,
    vaultId,
    vaultName: nameAfter(vaultId, "vaults"),
    protectionState: properties.protectionState,
    lastBackupStatus: properties.lastBackupStatus ?? null,
    lastBackupAt: properties.lastBackupTime ?? null,
    lastRecoveryPointAt: properties.lastRecoveryPoint ?? null,
    policyName: properties.policyName ?? null,
    policyId: properties.policyId ?? null,
    softDeleted: properties.isScheduledForDeferredDelete ?? false,
    excludedLuns: excludedLuns(
      properties.extendedProperties?.diskExclusionProperties ?? {},
      vm.storageProfile?.dataDisks?.map(({ lun }) => lun) ?? [],
    ),
  }
}

/** The list names either the disks left out, or the only ones taken in. */
export const excludedLuns = (
  { diskLunList, isInclusionList }: { diskLunList?: readonly number[]; isInclusionList?: boolean },
  attached: readonly number[],
): number[] => {
  if (!diskLunList) return []
  return isInclusionList ? attached.filter((lun) => !diskLunList.includes(lun)) : [...diskLunList]
}

const noItem = new Absence("No vault has a backup of the virtual machine.")

export const backupPoliciesReading = defineReading({
  token: azure.backupPolicies,
  needs: { items: azure.backupItems },
  permissions: [],
  sometimes: ["Microsoft.RecoveryServices/vaults/backupPolicies/read"],
  async read(session, { items }) {
    const ids = distinctIds(items.flatMap(({ policyId }) => policyId ?? []))
    if (ids.length === 0) return noItem
    return (await all(ids.map((id) => session.get<WirePolicy>(id, apiVersion)))).map(describePolicy)
  },
})

interface WirePolicy {
  id: string
  name: string
  properties: {
    schedulePolicy?: { schedulePolicyType?: string; scheduleRunFrequency?: string }
    retentionPolicy?: {
      dailySchedule?: { retentionDuration?: Duration } | null
      retentionDuration?: Duration
    }
  }
}
interface Duration {
  count?: number
  durationType?: string
}

export const describePolicy = ({
  id,
  name,
  properties,
}: WirePolicy): Draft<ValueOf<typeof azure.backupPolicies>[number]> => ({
  id,
  name,
  frequency: properties.schedulePolicy?.scheduleRunFrequency,
  dailyRetentionDays: daysOf(properties.retentionPolicy?.dailySchedule?.retentionDuration),
})

const daysPer: Readonly<Record<string, number>> = { Days: 1, Weeks: 7, Months: 30, Years: 365 }
const daysOf = (duration: Duration | undefined): number | null =>
  duration?.count === undefined ? null : duration.count * (daysPer[duration.durationType ?? "Days"] ?? 1)

export const vaultsReading = defineReading({
  token: azure.vaults,
  needs: { items: azure.backupItems },
  permissions: ["Microsoft.RecoveryServices/vaults/read"],
  async read(session, { items }) {
    if (items.length === 0) return noItem
    const ids = distinctIds(items.map(({ vaultId }) => vaultId))
    return (await all(ids.map((id) => session.get<WireVault>(id, apiVersion)))).map(describeVault)
  },
})

export const describeVault = ({ id, name, location, properties }: WireVault): Draft<Vault> => ({
  id,
  name,
  resourceGroup: resourceGroupOf(id),
  location,
  redundancy: properties?.redundancySettings?.standardTierStorageRedundancy ?? null,
  crossRegionRestore: properties?.redundancySettings?.crossRegionRestore ?? null,
  softDelete: properties?.securitySettings?.softDeleteSettings?.softDeleteState ?? null,
  immutability: properties?.securitySettings?.immutabilitySettings?.state ?? null,
})

interface WireReplication {
  id: string
  properties: {
    protectionState?: string
    replicationHealth?: string
    recoveryFabricFriendlyName?: string
    lastSuccessfulTestFailoverTime?: string
    providerSpecificDetails?: { fabricObjectId?: string; recoveryFabricLocation?: string }
  }
}

export const replicationReading = defineReading({
  token: azure.replication,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.RecoveryServices/vaults/read"],
  sometimes: ["Microsoft.RecoveryServices/vaults/replicationProtectedItems/read"],
  async read(session, { vm }) {
    const vaults = await vaultsFor(session, vm)
    const lists = await all(
      vaults.map((id) => session.list<WireReplication>(`${id}/replicationProtectedItems`, apiVersion)),
    )
    return lists
      .flat()
      .filter(({ properties }) => sameId(properties.providerSpecificDetails?.fabricObjectId, vm.id))
      .map(describeReplication)
  },
})

export const describeReplication = ({
  id,
  properties,
}: WireReplication): Draft<ValueOf<typeof azure.replication>[number]> => ({
  id,
  protectionState: properties.protectionState,
  replicationHealth: properties.replicationHealth,
  recoveryRegion:
    properties.providerSpecificDetails?.recoveryFabricLocation ??
    properties.recoveryFabricFriendlyName ??
    null,
  lastTestFailoverAt: properties.lastSuccessfulTestFailoverTime ?? null,
})
