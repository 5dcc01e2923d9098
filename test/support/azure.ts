import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Behaviour } from "../../src/demo/azure/behaviour.ts"
import { startResourceManager, type RunningResourceManager } from "../../src/demo/azure/server.ts"
import type { Stack } from "../../src/demo/azure/stack.ts"

/** The simulated Azure, and how a CLI process is pointed at it. */
export interface SimulatedAzure extends RunningResourceManager {
  flags: string[]
  env: Record<string, string>
}

export async function startAzure(stack: Stack, behaviour?: Behaviour): Promise<SimulatedAzure> {
  const arm = await startResourceManager(stack, behaviour)
  const ca = join(mkdtempSync(join(tmpdir(), "chroma-audit-ca-")), "ca.pem")
  writeFileSync(ca, arm.ca)
  return {
    ...arm,
    flags: ["--azure-auth", "managed-identity", "--arm-endpoint", arm.origin],
    env: {
      NODE_EXTRA_CA_CERTS: ca,
      IDENTITY_ENDPOINT: arm.identityEndpoint.url,
      IDENTITY_HEADER: arm.identityEndpoint.header,
    },
  }
}
