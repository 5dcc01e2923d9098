import { ChromaClient } from "chromadb"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readProbes, writeProbes } from "../../../src/collectors/endpoint/probes.ts"
import {
  anonymousReads,
  anonymousWrites,
  api,
  apiDocs,
  collections,
  cors,
  credentials,
  health,
  latency,
  listeners,
  routes,
  server,
  tls,
  tlsVersions,
  tracing,
} from "../../../src/evidence/endpoint.ts"
import { startTlsProxy } from "../../../src/demo/tls-proxy.ts"
import { chroma } from "../../support/chroma.ts"
import { settled } from "../../support/folder.ts"
import { authority, loopbackIdentity } from "../../support/pki.ts"
import { bearer, observe, token, verdicts, type Seen } from "./observe.ts"

type Chroma = Awaited<ReturnType<typeof chroma>>

async function fill({ port }: Chroma): Promise<void> {
  const client = new ChromaClient({ host: "127.0.0.1", port, ssl: false })
  const books = await client.createCollection({ name: "books", embeddingFunction: null })
  await books.add({
    ids: Array.from({ length: 30 }, (_, index) => `book-${index}`),
    embeddings: Array.from({ length: 30 }, (_, index) => [index, 1, 2, 3]),
    documents: Array.from({ length: 30 }, (_, index) => `a confidential text ${index}`),
  })
  await client.createCollection({ name: "empty", embeddingFunction: null })
}

describe("a server with data", () => {
  let running: Chroma
  beforeAll(async () => {
    running = await chroma()
    await fill(running)
  })
  afterAll(() => running.stop())

  describe("open to all", () => {
    let seen: Seen
    let before: string
    beforeAll(async () => {
      before = await settled(running.path)
      seen = await observe({ ip: "127.0.0.1", endpoint: { ports: [running.port] } })
    })

    test("is exactly what it was before", async () => {
      expect(await settled(running.path)).toBe(before)
    })

    test("is found in clear text", () => {
      expect(seen.value(listeners)).toEqual([
        { port: running.port, transport: "tls", answer: "handshake-failed" },
        { port: running.port, transport: "clear", answer: "chroma", status: 200, apiVersion: "v2" },
      ])
      expect(seen.value(api)).toMatchObject({
        url: running.url,
        transport: "clear",
        recognisedBy: "anonymous",
        bareAddress: true,
      })
      expect(seen.observation(tls).status).toBe("absent")
    })

    test("accepts every probe, and only the probes were sent", () => {
      const reads = seen.value(anonymousReads)
      const writes = seen.value(anonymousWrites)
      expect([...reads, ...writes].map(({ verdict }) => verdict)).toEqual(Array(7).fill("accepted"))
      expect([...reads, ...writes].map(({ name }) => name)).toEqual(
        [...readProbes("v2"), ...writeProbes("v2")].map(({ name }) => name),
      )
    })

    test("is known by the release that the launcher names", () => {
      const { implementation, from, to } = seen.value(server)
      expect(implementation).toBe("rust")
      expect([from, to].join(" ")).toBe(running.release === "1.0.20" ? "1.0.17 1.0.20" : "1.5.9 1.5.9")
    })

    test("shows health, documentation, no tracing, no foreign origins", () => {
      const { clockSkewSeconds, ...rest } = seen.value(health)
      expect(Math.abs(clockSkewSeconds ?? 9)).toBeLessThan(2)
      expect(rest).toEqual({
        heartbeatStatus: 200,
        healthcheck: { status: 200, parts: { is_executor_ready: true, is_log_client_ready: true } },
      })
      expect(seen.value(apiDocs).filter(({ exposed }) => exposed)).toHaveLength(2)
      expect(seen.value(tracing).on).toBe(false)
      expect(seen.value(cors)).toMatchObject({ allowOrigin: null, allowCredentials: false })
      expect(seen.value(latency).count).toBe(20)
      expect(seen.observation(routes).status).toBe("absent")
    })

    test("nothing of its data is in the evidence", () => {
      expect(JSON.stringify(seen.witnesses)).not.toMatch(/confidential|books/)
    })
  })

  describe("behind the demo's proxy, asked with the token", () => {
    let seen: Seen
    let before: string
    beforeAll(async () => {
      before = await settled(running.path)
      const proxy = await startTlsProxy({
        upstream: { host: "127.0.0.1", port: running.port },
        token,
        identity: loopbackIdentity,
      })
      seen = await observe({
        ip: "127.0.0.1",
        endpoint: { ports: [proxy.port], ca: authority.certificate, token: bearer },
      })
      await proxy.stop()
    })

    test("is exactly what it was before", async () => {
      expect(await settled(running.path)).toBe(before)
    })

    test("lets nobody in without the token", () => {
      expect(seen.value(api)).toMatchObject({ transport: "tls", recognisedBy: "token" })
      for (const evidence of [anonymousReads, anonymousWrites, routes])
        expect(verdicts(seen, evidence)).toEqual(["refused"])
      expect(seen.value(credentials)).toMatchObject({
        wrong: { verdict: "refused" },
        right: { verdict: "accepted" },
        swappedCase: { verdict: "refused" },
        given: { length: token.length, alphanumeric: true, documentedSample: false },
      })
      expect(seen.value(apiDocs).some(({ exposed }) => exposed)).toBe(false)
    })

    test("speaks TLS 1.2 and 1.3 only", () => {
      const accepted = seen.value(tlsVersions).filter(({ answer }) => answer === "accepted")
      expect(accepted.map(({ version }) => version)).toEqual(["TLSv1.2", "TLSv1.3"])
      expect(seen.value(tls)).toMatchObject({ trusted: true, nameMatches: true })
    })

    test("the sizes of the collections are read", () => {
      const { databases, truncated, collections: sizes } = seen.value(collections)
      expect({ databases, truncated }).toEqual({ databases: 1, truncated: false })
      expect(sizes.toSorted((a, b) => a.records - b.records)).toEqual([
        { database: "default_database", records: 0, dimension: null },
        { database: "default_database", records: 30, dimension: 4 },
      ])
    })

    test("no secret is in the evidence", () => {
      expect(JSON.stringify(seen.witnesses)).not.toContain(token)
    })
  })
})

test("foreign origins and tracing are seen when they are configured", async () => {
  const running = await chroma({
    cors_allow_origins: ["*"],
    open_telemetry: { endpoint: "http://127.0.0.1:9", service_name: "test" },
  })
  const seen = await observe({ url: running.url, endpoint: { ports: [] } })
  await running.stop()
  expect(seen.value(cors).allowOrigin).toBe("*")
  expect(seen.value(tracing)).toMatchObject({ on: true })
})

test("nothing answers: everything is unknown, with the reason", async () => {
  const seen = await observe({ ip: "127.0.0.1", endpoint: { ports: [1] } })
  const ofTheServer = seen.witnesses.filter(({ evidence }) => evidence !== "endpoint.auditor")
  expect(new Set(ofTheServer.map(({ status }) => status))).toEqual(new Set(["unknown"]))
  expect(seen.observation(api)).toMatchObject({ cause: { kind: "unreachable" } })
})
