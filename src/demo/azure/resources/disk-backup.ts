import type { Resource } from "../stack.ts"
import { groupId, guidOf, hoursBefore, resource, resourceId, type Place } from "./place.ts"

const type = "Microsoft.DataProtection/backupVaults"

/** The kind of vault that backs up disks, among others, but no machines. */
export const backupVault = (place: Place, name: string): Resource =>
  resource(place, type, name, {
    identity: { type: "SystemAssigned", principalId: guidOf(name), tenantId: guidOf("tenant") },
    properties: {
      provisioningState: "Succeeded",
      storageSettings: [{ datastoreType: "VaultStore", type: "ZoneRedundant" }],
      securitySettings: { softDeleteSettings: { state: "On", retentionDurationInDays: 14 } },
      featureSettings: { crossRegionRestoreSettings: { state: "Disabled" } },
      monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: "Enabled" } },
      isVaultProtectedByResourceGuard: false,
    },
  })

/** A disk that a vault protects, with the points it has: incremental snapshots in the vault's own group. */
export function protectedDisk(
  place: Place,
  vault: string,
  { disk, now, hoursAgo }: { disk: Resource; now: Date; hoursAgo: readonly number[] },
): readonly Resource[] {
  const name = `${String(disk["name"])}-${guidOf(disk.id)}`
  const source = {
    resourceID: disk.id,
    resourceUri: disk.id,
    datasourceType: "Microsoft.Compute/disks",
    resourceName: disk["name"],
    resourceType: "Microsoft.Compute/disks",
    resourceLocation: place.location,
  }
  const instance: Resource = {
    id: resourceId(place, `${type}/backupInstances`, vault, name),
    name,
    type: `${type}/backupInstances`,
    properties: {
      friendlyName: disk["name"],
      dataSourceInfo: { ...source, objectType: "Datasource" },
      policyInfo: {
        policyId: resourceId(place, `${type}/backupPolicies`, vault, "four-hourly"),
        policyVersion: "",
        policyParameters: {
          dataStoreParametersList: [
            {
              objectType: "AzureOperationalStoreParameters",
              dataStoreType: "OperationalStore",
              resourceGroupId: groupId(place),
            },
          ],
        },
      },
      protectionStatus: { status: "ProtectionConfigured" },
      currentProtectionState: "ProtectionConfigured",
      provisioningState: "Succeeded",
      objectType: "BackupInstance",
    },
  }
  const points = hoursAgo.map((hours): Resource => {
    const point = guidOf(`${name} ${hours}`)
    return {
      id: resourceId(place, `${type}/backupInstances/recoveryPoints`, vault, name, point),
      name: point,
      type: `${type}/backupInstances/recoveryPoints`,
      properties: {
        objectType: "AzureBackupDiscreteRecoveryPoint",
        recoveryPointId: point,
        recoveryPointTime: hoursBefore(now, hours),
        recoveryPointType: "Incremental",
        recoveryPointState: "Completed",
        recoveryPointDataStoresDetails: [],
      },
    }
  })
  return [instance, ...points]
}
