import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import tls from "node:tls"
import { onTestFinished, vi } from "vitest"
import { azureCollectors } from "../../../src/collectors/azure/index.ts"
import type { Behaviour } from "../../../src/demo/azure/behaviour.ts"
import {
  startResourceManager,
  type ReceivedRequest,
  type RunningResourceManager,
} from "../../../src/demo/azure/server.ts"
import type { Stack } from "../../../src/demo/azure/stack.ts"
import { collect } from "../../../src/engine/collect.ts"
import { azure } from "../../../src/evidence/index.ts"
import type { Cause, Evidence, ValueOf, Witness } from "../../../src/model/evidence.ts"
import type { AuditRequest, AzureAccess } from "../../../src/model/target.ts"

export const address = "20.50.60.70"

type Request = Partial<Pick<AuditRequest, "ip" | "url" | "timeout" | "deadline" | "concurrency">> &
  Partial<Pick<AzureAccess, "subscriptions" | "effectiveRules">>

/** What the azure plane says of a simulated Azure: the real collectors and SDKs, over TLS on loopback. */
export async function observe(stack: Stack, behaviour: Behaviour = {}, request: Request = {}) {
  const arm = await trusted(stack, behaviour)
  vi.stubEnv("IDENTITY_ENDPOINT", arm.identityEndpoint.url)
  vi.stubEnv("IDENTITY_HEADER", arm.identityEndpoint.header)
  onTestFinished(() => void vi.unstubAllEnvs())
  const witnesses = await audit(arm.origin, "managed-identity", request)
  return new Sighting(witnesses, arm.requests)
}

/** A simulated Azure whose certificate this process trusts, until the test ends. */
export async function trusted(stack: Stack, behaviour?: Behaviour): Promise<RunningResourceManager> {
  const arm = await startResourceManager(stack, behaviour)
  onTestFinished(arm.close)
  tls.setDefaultCACertificates([arm.ca])
  return arm
}

/** Runs every collector of the plane against an endpoint. */
export function audit(
  armEndpoint: string,
  auth: AzureAccess["auth"],
  request: Request = {},
): Promise<Witness[]> {
  const { subscriptions = [], effectiveRules = false, deadline = 20_000, ...rest } = request
  const collectors = azureCollectors({
    ip: address,
    azure: { auth, subscriptions, cloud: "public", armEndpoint, effectiveRules },
    timeout: 5000,
    deadline,
    concurrency: 8,
    ...rest,
  })
  return collect(collectors, deadline)
}

export class Sighting {
  readonly witnesses: readonly Witness[]
  readonly requests: readonly ReceivedRequest[]

  constructor(witnesses: readonly Witness[], requests: readonly ReceivedRequest[]) {
    this.witnesses = witnesses
    this.requests = requests
  }

  witness(token: Evidence): Witness {
    const found = this.witnesses.find(({ evidence }) => evidence === token.id)
    if (!found) throw new Error(`Nothing was said of ${token.id}.`)
    return found
  }

  /** @throws unless it is known */
  value<E extends Evidence>(token: E): ValueOf<E> {
    const witness = this.witness(token)
    if (witness.status !== "known") throw new Error(`${token.id} is not known: ${JSON.stringify(witness)}`)
    return witness.value as ValueOf<E>
  }

  /** @throws unless it is unknown */
  cause(token: Evidence): Cause {
    const witness = this.witness(token)
    if (witness.status !== "unknown") throw new Error(`${token.id} is ${witness.status}`)
    return witness.cause
  }
}

/** Every token that the plane has. */
export const tokens: readonly Evidence[] = Object.values<object>(azure).filter(
  (one): one is Evidence => "plane" in one,
)

/** What `az account get-access-token` prints. */
export const azPrinting = (accessToken: string): string =>
  `echo '${JSON.stringify({ accessToken, expires_on: Math.floor(Date.now() / 1000) + 3600, tokenType: "Bearer" })}'`

/** @param script what `az` does, in sh */
export function putOnPath(script: string): void {
  const folder = mkdtempSync(join(tmpdir(), "chroma-audit-az-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, "az"), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, "az"), 0o700)
  vi.stubEnv("PATH", [folder, process.env["PATH"]].join(delimiter))
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** A server on loopback until the test ends; gives its origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
