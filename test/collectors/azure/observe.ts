import tls from "node:tls"
import { onTestFinished } from "vitest"
import { azureCollectors } from "../../../src/collectors/azure/index.ts"
import type { Behaviour } from "../../../src/demo/azure/behaviour.ts"
import { startResourceManager, type ReceivedRequest } from "../../../src/demo/azure/server.ts"
import type { Stack } from "../../../src/demo/azure/stack.ts"
import { collect } from "../../../src/engine/collect.ts"
import { azure } from "../../../src/evidence/index.ts"
import type { Evidence, Observation, ValueOf, Witness } from "../../../src/model/evidence.ts"
import type { AuditRequest } from "../../../src/model/target.ts"

export const address = "20.50.60.70"

export interface Observed {
  of: <E extends Evidence>(token: E) => Observation<ValueOf<E>>
  witnesses: readonly Witness[]
  requests: readonly ReceivedRequest[]
}

/** What the azure plane says of a simulated Azure: the real collectors and SDKs over TLS on loopback. */
export async function observe(
  stack: Stack,
  behaviour: Behaviour = {},
  request: Partial<AuditRequest> & { subscriptions?: readonly string[] } = {},
): Promise<Observed> {
  const arm = await startResourceManager(stack, behaviour)
  onTestFinished(arm.close)
  tls.setDefaultCACertificates([...tls.getCACertificates(), arm.ca])
  process.env["IDENTITY_ENDPOINT"] = arm.identityEndpoint.url
  process.env["IDENTITY_HEADER"] = arm.identityEndpoint.header
  const { subscriptions = [], deadline = 20_000, ...rest } = request
  const collectors = azureCollectors({
    ip: address,
    azure: { auth: "managed-identity", subscriptions, cloud: "public", armEndpoint: arm.origin },
    timeout: 5000,
    deadline,
    concurrency: 8,
    ...rest,
  })
  const witnesses = await collect(collectors, deadline)
  return {
    witnesses,
    requests: arm.requests,
    of: (token) => {
      const witness = witnesses.find(({ evidence }) => evidence === token.id)
      if (!witness) throw new Error(`Nothing was said of ${token.id}.`)
      return witness as Observation<ValueOf<typeof token>>
    },
  }
}

/** Everything that the plane has a word for. */
export const tokens = Object.values(azure).filter(
  (one): one is Evidence & typeof azure.host => "plane" in one && "id" in one,
)
