import { once } from "node:events"
import type { IncomingMessage } from "node:http"
import { request } from "node:https"
import { buffer } from "node:stream/consumers"
import { gunzipSync } from "node:zlib"
import { onTestFinished } from "vitest"
import type { Behaviour } from "../../../src/demo/azure/behaviour.ts"
import { startResourceManager, type RunningResourceManager } from "../../../src/demo/azure/server.ts"
import type { Stack } from "../../../src/demo/azure/stack.ts"

export interface Reply {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The text as JSON. */
  body: any
}

export interface Client {
  arm: RunningResourceManager
  get: (path: string, query?: Record<string, string>) => Promise<Reply>
  /** Everything a request can differ in; `query` and `headers` replace the usual ones. */
  send: (path: string, request: Partial<Outgoing>) => Promise<Reply>
}

interface Outgoing {
  method: string
  query: Record<string, string>
  headers: Record<string, string>
  body: string
  signal: AbortSignal
}

/** Starts a server for one test, and talks to it with plain https and a token from its identity endpoint. */
export async function serve(stack: Stack, behaviour: Behaviour = {}): Promise<Client> {
  const arm = await startResourceManager(stack, behaviour)
  onTestFinished(arm.close)
  const authorization = `Bearer ${await tokenFrom(arm)}`
  const send: Client["send"] = (
    path,
    { method = "GET", query = version, headers = { authorization }, body = "", signal },
  ) =>
    exchange(new URL(`${arm.origin}${path}`), arm.ca, {
      method,
      query,
      headers,
      body,
      ...(signal && { signal }),
    })
  return { arm, send, get: (path, query = {}) => send(path, { query: { ...version, ...query } }) }
}

const version = { "api-version": "2024-01-01" }

async function tokenFrom({ identityEndpoint: { url, header } }: RunningResourceManager): Promise<string> {
  const reply = await fetch(`${url}?api-version=2019-08-01&resource=https://management.azure.com`, {
    headers: { "x-identity-header": header },
  })
  return ((await reply.json()) as { access_token: string }).access_token
}

async function exchange(
  url: URL,
  ca: string,
  { method, query, headers, body, signal }: Omit<Outgoing, "signal"> & { signal?: AbortSignal },
): Promise<Reply> {
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const outgoing = request(url, { method, headers, ca, agent: false, ...(signal && { signal }) }).end(body)
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage]
  const bytes = await buffer(incoming)
  const text = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString()
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text,
    get body() {
      return JSON.parse(text) as unknown
    },
  }
}
