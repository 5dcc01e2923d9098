import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:https"
import { gzipSync } from "node:zlib"
import { createAuthority, issue } from "../certificates.ts"
import { newCaller } from "./access-token.ts"
import { parseAddress } from "./address.ts"
import type { Behaviour } from "./behaviour.ts"
import type { Answer } from "./errors.ts"
import { answerDespite, Faults } from "./faults.ts"
import { startIdentityEndpoint } from "./identity-endpoint.ts"
import { listen } from "./listen.ts"
import { ResourceManager } from "./resource-manager.ts"
import type { Stack } from "./stack.ts"

/** One request that was received, and the status it got; null while or because there was no answer. */
export interface ReceivedRequest {
  method: string
  /** Path and query. */
  url: string
  status: number | null
}

export interface RunningResourceManager {
  /** "https://127.0.0.1:PORT" */
  origin: string
  /** The authority that signed its certificate, PEM. */
  ca: string
  /** Every request so far, in the order of arrival. */
  requests: readonly ReceivedRequest[]
  /** Where a managed identity gets the one token that is accepted: IDENTITY_ENDPOINT and IDENTITY_HEADER. */
  identityEndpoint: { url: string; header: string }
  close: () => Promise<void>
}

/** Serves a stack on loopback as Azure Resource Manager would, over TLS, on a free port. */
export async function startResourceManager(
  stack: Stack,
  behaviour: Behaviour = {},
): Promise<RunningResourceManager> {
  identity ??= newIdentity()
  const { authority, key, certificate } = identity
  const caller = newCaller(stack.tenantId)
  const manager = new ResourceManager(stack, caller, behaviour)
  const faults = new Faults(behaviour.faults ?? [])
  const requests: ReceivedRequest[] = []

  const server = createServer({ cert: certificate, key }, (request, response) => {
    const received: ReceivedRequest = { method: request.method ?? "", url: request.url ?? "", status: null }
    requests.push(received)
    response.on("finish", () => (received.status = response.statusCode))
    void respond(request, response, manager, faults)
  })
  const { port, close } = await listen(server)
  const identityEndpoint = await startIdentityEndpoint(caller)
  return {
    origin: `https://127.0.0.1:${port}`,
    ca: authority.certificate,
    requests,
    identityEndpoint,
    close: async () => {
      await Promise.all([close(), identityEndpoint.close()])
    },
  }
}

/** Making keys takes a moment; every server of a process shows the same certificate. */
let identity: ReturnType<typeof newIdentity> | undefined

function newIdentity() {
  const authority = createAuthority("Simulated Azure authority")
  return { authority, ...issue(authority, { names: ["127.0.0.1", "localhost"] }) }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  manager: ResourceManager,
  faults: Faults,
): Promise<void> {
  const { method = "GET", headers } = request
  const url = new URL(`https://${headers.host}${request.url}`)
  const answer = await answerDespite(faults.next(parseAddress(url.pathname).type), url, () =>
    manager.answer({ method, url, authorization: headers.authorization }),
  )
  if (!answer) return void request.socket.destroy()
  send(response, answer, /\bgzip\b/.test(headers["accept-encoding"] ?? ""))
}

function send(response: ServerResponse, { status, headers, body = "" }: Answer, gzip: boolean): void {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  response.writeHead(status, {
    ...(text && { "content-type": "application/json; charset=utf-8" }),
    ...(gzip && { "content-encoding": "gzip" }),
    "x-ms-request-id": randomUUID(),
    "x-ms-correlation-request-id": randomUUID(),
    "x-ms-ratelimit-remaining-subscription-reads": "249",
    ...headers,
  })
  response.end(gzip ? gzipSync(text) : text)
}
