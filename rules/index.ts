// Written by `npm run rules:list`; do not edit.
import type { AnyRule } from "../src/model/rule.ts"
import availabilitySetMembers from "./high-availability/availability-set-members.ts"
import containerHealthcheck from "./high-availability/container-healthcheck.ts"
import containerRestartPolicy from "./high-availability/container-restart-policy.ts"
import diskZoneResilient from "./high-availability/disk-zone-resilient.ts"
import endpointHealthy from "./high-availability/endpoint-healthy.ts"
import failoverPath from "./high-availability/failover-path.ts"
import loadBalancerHealthProbe from "./high-availability/load-balancer-health-probe.ts"
import publicIpStandardStatic from "./high-availability/public-ip-standard-static.ts"
import redundantInstances from "./high-availability/redundant-instances.ts"
import serviceAutostart from "./high-availability/service-autostart.ts"
import vmAvailabilityZone from "./high-availability/vm-availability-zone.ts"
import vmMaintenancePending from "./high-availability/vm-maintenance-pending.ts"
import vmNotSpot from "./high-availability/vm-not-spot.ts"
import vmOsDiskDurable from "./high-availability/vm-os-disk-durable.ts"
import vmRunning from "./high-availability/vm-running.ts"
import containerOutOfMemory from "./scalability/container-out-of-memory.ts"
import diskCaching from "./scalability/disk-caching.ts"
import diskCapacity from "./scalability/disk-capacity.ts"
import diskPerformance from "./scalability/disk-performance.ts"
import endpointLatency from "./scalability/endpoint-latency.ts"
import networkAccelerated from "./scalability/network-accelerated.ts"
import requestLimits from "./scalability/request-limits.ts"
import resourceHeadroom from "./scalability/resource-headroom.ts"
import scaleOutPath from "./scalability/scale-out-path.ts"
import vmCpuMinimum from "./scalability/vm-cpu-minimum.ts"
import vmMemoryFitsData from "./scalability/vm-memory-fits-data.ts"
import vmMemoryMinimum from "./scalability/vm-memory-minimum.ts"
import vmNotBurstable from "./scalability/vm-not-burstable.ts"
import vmResizeHeadroom from "./scalability/vm-resize-headroom.ts"
import apiDocsHidden from "./privacy-and-security/api-docs-hidden.ts"
import authCredentialsVerified from "./privacy-and-security/auth-credentials-verified.ts"
import authEveryRoute from "./privacy-and-security/auth-every-route.ts"
import authKnownBypass from "./privacy-and-security/auth-known-bypass.ts"
import authReadsEnforced from "./privacy-and-security/auth-reads-enforced.ts"
import authSettingsEffective from "./privacy-and-security/auth-settings-effective.ts"
import authTokenStrength from "./privacy-and-security/auth-token-strength.ts"
import authWritesEnforced from "./privacy-and-security/auth-writes-enforced.ts"
import authzScopedIdentity from "./privacy-and-security/authz-scoped-identity.ts"
import containerNonRoot from "./privacy-and-security/container-non-root.ts"
import corsRestricted from "./privacy-and-security/cors-restricted.ts"
import defenderForServers from "./privacy-and-security/defender-for-servers.ts"
import diskCustomerKey from "./privacy-and-security/disk-customer-key.ts"
import diskEncryptionAtRest from "./privacy-and-security/disk-encryption-at-rest.ts"
import diskExportBlocked from "./privacy-and-security/disk-export-blocked.ts"
import knownCriticalVulnerabilities from "./privacy-and-security/known-critical-vulnerabilities.ts"
import knownVulnerabilities from "./privacy-and-security/known-vulnerabilities.ts"
import networkAdminAccessBrokered from "./privacy-and-security/network-admin-access-brokered.ts"
import networkAdminPortsExposure from "./privacy-and-security/network-admin-ports-exposure.ts"
import networkAnyPortExposure from "./privacy-and-security/network-any-port-exposure.ts"
import networkChromaPortExposure from "./privacy-and-security/network-chroma-port-exposure.ts"
import networkDdosProtection from "./privacy-and-security/network-ddos-protection.ts"
import networkFronted from "./privacy-and-security/network-fronted.ts"
import networkIpForwardingOff from "./privacy-and-security/network-ip-forwarding-off.ts"
import networkPlanesAgree from "./privacy-and-security/network-planes-agree.ts"
import networkSecurityGroupPresent from "./privacy-and-security/network-security-group-present.ts"
import networkWebFirewall from "./privacy-and-security/network-web-firewall.ts"
import resetDisabled from "./privacy-and-security/reset-disabled.ts"
import secretsFilePermissions from "./privacy-and-security/secrets-file-permissions.ts"
import snapshotExportBlocked from "./privacy-and-security/snapshot-export-blocked.ts"
import tlsBackendLeg from "./privacy-and-security/tls-backend-leg.ts"
import tlsCertificateExpiry from "./privacy-and-security/tls-certificate-expiry.ts"
import tlsCertificateRenewal from "./privacy-and-security/tls-certificate-renewal.ts"
import tlsCertificateTrusted from "./privacy-and-security/tls-certificate-trusted.ts"
import tlsCiphers from "./privacy-and-security/tls-ciphers.ts"
import tlsEndpoint from "./privacy-and-security/tls-endpoint.ts"
import tlsKeyStrength from "./privacy-and-security/tls-key-strength.ts"
import tlsPlaintextPort from "./privacy-and-security/tls-plaintext-port.ts"
import tlsProtocolVersions from "./privacy-and-security/tls-protocol-versions.ts"
import tlsTransportPolicy from "./privacy-and-security/tls-transport-policy.ts"
import tokenRotation from "./privacy-and-security/token-rotation.ts"
import vmEncryptionAtHost from "./privacy-and-security/vm-encryption-at-host.ts"
import vmIdentityScoped from "./privacy-and-security/vm-identity-scoped.ts"
import vmSecretsInMetadata from "./privacy-and-security/vm-secrets-in-metadata.ts"
import vmSshKeysOnly from "./privacy-and-security/vm-ssh-keys-only.ts"
import vmTrustedLaunch from "./privacy-and-security/vm-trusted-launch.ts"
import activityLogExported from "./observability/activity-log-exported.ts"
import availabilityAlert from "./observability/availability-alert.ts"
import bootDiagnostics from "./observability/boot-diagnostics.ts"
import configurationChangeAlerts from "./observability/configuration-change-alerts.ts"
import diskSpaceAlert from "./observability/disk-space-alert.ts"
import flowLogs from "./observability/flow-logs.ts"
import logRotation from "./observability/log-rotation.ts"
import logsCollected from "./observability/logs-collected.ts"
import networkDiagnostics from "./observability/network-diagnostics.ts"
import otelExportWorking from "./observability/otel-export-working.ts"
import otelServiceName from "./observability/otel-service-name.ts"
import otelSettingsValid from "./observability/otel-settings-valid.ts"
import otelTracingEnabled from "./observability/otel-tracing-enabled.ts"
import otelTransportEncrypted from "./observability/otel-transport-encrypted.ts"
import serviceHealthAlert from "./observability/service-health-alert.ts"
import vmMetricAlerts from "./observability/vm-metric-alerts.ts"
import vmMonitoringAgent from "./observability/vm-monitoring-agent.ts"
import backupConsistent from "./backup-and-restore/backup-consistent.ts"
import backupCoversAllDisks from "./backup-and-restore/backup-covers-all-disks.ts"
import backupExists from "./backup-and-restore/backup-exists.ts"
import backupLastRunSucceeded from "./backup-and-restore/backup-last-run-succeeded.ts"
import backupOutsideBlastRadius from "./backup-and-restore/backup-outside-blast-radius.ts"
import backupRecent from "./backup-and-restore/backup-recent.ts"
import backupRetention from "./backup-and-restore/backup-retention.ts"
import backupScheduled from "./backup-and-restore/backup-scheduled.ts"
import dataIntegrity from "./backup-and-restore/data-integrity.ts"
import dataOnPersistentVolume from "./backup-and-restore/data-on-persistent-volume.ts"
import restoreTested from "./backup-and-restore/restore-tested.ts"
import vaultImmutability from "./backup-and-restore/vault-immutability.ts"
import vaultSoftDelete from "./backup-and-restore/vault-soft-delete.ts"
import dataSurvivesVmDeletion from "./disaster-recovery/data-survives-vm-deletion.ts"
import deleteLock from "./disaster-recovery/delete-lock.ts"
import infrastructureAsCode from "./disaster-recovery/infrastructure-as-code.ts"
import offsiteCopy from "./disaster-recovery/offsite-copy.ts"
import recoveryExercised from "./disaster-recovery/recovery-exercised.ts"
import recoveryPlanDocumented from "./disaster-recovery/recovery-plan-documented.ts"
import replicationHealthy from "./disaster-recovery/replication-healthy.ts"
import terraformReplaceSafe from "./disaster-recovery/terraform-replace-safe.ts"
import vaultCrossRegionRestore from "./disaster-recovery/vault-cross-region-restore.ts"
import bootScriptSound from "./maintenance/boot-script-sound.ts"
import chromaVersionPinned from "./maintenance/chroma-version-pinned.ts"
import chromaVersionSupported from "./maintenance/chroma-version-supported.ts"
import clockInSync from "./maintenance/clock-in-sync.ts"
import maintenanceWindow from "./maintenance/maintenance-window.ts"
import osPatchMode from "./maintenance/os-patch-mode.ts"
import osPatchesPending from "./maintenance/os-patches-pending.ts"
import osSupported from "./maintenance/os-supported.ts"
import resourceTags from "./maintenance/resource-tags.ts"
import retiredAzureResources from "./maintenance/retired-azure-resources.ts"
import unattachedDisks from "./maintenance/unattached-disks.ts"
import upgradeTested from "./maintenance/upgrade-tested.ts"
import vmExtensionsHealthy from "./maintenance/vm-extensions-healthy.ts"
import walPruning from "./maintenance/wal-pruning.ts"

/** The built-in rules, by area in the order of the guide, then by id. */
export const builtInRules: readonly AnyRule[] = [
  availabilitySetMembers,
  containerHealthcheck,
  containerRestartPolicy,
  diskZoneResilient,
  endpointHealthy,
  failoverPath,
  loadBalancerHealthProbe,
  publicIpStandardStatic,
  redundantInstances,
  serviceAutostart,
  vmAvailabilityZone,
  vmMaintenancePending,
  vmNotSpot,
  vmOsDiskDurable,
  vmRunning,
  containerOutOfMemory,
  diskCaching,
  diskCapacity,
  diskPerformance,
  endpointLatency,
  networkAccelerated,
  requestLimits,
  resourceHeadroom,
  scaleOutPath,
  vmCpuMinimum,
  vmMemoryFitsData,
  vmMemoryMinimum,
  vmNotBurstable,
  vmResizeHeadroom,
  apiDocsHidden,
  authCredentialsVerified,
  authEveryRoute,
  authKnownBypass,
  authReadsEnforced,
  authSettingsEffective,
  authTokenStrength,
  authWritesEnforced,
  authzScopedIdentity,
  containerNonRoot,
  corsRestricted,
  defenderForServers,
  diskCustomerKey,
  diskEncryptionAtRest,
  diskExportBlocked,
  knownCriticalVulnerabilities,
  knownVulnerabilities,
  networkAdminAccessBrokered,
  networkAdminPortsExposure,
  networkAnyPortExposure,
  networkChromaPortExposure,
  networkDdosProtection,
  networkFronted,
  networkIpForwardingOff,
  networkPlanesAgree,
  networkSecurityGroupPresent,
  networkWebFirewall,
  resetDisabled,
  secretsFilePermissions,
  snapshotExportBlocked,
  tlsBackendLeg,
  tlsCertificateExpiry,
  tlsCertificateRenewal,
  tlsCertificateTrusted,
  tlsCiphers,
  tlsEndpoint,
  tlsKeyStrength,
  tlsPlaintextPort,
  tlsProtocolVersions,
  tlsTransportPolicy,
  tokenRotation,
  vmEncryptionAtHost,
  vmIdentityScoped,
  vmSecretsInMetadata,
  vmSshKeysOnly,
  vmTrustedLaunch,
  activityLogExported,
  availabilityAlert,
  bootDiagnostics,
  configurationChangeAlerts,
  diskSpaceAlert,
  flowLogs,
  logRotation,
  logsCollected,
  networkDiagnostics,
  otelExportWorking,
  otelServiceName,
  otelSettingsValid,
  otelTracingEnabled,
  otelTransportEncrypted,
  serviceHealthAlert,
  vmMetricAlerts,
  vmMonitoringAgent,
  backupConsistent,
  backupCoversAllDisks,
  backupExists,
  backupLastRunSucceeded,
  backupOutsideBlastRadius,
  backupRecent,
  backupRetention,
  backupScheduled,
  dataIntegrity,
  dataOnPersistentVolume,
  restoreTested,
  vaultImmutability,
  vaultSoftDelete,
  dataSurvivesVmDeletion,
  deleteLock,
  infrastructureAsCode,
  offsiteCopy,
  recoveryExercised,
  recoveryPlanDocumented,
  replicationHealthy,
  terraformReplaceSafe,
  vaultCrossRegionRestore,
  bootScriptSound,
  chromaVersionPinned,
  chromaVersionSupported,
  clockInSync,
  maintenanceWindow,
  osPatchMode,
  osPatchesPending,
  osSupported,
  resourceTags,
  retiredAzureResources,
  unattachedDisks,
  upgradeTested,
  vmExtensionsHealthy,
  walPruning,
]
