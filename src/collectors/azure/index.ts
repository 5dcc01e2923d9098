import type { azure } from "../../evidence/index.ts"
import type { AnyCollector } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import type { AuditRequest } from "../../model/target.ts"
import {
  actionGroupsReading,
  activityLogAlertsReading,
  logAlertsReading,
  metricAlertsReading,
} from "./alerts.ts"
import { applicationGatewayReading } from "./application-gateway.ts"
import { identityRolesReading, locksReading } from "./authorization.ts"
import { backupItemsReading, backupPoliciesReading, replicationReading, vaultsReading } from "./backup.ts"
import { containerReading, containerSettingsReading } from "./container.ts"
import { serverProtectionReading } from "./defender.ts"
import { diskBackupsReading } from "./disk-backup.ts"
import { disksReading, restorePointsReading, snapshotsReading, unattachedDisksReading } from "./disks.ts"
import { hostReading, publicIpAddressReading } from "./host.ts"
import {
  activityLogExportReading,
  dataCollectionRulesReading,
  diagnosticSettingsReading,
  flowLogsReading,
} from "./monitoring.ts"
import { loadBalancerReading } from "./load-balancer.ts"
import { maintenanceReading } from "./maintenance.ts"
import { networkInterfacesReading, networkSecurityReading } from "./network.ts"
import { collectorOf, type AnyReading } from "./reading.ts"
import type { Session } from "./session.ts"
import { utilisationReading } from "./utilisation.ts"
import {
  availabilitySetReading,
  extensionsReading,
  instanceViewReading,
  runCommandsReading,
  userDataReading,
  virtualMachineReading,
} from "./virtual-machine.ts"
import { vmSizeReading } from "./vm-size.ts"

const readings: readonly AnyReading[] = [
  hostReading,
  publicIpAddressReading,
  loadBalancerReading,
  applicationGatewayReading,
  containerSettingsReading,
  containerReading,
  virtualMachineReading,
  availabilitySetReading,
  instanceViewReading,
  extensionsReading,
  userDataReading,
  runCommandsReading,
  vmSizeReading,
  utilisationReading,
  networkInterfacesReading,
  networkSecurityReading,
  disksReading,
  unattachedDisksReading,
  snapshotsReading,
  restorePointsReading,
  backupItemsReading,
  diskBackupsReading,
  backupPoliciesReading,
  vaultsReading,
  replicationReading,
  locksReading,
  identityRolesReading,
  metricAlertsReading,
  logAlertsReading,
  activityLogAlertsReading,
  actionGroupsReading,
  dataCollectionRulesReading,
  diagnosticSettingsReading,
  activityLogExportReading,
  flowLogsReading,
  serverProtectionReading,
  maintenanceReading,
]

/**
 * The collectors of the azure plane: read-only, one GET for each URL, one session for all of them,
 * opened by the first that runs. Building them loads no SDK and contacts nothing.
 */
export function azureCollectors(request: AuditRequest): AnyCollector[] {
  const { azure, ip } = request
  if (!azure || !ip) return []
  let session: Promise<Session> | undefined
  const open = (signal: AbortSignal): Promise<Session> =>
    (session ??= import("./session.ts").then(({ openSession }) =>
      openSession({ ...request, azure, ip }, signal),
    ))
  return readings.map((reading) => collectorOf(reading, open))
}

/** Ids of the evidence that no host of this kind has. */
export const unavailableAt = (kind: ValueOf<typeof azure.host>["kind"]): string[] =>
  readings.filter(({ hosts }) => hosts && !hosts.includes(kind)).map(({ token }) => token.id)
