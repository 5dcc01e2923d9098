import type { Framework } from "../model/framework.ts"

export const soc2: Framework = {
  id: "soc-2",
  name: "SOC 2, Trust Services Criteria",
  edition: "2017, points of focus of 2022",
  source:
    "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
  controls: [
    {
      id: "CC6.1",
      title: "Logical access",
      rules: [
        "auth-reads-enforced",
        "auth-writes-enforced",
        "auth-every-route",
        "auth-credentials-verified",
        "disk-encryption-at-rest",
        "vm-encryption-at-host",
        "vm-ssh-keys-only",
      ],
    },
    { id: "CC6.3", title: "Least privilege", rules: ["authz-scoped-identity", "vm-identity-scoped"] },
    {
      id: "CC6.6",
      title: "Threats from outside",
      rules: [
        "network-web-firewall",
        "network-chroma-port-exposure",
        "network-admin-ports-exposure",
        "network-any-port-exposure",
        "network-fronted",
        "network-ddos-protection",
      ],
    },
    {
      id: "CC6.7",
      title: "Information in motion",
      rules: [
        "tls-backend-leg",
        "tls-endpoint",
        "tls-plaintext-port",
        "tls-protocol-versions",
        "disk-export-blocked",
        "otel-transport-encrypted",
      ],
    },
    {
      id: "CC6.8",
      title: "Unauthorised software",
      rules: ["defender-for-servers", "vm-trusted-launch", "container-non-root"],
    },
    {
      id: "CC7.1",
      title: "Vulnerabilities and changes of configuration are detected",
      rules: [
        "known-critical-vulnerabilities",
        "known-vulnerabilities",
        "os-patches-pending",
        "configuration-change-alerts",
      ],
    },
    {
      id: "CC7.2",
      title: "Anomalies are watched for",
      rules: [
        "activity-log-exported",
        "availability-alert",
        "vm-metric-alerts",
        "logs-collected",
        "flow-logs",
      ],
    },
    { id: "CC7.5", title: "Recovery from incidents", rules: ["recovery-plan-documented", "restore-tested"] },
    {
      id: "CC8.1",
      title: "Changes are managed",
      rules: ["infrastructure-as-code", "upgrade-tested", "chroma-version-pinned"],
    },
    { id: "CC9.1", title: "Business disruptions", rules: ["failover-path", "offsite-copy"] },
    {
      id: "A1.1",
      title: "Capacity",
      rules: [
        "resource-headroom",
        "vm-memory-fits-data",
        "disk-capacity",
        "disk-space-alert",
        "vm-resize-headroom",
      ],
    },
    {
      id: "A1.2",
      title: "Backup and recovery infrastructure",
      rules: [
        "redundant-instances",
        "backup-exists",
        "backup-scheduled",
        "backup-recent",
        "backup-last-run-succeeded",
        "vm-availability-zone",
        "offsite-copy",
        "vault-soft-delete",
      ],
    },
    { id: "A1.3", title: "Recovery is tested", rules: ["restore-tested", "recovery-exercised"] },
    {
      id: "C1.1",
      title: "Confidential information is kept",
      rules: ["disk-customer-key", "cors-restricted"],
    },
  ],
}
