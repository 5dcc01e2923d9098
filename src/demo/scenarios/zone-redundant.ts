import { attestationsFile, type Statement } from "./attestations.ts"
import type { ScenarioFiles, ScenarioOptions } from "./files.ts"
import { guardedNode } from "./guarded-node.ts"

/** The machine done well, and the people around it practised. */
export const zoneRedundant = (options: ScenarioOptions): ScenarioFiles => ({
  ...guardedNode(options, {
    vmSize: "Standard_D2as_v5",
    memoryKib: 8_132_456,
    diskSku: "Premium_ZRS",
    memoryLimit: 6,
    renewsCertificate: true,
  }),
  attestations: { name: "attestations.yaml", text: attestationsFile(options.now, practised) },
})

const practised: readonly Statement[] = [
  {
    rule: "restore-tested",
    statement:
      "Restored last night's backup into staging in 22 minutes; the counts of all collections agree.",
    daysAgo: 21,
  },
  {
    rule: "recovery-plan-documented",
    statement: "Recovery plan v3: RTO 4 h, RPO 24 h, owner data-platform.",
    daysAgo: 60,
  },
  {
    rule: "recovery-exercised",
    statement: "Rebuilt the deployment in the paired region from the definition and the vault in 71 minutes.",
    daysAgo: 60,
  },
  {
    rule: "failover-path",
    statement:
      "After the loss of the VM: terraform apply in another zone, attach the disk; rehearsed, 35 minutes.",
    daysAgo: 60,
  },
  {
    rule: "upgrade-tested",
    statement: "Upgraded a restored copy from 1.4.1 to 1.5.9 in 6 minutes; the counts agree.",
    daysAgo: 40,
  },
  {
    rule: "scale-out-path",
    statement: "Beyond 2 million vectors we shard by tenant over two servers; decided in ADR 12.",
    daysAgo: 90,
  },
  {
    rule: "infrastructure-as-code",
    statement:
      "main.tf in the platform repository builds all of it; last applied from scratch in the exercise.",
    daysAgo: 60,
  },
  {
    rule: "authz-scoped-identity",
    statement: "The proxy maps each token to one tenant and rejects every other tenant in the path.",
    daysAgo: 30,
  },
  {
    rule: "tls-certificate-renewal",
    statement: "certbot renews; the last renewal ran without anyone's doing.",
    daysAgo: 30,
  },
  {
    rule: "token-rotation",
    statement: "The clients' token was changed in the quarterly rotation.",
    daysAgo: 30,
  },
]
