import type { Framework } from "../model/framework.ts"

export const iso27001: Framework = {
  id: "iso-27001",
  name: "ISO/IEC 27001, Annex A",
  edition: "2022",
  source: "https://www.iso.org/standard/27001",
  controls: [
    { id: "A.5.9", title: "Inventory of assets", rules: ["resource-tags", "unattached-disks"] },
    {
      id: "A.5.15",
      title: "Access control",
      rules: ["auth-reads-enforced", "auth-writes-enforced", "auth-every-route"],
    },
    {
      id: "A.5.17",
      title: "Authentication information",
      rules: ["token-rotation", "auth-token-strength", "vm-secrets-in-metadata", "secrets-file-permissions"],
    },
    {
      id: "A.5.29",
      title: "Security during disruption",
      rules: ["recovery-plan-documented", "failover-path"],
    },
    {
      id: "A.5.30",
      title: "Readiness for business continuity",
      rules: ["recovery-exercised", "restore-tested", "offsite-copy", "vault-cross-region-restore"],
    },
    { id: "A.5.37", title: "Documented procedures", rules: ["recovery-plan-documented"] },
    {
      id: "A.8.2",
      title: "Privileged access",
      rules: ["vm-identity-scoped", "container-non-root", "network-admin-access-brokered"],
    },
    { id: "A.8.3", title: "Access to information is restricted", rules: ["authz-scoped-identity"] },
    {
      id: "A.8.5",
      title: "Secure authentication",
      rules: [
        "vm-ssh-keys-only",
        "auth-credentials-verified",
        "auth-settings-effective",
        "auth-known-bypass",
      ],
    },
    {
      id: "A.8.6",
      title: "Capacity",
      rules: [
        "resource-headroom",
        "vm-memory-fits-data",
        "disk-capacity",
        "disk-space-alert",
        "vm-resize-headroom",
      ],
    },
    { id: "A.8.7", title: "Malware", rules: ["defender-for-servers"] },
    {
      id: "A.8.8",
      title: "Technical vulnerabilities",
      rules: [
        "known-critical-vulnerabilities",
        "known-vulnerabilities",
        "os-patches-pending",
        "os-supported",
        "chroma-version-supported",
      ],
    },
    {
      id: "A.8.9",
      title: "Configuration",
      rules: ["infrastructure-as-code", "boot-script-sound", "chroma-version-pinned", "reset-disabled"],
    },
    {
      id: "A.8.12",
      title: "Data leakage",
      rules: ["disk-export-blocked", "snapshot-export-blocked", "cors-restricted"],
    },
    {
      id: "A.8.13",
      title: "Backup",
      rules: [
        "backup-consistent",
        "backup-exists",
        "backup-scheduled",
        "backup-recent",
        "backup-retention",
        "backup-last-run-succeeded",
        "restore-tested",
        "vault-soft-delete",
      ],
    },
    {
      id: "A.8.14",
      title: "Redundancy",
      rules: [
        "redundant-instances",
        "availability-set-members",
        "vm-availability-zone",
        "disk-zone-resilient",
        "failover-path",
      ],
    },
    {
      id: "A.8.15",
      title: "Logging",
      rules: ["activity-log-exported", "logs-collected", "log-rotation", "network-diagnostics"],
    },
    {
      id: "A.8.16",
      title: "Monitoring",
      rules: ["availability-alert", "vm-metric-alerts", "vm-monitoring-agent", "service-health-alert"],
    },
    { id: "A.8.17", title: "Clocks are in step", rules: ["clock-in-sync"] },
    { id: "A.8.19", title: "Software on operational systems", rules: ["upgrade-tested", "os-patch-mode"] },
    {
      id: "A.8.20",
      title: "Network security",
      rules: [
        "network-security-group-present",
        "network-chroma-port-exposure",
        "network-admin-ports-exposure",
        "network-any-port-exposure",
      ],
    },
    {
      id: "A.8.21",
      title: "Security of network services",
      rules: ["tls-plaintext-port", "tls-transport-policy", "network-ddos-protection"],
    },
    {
      id: "A.8.22",
      title: "Networks are segregated",
      rules: ["network-fronted", "network-ip-forwarding-off"],
    },
    {
      id: "A.8.24",
      title: "Cryptography",
      rules: [
        "tls-backend-leg",
        "tls-endpoint",
        "tls-protocol-versions",
        "tls-ciphers",
        "tls-key-strength",
        "tls-certificate-trusted",
        "tls-certificate-expiry",
        "disk-encryption-at-rest",
        "vm-encryption-at-host",
        "disk-customer-key",
      ],
    },
    {
      id: "A.8.32",
      title: "Change management",
      rules: [
        "maintenance-window",
        "configuration-change-alerts",
        "terraform-replace-safe",
        "upgrade-tested",
      ],
    },
  ],
}
