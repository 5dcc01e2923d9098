import type { Framework } from "../model/framework.ts"

export const cisAzure: Framework = {
  id: "cis-azure",
  name: "CIS Microsoft Azure Foundations Benchmark",
  edition: "3.0.0",
  source: "https://www.cisecurity.org/benchmark/azure",
  controls: [
    { id: "3.1.10", title: "System updates are applied", rules: ["os-patches-pending", "os-patch-mode"] },
    { id: "3.1.3.1", title: "Defender for Servers is on", rules: ["defender-for-servers"] },
    { id: "6.1.1", title: "The activity log is exported", rules: ["activity-log-exported"] },
    { id: "6.1.5", title: "Flow logs are captured", rules: ["flow-logs"] },
    {
      id: "6.2.3",
      title: "An alert watches changes of network security groups",
      rules: ["configuration-change-alerts"],
    },
    {
      id: "6.2.4",
      title: "An alert watches deletions of network security groups",
      rules: ["configuration-change-alerts"],
    },
    { id: "6.4", title: "Resource logs are kept", rules: ["network-diagnostics", "logs-collected"] },
    { id: "6.5", title: "Production does not run on Basic SKUs", rules: ["public-ip-standard-static"] },
    { id: "7.1", title: "RDP from the Internet is restricted", rules: ["network-admin-ports-exposure"] },
    { id: "7.2", title: "SSH from the Internet is restricted", rules: ["network-admin-ports-exposure"] },
    {
      id: "7.4",
      title: "HTTP(S) from the Internet is restricted",
      rules: ["network-chroma-port-exposure", "network-any-port-exposure", "tls-plaintext-port"],
    },
    {
      id: "7.7",
      title: "Public addresses are reviewed",
      rules: ["network-planes-agree", "network-fronted"],
    },
    {
      id: "8.1",
      title: "Administrators come through Bastion",
      rules: ["network-admin-access-brokered"],
    },
    { id: "8.3", title: "Disks are encrypted with customer-managed keys", rules: ["disk-customer-key"] },
    {
      id: "8.5",
      title: "Disks cannot be exported over any network",
      rules: ["disk-export-blocked", "snapshot-export-blocked"],
    },
    { id: "8.11", title: "Trusted Launch is on", rules: ["vm-trusted-launch"] },
    { id: "10.1", title: "Mission-critical resources are locked", rules: ["delete-lock"] },
  ],
}
