import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  anonymousReads,
  anonymousWrites,
  api,
  apiDocs,
  cors,
  credentials,
  health,
  routes,
  server,
  tracing,
} from "../../../src/evidence/endpoint.ts"
import { observe, verdicts, type Seen } from "./observe.ts"

interface Recorded {
  status: number
  headers: Record<string, string>
  body: string
}

const recorded = JSON.parse(
  readFileSync(new URL("../../fixtures/chroma-http/recorded.json", import.meta.url), "utf8"),
) as Record<string, Record<string, Recorded>>

/** A server that says what that release said; what it was not asked then is kept as unexpected. */
async function replay(release: string) {
  const unexpected: string[] = []
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const key = await keyOf(incoming)
    const answer = recorded[release]?.[key]
    if (!answer) unexpected.push(key)
    outgoing.writeHead(answer?.status ?? 500, answer?.headers ?? {}).end(answer?.body)
  }
  const replaying = createServer((incoming, outgoing) => {
    void respond(incoming, outgoing)
  }).listen(0, "127.0.0.1")
  await once(replaying, "listening")
  const { port } = replaying.address() as AddressInfo
  return {
    port,
    unexpected,
    async stop() {
      replaying.closeAllConnections()
      await once(replaying.close(), "close")
    },
  }
}

async function keyOf(incoming: IncomingMessage): Promise<string> {
  const body = (await incoming.toArray()).join("")
  const origin = incoming.headers.origin ? " origin" : ""
  return `${incoming.method} ${incoming.url}${origin}${body ? ` ${body}` : ""}`
}

const open = { access: "accepted", routes: "absent" }
const guarded = { access: "refused", routes: "refused" }
const releases = [
  { release: "0.4.24", apiVersion: "v1", traced: "unknown", docs: true, ...open },
  { release: "0.4.24-token", apiVersion: "v1", traced: "unknown", docs: false, ...guarded },
  { release: "0.5.5", apiVersion: "v1", traced: "unknown", docs: true, ...open },
  { release: "0.5.5-token", apiVersion: "v1", traced: "unknown", docs: true, ...guarded },
  { release: "0.5.23", apiVersion: "v2", traced: "known", docs: true, ...open },
  { release: "0.5.23-token", apiVersion: "v2", traced: "known", docs: true, ...guarded },
  { release: "0.6.3", apiVersion: "v2", traced: "known", docs: true, ...open },
  // Its v1 API fails on every call, which proves nothing of who may call it.
  {
    release: "0.6.3-token",
    apiVersion: "v2",
    traced: "known",
    docs: true,
    ...guarded,
    routes: "inconclusive,refused",
  },
  { release: "1.5.9-python", apiVersion: "v2", traced: "known", docs: true, ...open },
]

describe.each(releases)("Chroma $release", ({ release, apiVersion, access, traced, docs, ...expected }) => {
  let seen: Seen
  let replaying: Awaited<ReturnType<typeof replay>>
  beforeAll(async () => {
    replaying = await replay(release)
    seen = await observe({ ip: "127.0.0.1", endpoint: { ports: [replaying.port] } })
  })
  afterAll(() => replaying.stop())

  test("is asked what was asked when it was recorded, and no more", () => {
    expect(replaying.unexpected).toEqual([])
  })

  test("is found and known by its release", () => {
    const [version] = release.split("-")
    expect(seen.value(api)).toMatchObject({ apiVersion, recognisedBy: "anonymous" })
    expect(seen.value(server)).toMatchObject({ implementation: "python", from: version, to: version })
  })

  test(`reads and writes are ${access}`, () => {
    expect(verdicts(seen, anonymousReads)).toEqual([access])
    expect(verdicts(seen, anonymousWrites)).toEqual([access])
    expect(seen.value(credentials).wrong.verdict).toBe(access)
  })

  test(`other spellings: ${expected.routes}`, () => {
    const { status } = seen.observation(routes)
    expect(status === "known" ? verdicts(seen, routes).join(",") : status).toBe(expected.routes)
  })

  test("the rest", () => {
    expect(seen.observation(tracing).status).toBe(traced)
    expect(seen.value(apiDocs).every(({ exposed }) => exposed)).toBe(docs)
    expect(seen.value(health)).toMatchObject({ heartbeatStatus: 200, healthcheck: null })
    expect(seen.observation(cors)).toMatchObject(
      access === "accepted" ? { value: { allowOrigin: null } } : { cause: { kind: "unauthenticated" } },
    )
  })
})
