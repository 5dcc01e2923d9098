import type { Framework } from "../model/framework.ts"

export const mcsb: Framework = {
  id: "mcsb",
  name: "Microsoft cloud security benchmark",
  edition: "v1",
  source: "https://learn.microsoft.com/security/benchmark/azure/overview",
  controls: [
    {
      id: "NS-1",
      title: "Network segmentation boundaries",
      rules: [
        "network-security-group-present",
        "network-chroma-port-exposure",
        "network-any-port-exposure",
        "network-ip-forwarding-off",
      ],
    },
    { id: "NS-3", title: "Firewall at the edge", rules: ["network-fronted", "network-admin-ports-exposure"] },
    { id: "NS-5", title: "DDoS protection", rules: ["network-ddos-protection"] },
    {
      id: "NS-6",
      title: "Web application firewall",
      rules: ["network-web-firewall", "network-fronted", "request-limits"],
    },
    {
      id: "NS-7",
      title: "Simple, consistent network configuration",
      rules: ["network-planes-agree"],
    },
    {
      id: "NS-8",
      title: "No insecure services and protocols",
      rules: ["tls-protocol-versions", "tls-ciphers", "tls-plaintext-port"],
    },
    {
      id: "IM-3",
      title: "Managed application identities",
      rules: ["vm-identity-scoped"],
    },
    {
      id: "IM-4",
      title: "Servers and services are authenticated",
      rules: ["tls-certificate-trusted", "auth-reads-enforced", "auth-writes-enforced", "auth-every-route"],
    },
    {
      id: "IM-6",
      title: "Strong authentication",
      rules: ["vm-ssh-keys-only", "auth-token-strength", "auth-credentials-verified"],
    },
    {
      id: "IM-8",
      title: "Credentials and secrets are not exposed",
      rules: ["vm-secrets-in-metadata", "secrets-file-permissions", "token-rotation"],
    },
    {
      id: "PA-7",
      title: "Least privilege",
      rules: ["authz-scoped-identity", "vm-identity-scoped", "container-non-root"],
    },
    {
      id: "DP-3",
      title: "Sensitive data in transit is encrypted",
      rules: [
        "tls-backend-leg",
        "tls-endpoint",
        "tls-plaintext-port",
        "tls-transport-policy",
        "otel-transport-encrypted",
      ],
    },
    {
      id: "DP-4",
      title: "Data at rest is encrypted by default",
      rules: ["disk-encryption-at-rest", "vm-encryption-at-host"],
    },
    { id: "DP-5", title: "Customer-managed keys where required", rules: ["disk-customer-key"] },
    {
      id: "DP-7",
      title: "Certificates are managed",
      rules: ["tls-certificate-expiry", "tls-certificate-renewal", "tls-key-strength"],
    },
    {
      id: "AM-3",
      title: "Assets are managed over their life",
      rules: ["resource-tags", "unattached-disks", "retired-azure-resources"],
    },
    {
      id: "LT-3",
      title: "Logs for investigation",
      rules: ["activity-log-exported", "logs-collected", "otel-tracing-enabled", "boot-diagnostics"],
    },
    {
      id: "LT-4",
      title: "Network logs for investigation",
      rules: ["flow-logs", "network-diagnostics"],
    },
    {
      id: "LT-5",
      title: "Logs are managed and analysed in one place",
      rules: ["vm-monitoring-agent", "logs-collected", "configuration-change-alerts"],
    },
    {
      id: "PV-3",
      title: "Secure configuration of compute is defined",
      rules: ["vm-trusted-launch", "infrastructure-as-code", "container-non-root"],
    },
    {
      id: "PV-5",
      title: "Vulnerabilities are assessed",
      rules: ["known-critical-vulnerabilities", "known-vulnerabilities", "auth-known-bypass"],
    },
    {
      id: "PV-6",
      title: "Vulnerabilities are remediated",
      rules: ["os-patches-pending", "os-patch-mode", "os-supported", "chroma-version-supported"],
    },
    { id: "ES-1", title: "Endpoint detection and response", rules: ["defender-for-servers"] },
    {
      id: "BR-1",
      title: "Regular automated backups",
      rules: [
        "backup-consistent",
        "backup-exists",
        "backup-scheduled",
        "backup-recent",
        "backup-covers-all-disks",
      ],
    },
    {
      id: "BR-2",
      title: "Backups are protected",
      rules: ["vault-soft-delete", "vault-immutability", "backup-outside-blast-radius"],
    },
    { id: "BR-3", title: "Backups are watched", rules: ["backup-last-run-succeeded"] },
    { id: "BR-4", title: "Restores are tested", rules: ["restore-tested"] },
  ],
}
