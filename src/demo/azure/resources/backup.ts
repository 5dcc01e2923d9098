import type { Resource } from "../stack.ts"
import { guidOf, hoursBefore, resource, resourceId, type Place } from "./place.ts"

/** Unlocked immutability can still be switched off; locked cannot. */
export type Immutability = "Disabled" | "Unlocked" | "Locked"

/** A geo-redundant vault with soft delete. */
export function recoveryServicesVault(
  place: Place,
  name: string,
  { crossRegionRestore, immutability }: { crossRegionRestore: boolean; immutability: Immutability },
): Resource {
  return resource(place, "Microsoft.RecoveryServices/vaults", name, {
    etag: `W/"${guidOf(name)}"`,
    sku: { name: "RS0", tier: "Standard" },
    properties: {
      provisioningState: "Succeeded",
      privateEndpointStateForBackup: "None",
      privateEndpointStateForSiteRecovery: "None",
      publicNetworkAccess: "Enabled",
      redundancySettings: {
        standardTierStorageRedundancy: "GeoRedundant",
        crossRegionRestore: crossRegionRestore ? "Enabled" : "Disabled",
      },
      securitySettings: {
        softDeleteSettings: {
          softDeleteState: "Enabled",
          softDeleteRetentionPeriodInDays: 14,
          enhancedSecurityState: "Enabled",
        },
        immutabilitySettings: { state: immutability },
        multiUserAuthorization: "Disabled",
      },
      monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: "Enabled" } },
      secureScore: "Adequate",
      bcdrSecurityLevel: "Fair",
    },
  })
}

/** Every night at two, kept for so many days. */
export function nightlyPolicy(
  place: Place,
  vault: string,
  name: string,
  { retentionDays, now }: { retentionDays: number; now: Date },
): Resource {
  const type = "Microsoft.RecoveryServices/vaults/backupPolicies"
  const atTwo = `${hoursBefore(now, 24).slice(0, 10)}T02:00:00Z`
  return {
    id: resourceId(place, type, vault, name),
    name,
    type,
    properties: {
      backupManagementType: "AzureIaasVM",
      policyType: "V2",
      instantRpRetentionRangeInDays: 2,
      schedulePolicy: {
        schedulePolicyType: "SimpleSchedulePolicyV2",
        scheduleRunFrequency: "Daily",
        dailySchedule: { scheduleRunTimes: [atTwo] },
      },
      retentionPolicy: {
        retentionPolicyType: "LongTermRetentionPolicy",
        dailySchedule: {
          retentionTimes: [atTwo],
          retentionDuration: { count: retentionDays, durationType: "Days" },
        },
      },
      timeZone: "UTC",
      protectedItemsCount: 1,
    },
  }
}

/** A virtual machine as a vault protects it, last backed up some hours ago. */
export function protectedVirtualMachine(
  place: Place,
  vault: string,
  {
    virtualMachine,
    machinePlace,
    policy,
    hoursAgo,
    now,
  }: { virtualMachine: string; machinePlace: Place; policy: string; hoursAgo: number; now: Date },
): Resource {
  const type = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems"
  const container = `iaasvmcontainerv2;${machinePlace.resourceGroup};${virtualMachine}`
  const name = `VM;${container}`
  const machineId = resourceId(machinePlace, "Microsoft.Compute/virtualMachines", virtualMachine)
  return {
    id: fromBackup(resourceId(place, type, vault, "Azure", `IaasVMContainer;${container}`, name)),
    name,
    type,
    properties: {
      friendlyName: virtualMachine,
      virtualMachineId: machineId,
      sourceResourceId: machineId,
      protectionStatus: "Healthy",
      protectionState: "Protected",
      healthStatus: "Passed",
      lastBackupStatus: "Completed",
      lastBackupTime: hoursBefore(now, hoursAgo),
      lastRecoveryPoint: hoursBefore(now, hoursAgo),
      protectedItemDataId: "636482643132986882",
      protectedItemType: "Microsoft.Compute/virtualMachines",
      backupManagementType: "AzureIaasVM",
      workloadType: "VM",
      containerName: container,
      policyId: fromBackup(
        resourceId(place, "Microsoft.RecoveryServices/vaults/backupPolicies", vault, policy),
      ),
      policyName: policy,
      isScheduledForDeferredDelete: false,
      extendedProperties: {},
    },
  }
}

/** Azure Backup begins its ids with a capital. */
const fromBackup = (id: string): string => id.replace("/subscriptions/", "/Subscriptions/")

/** The copy that Azure Backup keeps beside the machine for a quick restore, in a group of its own. */
export function instantRestorePoint(
  place: Place,
  { virtualMachine, takenAt }: { virtualMachine: Resource; takenAt: string },
): Resource {
  const type = "Microsoft.Compute/restorePointCollections"
  const name = `AzureBackup_${String(virtualMachine["name"])}_35184495347584`
  const point = `AzureBackup_${takenAt.replaceAll(/\D/g, "").slice(0, 14)}`
  return resource(place, type, name, {
    properties: {
      source: { id: virtualMachine.id, location: place.location },
      provisioningState: "Succeeded",
      restorePointCollectionId: guidOf(name),
      restorePoints: [
        {
          id: resourceId(place, `${type}/restorePoints`, name, point),
          name: point,
          type: `${type}/restorePoints`,
          properties: {
            excludeDisks: [],
            provisioningState: "Succeeded",
            consistencyMode: "ApplicationConsistent",
            timeCreated: takenAt,
          },
        },
      ],
    },
  })
}
