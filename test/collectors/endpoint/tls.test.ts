import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { createServer, type TlsOptions } from "node:tls"
import { afterEach, describe, expect, test } from "vitest"
import { clientHello, parseReply, versions } from "../../../src/collectors/endpoint/client-hello.ts"
import { judgeSuites, judgeVersion } from "../../../src/collectors/endpoint/tls-offers.ts"
import { listeners, tls, tlsForbiddenSuites, tlsVersions } from "../../../src/evidence/endpoint.ts"
import { issue } from "../../../src/demo/certificates.ts"
import { authority, loopbackIdentity } from "../../support/pki.ts"
import { observe, type Seen } from "./observe.ts"

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A TLS server that answers every request with 404; the URL makes it the API. */
async function serve(options: TlsOptions): Promise<string> {
  const server = createServer(
    { key: loopbackIdentity.key, cert: loopbackIdentity.certificate, ...options },
    (socket) => {
      socket.on("error", () => undefined)
      socket.on("data", () => socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"))
    },
  )
  server.on("tlsClientError", () => undefined)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  stops.push(async () => {
    server.close()
    await once(server, "close")
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const audit = (url: string): Promise<Seen> =>
  observe({ url, endpoint: { ports: [], ca: authority.certificate } })

const answers = (seen: Seen): Record<string, string> =>
  Object.fromEntries(seen.value(tlsVersions).map(({ version, answer }) => [version, answer]))

describe("versions", () => {
  const everything = { ciphers: "ALL:@SECLEVEL=0" }
  test.each([
    ["1.2 alone", { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" }, ["TLSv1.2"]],
    ["1.3 alone", { minVersion: "TLSv1.3", maxVersion: "TLSv1.3" }, ["TLSv1.3"]],
    ["1.2 and 1.3", { minVersion: "TLSv1.2" }, ["TLSv1.2", "TLSv1.3"]],
    [
      "everything there is",
      { minVersion: "TLSv1", ...everything },
      ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
    ],
    ["1.0 alone", { minVersion: "TLSv1", maxVersion: "TLSv1", ...everything }, ["TLSv1"]],
  ] as const)("%s", async (_, options, accepted) => {
    const seen = answers(await audit(await serve(options)))
    expect(Object.keys(seen).filter((version) => seen[version] === "accepted")).toEqual(accepted)
    expect(Object.values(seen)).not.toContain("inconclusive")
  })
})

describe("forbidden suites", () => {
  test.each([
    ["NULL", "NULL-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"],
    ["anonymous", "ADH-AES128-SHA256:AECDH-AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"],
  ])("%s is accepted by a server that has it", async (family, ciphers) => {
    const seen = await audit(await serve({ ciphers, maxVersion: "TLSv1.2", dhparam: "auto" }))
    const offers = seen.value(tlsForbiddenSuites)
    expect(offers.filter(({ answer }) => answer === "accepted").map((offer) => offer.family)).toEqual([
      family,
    ])
  })

  test("none is by Node's defaults", async () => {
    const seen = await audit(await serve({}))
    expect([...new Set(seen.value(tlsForbiddenSuites).map(({ answer }) => answer))]).toEqual(["refused"])
  })
})

describe("the certificate", () => {
  const day = 86_400_000
  test("of a known authority, for this address", async () => {
    const seen = (await audit(await serve({}))).value(tls)
    expect(seen).toMatchObject({
      trusted: true,
      trustError: null,
      nameMatches: true,
      protocol: "TLSv1.3",
      forwardSecrecy: true,
    })
    expect(seen.chain[0]).toMatchObject({
      subject: "CN=localhost",
      keyType: "rsa",
      keyBits: 2048,
      signatureAlgorithm: "sha256WithRSAEncryption",
      selfSigned: false,
    })
  })

  test("expired", async () => {
    const identity = issue(authority, {
      names: ["127.0.0.1"],
      notBefore: new Date(Date.now() - 90 * day),
      notAfter: new Date(Date.now() - day),
    })
    const seen = (await audit(await serve({ key: identity.key, cert: identity.certificate }))).value(tls)
    expect(seen).toMatchObject({ trusted: false, trustError: "CERT_HAS_EXPIRED", nameMatches: true })
    expect(Date.parse(seen.chain[0]?.notAfter ?? "")).toBeLessThan(Date.now())
  })

  test("for another name, with a short key", async () => {
    const identity = issue(authority, { names: ["chroma.example.com"], bits: 1024 })
    const url = await serve({ key: identity.key, cert: identity.certificate, ciphers: "DEFAULT:@SECLEVEL=0" })
    const seen = (await audit(url)).value(tls)
    expect(seen).toMatchObject({ trusted: true, nameMatches: false })
    expect(seen.chain[0]).toMatchObject({ keyBits: 1024, altNames: ["DNS:chroma.example.com"] })
  })

  test("of an unknown authority", async () => {
    const seen = (await observe({ url: await serve({}), endpoint: { ports: [] } })).value(tls)
    expect(seen).toMatchObject({ trusted: false, trustError: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" })
  })
})

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "a demand for a client certificate is seen in %s",
  async (version) => {
    const url = await serve({
      minVersion: version,
      maxVersion: version,
      requestCert: true,
      rejectUnauthorized: true,
      ca: authority.certificate,
    })
    const seen = await audit(url)
    expect(seen.value(listeners).find(({ transport }) => transport === "tls")?.answer).toBe(
      "client-certificate-required",
    )
  },
)

/** A record with a ServerHello. */
function serverHello(version: number, suite: number, ...extensions: number[]): Buffer {
  const random = Buffer.alloc(32, 7)
  const body = Buffer.concat([
    Buffer.from([version >> 8, version & 255]),
    random,
    Buffer.from([0, suite >> 8, suite & 255, 0, 0, extensions.length, ...extensions]),
  ])
  return Buffer.concat([Buffer.from([22, 3, 3, 0, 4 + body.length, 2, 0, 0, body.length]), body])
}

describe("a server's first words", () => {
  test.each([
    ["an alert", Buffer.from([21, 3, 1, 0, 2, 2, 70]), { alert: 70 }],
    ["TLS 1.2", serverHello(0x0303, 0xc02f), { version: 0x0303, suite: 0xc02f }],
    ["TLS 1.3", serverHello(0x0303, 0x1301, 0, 0x2b, 0, 2, 3, 4), { version: 0x0304, suite: 0x1301 }],
    ["HTTP", Buffer.from("HTTP/1.1 400 Bad Request"), { failure: "handshake-failed" }],
    ["another message", Buffer.from([22, 3, 3, 0, 4, 11, 0, 0, 0]), { failure: "handshake-failed" }],
    [
      "a ServerHello of two bytes",
      Buffer.from([22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3]),
      { failure: "handshake-failed" },
    ],
  ])("%s", (_, bytes, expected) => {
    expect(parseReply(bytes)).toMatchObject(expected)
  })

  test("half of them are none yet", () => {
    const whole = serverHello(0x0303, 0xc02f)
    for (let length = 0; length < whole.length; length += 1)
      expect(parseReply(whole.subarray(0, length))).toBeUndefined()
  })
})

describe("what an answer proves", () => {
  test.each([
    [{ alert: 70 }, "refused"],
    [{ alert: 40 }, "refused"],
    [{ alert: 71 }, "refused"],
    [{ alert: 80 }, "inconclusive"],
    [{ alert: 112 }, "inconclusive"],
    [{ failure: "reset", detail: "" }, "inconclusive"],
    [{ failure: "timeout", detail: "" }, "inconclusive"],
    [{ version: versions["TLSv1.1"], suite: 0x002f }, "accepted"],
    [{ version: versions.TLSv1, suite: 0x002f }, "refused"],
  ] as const)("of TLS 1.1: %j", (reply, expected) => {
    expect(judgeVersion("TLSv1.1", reply).answer).toBe(expected)
  })

  test("a suite that was not offered proves nothing", () => {
    expect(judgeSuites([0x0004], { version: versions["TLSv1.2"], suite: 0xc02f }).answer).toBe("inconclusive")
  })
})

test("SSL 3.0 is asked for without extensions, which it did not have", () => {
  const hello = clientHello("SSLv3", [0x000a], "chroma.example.com")
  expect(hello.subarray(0, 3)).toEqual(Buffer.from([22, 3, 0]))
  expect(hello.includes("chroma.example.com")).toBe(false)
})
