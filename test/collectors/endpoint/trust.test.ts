import { once } from "node:events"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import forge from "node-forge"
import { afterEach, describe, expect, test } from "vitest"
import { createAuthority, issue, type KeyPair } from "../../../src/demo/certificates.ts"
import { api, credentials, server, tls } from "../../../src/evidence/endpoint.ts"
import type { EndpointAccess } from "../../../src/model/target.ts"
import { authority, loopbackIdentity } from "../../support/pki.ts"
import { bearer, observe, token } from "./observe.ts"

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))

/** A gateway that asks for a token, and keeps what it hears. */
async function gateway({ key, certificate }: KeyPair) {
  const heard: string[] = []
  const serving: Server = createServer({ key, cert: certificate }, (incoming, outgoing) => {
    heard.push(incoming.rawHeaders.join("\n"))
    incoming.resume()
    const known = incoming.headers.authorization === `Bearer ${token}`
    outgoing
      .writeHead(known ? 200 : 401, { "content-type": "application/json" })
      .end(known ? '{"nanosecond heartbeat":1795341969488815436}' : "{}")
  })
  serving.listen(0, "127.0.0.1")
  await once(serving, "listening")
  stops.push(() => {
    serving.closeAllConnections()
    serving.close()
  })
  return { port: (serving.address() as AddressInfo).port, heardToken: () => heard.join("\n").includes(token) }
}

const stranger = createAuthority("Somebody")
/** As a proxy makes one for itself where nobody gave it any. */
function selfSigned(name: string): KeyPair {
  const keys = forge.pki.rsa.generateKeyPair({ bits: 2_048 })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  certificate.validity.notBefore = new Date(Date.now() - day)
  certificate.validity.notAfter = new Date(Date.now() + day)
  certificate.setSubject([{ name: "commonName", value: name }])
  certificate.setIssuer(certificate.subject.attributes)
  certificate.setExtensions([{ name: "subjectAltName", altNames: [{ type: 7, ip: name }] }])
  certificate.sign(keys.privateKey, forge.md.sha256.create())
  return {
    key: forge.pki.privateKeyToPem(keys.privateKey),
    certificate: forge.pki.certificateToPem(certificate),
  }
}

const day = 86_400_000
const self = selfSigned("127.0.0.1")
const elsewhere = issue(authority, { names: ["elsewhere.example"] })
const expired = issue(authority, {
  names: ["127.0.0.1"],
  notBefore: new Date(Date.now() - 90 * day),
  notAfter: new Date(Date.now() - day),
})

describe.each([
  ["signed by nobody known", issue(stranger, { names: ["127.0.0.1"] })],
  ["signed by itself", self],
  ["for another name", elsewhere],
  ["expired", expired],
])("a certificate %s", (_, identity) => {
  const access = (port: number): EndpointAccess => ({
    ports: [port],
    ca: authority.certificate,
    token: bearer,
  })

  test("gets no token, and the finding says what would help", async () => {
    const { port, heardToken } = await gateway(identity)
    const found = await observe({ ip: "127.0.0.1", endpoint: access(port) })
    expect(heardToken()).toBe(false)
    expect(found.observation(api)).toMatchObject({
      status: "unknown",
      cause: { kind: "unauthenticated", unlock: expect.stringContaining("--ca-file") as string },
    })
  })

  test("gets none under a URL either, and the rest is audited", async () => {
    const { port, heardToken } = await gateway(identity)
    const named = await observe({ url: `https://127.0.0.1:${port}`, endpoint: access(port) })
    expect(heardToken()).toBe(false)
    expect(named.value(api).recognisedBy).toBe("url")
    expect(named.value(tls).chain.length).toBeGreaterThan(0)
    expect(named.value(credentials)).toMatchObject({
      wrong: { verdict: "refused" },
      right: { verdict: "inconclusive", detail: expect.stringContaining("not sent") as string },
    })
    expect(named.observation(server)).toMatchObject({
      cause: { unlock: expect.stringContaining("--ca-file") as string },
    })
  })
})

test.each([
  ["its authority", loopbackIdentity, { ca: authority.certificate }],
  ["the certificate itself", self, { ca: self.certificate }],
  ["the name that it is for", elsewhere, { ca: authority.certificate, serverName: "elsewhere.example" }],
])("the token is sent once the user gives %s", async (_, identity, given) => {
  const { port, heardToken } = await gateway(identity)
  const seen = await observe({ ip: "127.0.0.1", endpoint: { ports: [port], token: bearer, ...given } })
  expect(heardToken()).toBe(true)
  expect(seen.value(api).recognisedBy).toBe("token")
})

test.each([
  ["of a known authority leads there all the same", expired, true],
  [
    "of nobody known does not",
    issue(stranger, {
      names: ["127.0.0.1"],
      notBefore: new Date(Date.now() - 90 * day),
      notAfter: new Date(Date.now() - day),
    }),
    false,
  ],
])("an expired certificate %s", async (_, identity, leadsToAuthority) => {
  const { port } = await gateway(identity)
  const seen = await observe({
    url: `https://127.0.0.1:${port}`,
    endpoint: { ports: [], ca: authority.certificate },
  })
  expect(seen.value(tls)).toMatchObject({ trusted: false, leadsToAuthority })
})
