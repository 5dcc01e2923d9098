import type { Framework } from "./framework.ts"

export const wellArchitected: Framework = {
  id: "well-architected",
  name: "Azure Well-Architected Framework, recommendations of the pillars' checklists",
  edition: "2023",
  source: "https://learn.microsoft.com/azure/well-architected/pillars",
  controls: [
    {
      id: "RE:05",
      title: "Redundancy",
      rules: ["vm-availability-zone", "disk-zone-resilient", "public-ip-standard-static", "failover-path"],
    },
    {
      id: "RE:06",
      title: "Scaling that is reliable and timely",
      rules: ["scale-out-path", "vm-resize-headroom"],
    },
    {
      id: "RE:07",
      title: "Self-preservation and self-healing",
      rules: [
        "container-restart-policy",
        "container-healthcheck",
        "service-autostart",
        "container-out-of-memory",
        "request-limits",
      ],
    },
    { id: "RE:08", title: "Testing for resilience", rules: ["recovery-exercised", "restore-tested"] },
    {
      id: "RE:09",
      title: "Disaster recovery plans that are tested",
      rules: [
        "recovery-plan-documented",
        "recovery-exercised",
        "offsite-copy",
        "vault-cross-region-restore",
        "replication-healthy",
        "backup-exists",
      ],
    },
    {
      id: "RE:10",
      title: "Health is measured and watched",
      rules: ["availability-alert", "vm-metric-alerts", "disk-space-alert", "service-health-alert"],
    },
    {
      id: "SE:04",
      title: "Segmentation",
      rules: ["network-security-group-present", "network-fronted"],
    },
    {
      id: "SE:05",
      title: "Identity and access management",
      rules: [
        "auth-reads-enforced",
        "auth-writes-enforced",
        "auth-every-route",
        "authz-scoped-identity",
        "vm-identity-scoped",
      ],
    },
    {
      id: "SE:06",
      title: "Network traffic is isolated, filtered and controlled",
      rules: [
        "network-chroma-port-exposure",
        "network-admin-ports-exposure",
        "network-any-port-exposure",
        "network-admin-access-brokered",
        "network-ddos-protection",
      ],
    },
    {
      id: "SE:07",
      title: "Encryption",
      rules: [
        "tls-endpoint",
        "tls-protocol-versions",
        "tls-ciphers",
        "tls-certificate-trusted",
        "disk-encryption-at-rest",
        "vm-encryption-at-host",
        "disk-customer-key",
      ],
    },
    {
      id: "SE:08",
      title: "Resources are hardened",
      rules: [
        "vm-trusted-launch",
        "vm-ssh-keys-only",
        "container-non-root",
        "api-docs-hidden",
        "reset-disabled",
        "cors-restricted",
      ],
    },
    {
      id: "SE:09",
      title: "Application secrets",
      rules: ["vm-secrets-in-metadata", "secrets-file-permissions", "token-rotation", "auth-token-strength"],
    },
    {
      id: "SE:10",
      title: "Monitoring for threats",
      rules: ["flow-logs", "logs-collected", "configuration-change-alerts"],
    },
    {
      id: "OE:05",
      title: "Infrastructure as code",
      rules: ["infrastructure-as-code", "terraform-replace-safe", "boot-script-sound"],
    },
    {
      id: "OE:07",
      title: "Observability",
      rules: ["otel-tracing-enabled", "otel-export-working", "vm-monitoring-agent", "boot-diagnostics"],
    },
    { id: "OE:11", title: "Safe deployment", rules: ["upgrade-tested", "chroma-version-pinned"] },
    {
      id: "PE:02",
      title: "Capacity planning",
      rules: ["vm-memory-fits-data", "disk-capacity", "vm-resize-headroom"],
    },
    {
      id: "PE:03",
      title: "The right services and sizes",
      rules: [
        "vm-memory-minimum",
        "vm-cpu-minimum",
        "vm-not-burstable",
        "disk-performance",
        "network-accelerated",
      ],
    },
    { id: "PE:04", title: "Performance is measured", rules: ["endpoint-latency", "vm-metric-alerts"] },
    { id: "PE:05", title: "Scaling and partitioning", rules: ["scale-out-path"] },
  ],
}
