// Written by `npm run rules:list`; do not edit.
import type { AnyRule } from "../src/model/rule.ts"
import containerHealthcheck from "./high-availability/container-healthcheck.ts"
import containerRestartPolicy from "./high-availability/container-restart-policy.ts"
import diskZoneResilient from "./high-availability/disk-zone-resilient.ts"
import endpointHealthy from "./high-availability/endpoint-healthy.ts"
import failoverPath from "./high-availability/failover-path.ts"
import publicIpStandardStatic from "./high-availability/public-ip-standard-static.ts"
import serviceAutostart from "./high-availability/service-autostart.ts"
import vmAvailabilityZone from "./high-availability/vm-availability-zone.ts"
import vmMaintenancePending from "./high-availability/vm-maintenance-pending.ts"
import vmNotSpot from "./high-availability/vm-not-spot.ts"
import vmOsDiskDurable from "./high-availability/vm-os-disk-durable.ts"
import vmRunning from "./high-availability/vm-running.ts"
import vmMemoryMinimum from "./scalability/vm-memory-minimum.ts"
import backupCoversAllDisks from "./backup-and-restore/backup-covers-all-disks.ts"
import backupExists from "./backup-and-restore/backup-exists.ts"
import backupLastRunSucceeded from "./backup-and-restore/backup-last-run-succeeded.ts"
import backupRecent from "./backup-and-restore/backup-recent.ts"
import backupRetention from "./backup-and-restore/backup-retention.ts"
import backupScheduled from "./backup-and-restore/backup-scheduled.ts"
import recoveryPlanDocumented from "./disaster-recovery/recovery-plan-documented.ts"

/** The built-in rules, by area in the order of the guide, then by id. */
export const builtInRules: readonly AnyRule[] = [
  containerHealthcheck,
  containerRestartPolicy,
  diskZoneResilient,
  endpointHealthy,
  failoverPath,
  publicIpStandardStatic,
  serviceAutostart,
  vmAvailabilityZone,
  vmMaintenancePending,
  vmNotSpot,
  vmOsDiskDurable,
  vmRunning,
  vmMemoryMinimum,
  backupCoversAllDisks,
  backupExists,
  backupLastRunSucceeded,
  backupRecent,
  backupRetention,
  backupScheduled,
  recoveryPlanDocumented,
]
