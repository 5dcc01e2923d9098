import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:https"
import { text } from "node:stream/consumers"
import { gzipSync } from "node:zlib"
import { createAuthority, issue } from "../certificates.ts"
import { newCaller } from "./access-token.ts"
import { parseAddress } from "./address.ts"
import type { Answer } from "./answer.ts"
import type { Behaviour } from "./behaviour.ts"
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
  ground ??= prepareGround()
  const { authority, server: proof, caller, identityEndpoint } = await ground
  const manager = new ResourceManager(stack, caller, behaviour)
  const faults = new Faults(behaviour.faults ?? [])
  const requests: ReceivedRequest[] = []

  const server = createServer({ cert: proof.certificate, key: proof.key }, (request, response) => {
    const received: ReceivedRequest = { method: request.method ?? "", url: request.url ?? "", status: null }
    requests.push(received)
    response.on("finish", () => (received.status = response.statusCode))
    void respond(request, response, manager, faults)
  })
  const { port, close } = await listen(server)
  return { origin: `https://127.0.0.1:${port}`, ca: authority.certificate, requests, identityEndpoint, close }
}

/**
 * What all servers of a process share. Making keys takes a moment; and Azure's SDK remembers for the
 * life of a process where its managed identity is, so that has to stay where it was.
 */
let ground: ReturnType<typeof prepareGround> | undefined

async function prepareGround() {
  const authority = createAuthority("Simulated Azure authority")
  const server = issue(authority, { names: ["127.0.0.1", "localhost"] })
  const caller = newCaller()
  return { authority, server, caller, identityEndpoint: await startIdentityEndpoint(caller) }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  manager: ResourceManager,
  faults: Faults,
): Promise<void> {
  const { method = "GET", headers } = request
  const url = new URL(`https://${headers.host}${request.url}`)
  const body = await text(request)
  const answer = await answerDespite(faults.next(parseAddress(url.pathname).type), url, () =>
    manager.answer({ method, url, authorization: headers.authorization, body }),
  )
  if (!answer) return void request.socket.destroy()
  send(response, answer, /\bgzip\b/.test(headers["accept-encoding"] ?? ""))
}

function send(response: ServerResponse, { status, headers, body = "" }: Answer, gzip: boolean): void {
  const content = typeof body === "string" ? body : JSON.stringify(body)
  response.writeHead(status, {
    ...(content && { "content-type": "application/json; charset=utf-8" }),
    ...(gzip && { "content-encoding": "gzip" }),
    "x-ms-request-id": randomUUID(),
    "x-ms-correlation-request-id": randomUUID(),
    "x-ms-ratelimit-remaining-subscription-reads": "249",
    ...headers,
  })
  response.end(gzip ? gzipSync(content) : content)
}
