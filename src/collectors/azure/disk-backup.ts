import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { idUpTo, nameAfter, resourceGroupOf, sameId } from "./arm-id.ts"
import { vaultsProtecting } from "./graph.ts"
import { all, defineReading, type Draft } from "./reading.ts"

const apiVersion = "2024-04-01"

interface WireInstance {
  id: string
  properties: {
    dataSourceInfo: { resourceID: string }
    currentProtectionState?: string
    protectionStatus?: { status?: string }
    policyInfo: {
      policyId: string
      policyParameters?: { dataStoreParametersList?: { dataStoreType?: string; resourceGroupId?: string }[] }
    }
  }
}
interface WirePoint {
  properties: { recoveryPointTime: string; recoveryPointState?: string }
}

export const diskBackupsReading = defineReading({
  token: azure.diskBackups,
  needs: { vm: azure.virtualMachine, disks: azure.disks },
  permissions: ["Microsoft.DataProtection/backupVaults/read"],
  sometimes: [
    "Microsoft.DataProtection/backupVaults/backupInstances/read",
    "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read",
  ],
  async read(session, { vm, disks }) {
    const vaults = await vaultsProtecting(session, vm.id, "Microsoft.DataProtection/backupVaults", apiVersion)
    const lists = await all(
      vaults.map((id) => session.list<WireInstance>(`${id}/backupInstances`, apiVersion)),
    )
    const ours = lists.flat().flatMap((instance) => {
      const disk = disks.find(({ id }) => sameId(id, instance.properties.dataSourceInfo.resourceID))
      return disk ? [{ instance, disk }] : []
    })
    return await all(
      ours.map(async ({ instance, disk }) =>
        describeDiskBackup(
          instance,
          disk,
          await session.list<WirePoint>(`${instance.id}/recoveryPoints`, apiVersion),
        ),
      ),
    )
  },
})

/** @param points recovery points, in any order */
export function describeDiskBackup(
  { id, properties }: WireInstance,
  disk: azure.Disk,
  points: readonly WirePoint[],
): Draft<ValueOf<typeof azure.diskBackups>[number]> {
  const { policyInfo, currentProtectionState, protectionStatus } = properties
  const stores = policyInfo.policyParameters?.dataStoreParametersList ?? []
  const snapshots = stores.find(({ resourceGroupId }) => resourceGroupId)?.resourceGroupId
  return {
    id,
    vaultName: nameAfter(idUpTo(id, "backupVaults"), "backupVaults"),
    diskId: disk.id,
    protectionState: currentProtectionState ?? protectionStatus?.status,
    policyName: nameAfter(policyInfo.policyId, "backupPolicies"),
    snapshotResourceGroup: snapshots ? resourceGroupOf(snapshots) : undefined,
    location: disk.location,
    pointsAt: points
      .filter(({ properties: { recoveryPointState = "Completed" } }) => recoveryPointState === "Completed")
      .map(({ properties: { recoveryPointTime } }) => recoveryPointTime)
      .toSorted()
      .toReversed(),
  }
}
