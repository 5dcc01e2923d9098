import { setDefaultCACertificates } from "node:tls"
import { ChromaClient } from "chromadb"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { issue } from "../../../src/demo/certificates.ts"
import {
  anonymousReads,
  anonymousWrites,
  api,
  apiDocs,
  credentials,
  health,
  listeners,
  routes,
  server,
  tls,
  tlsForbiddenSuites,
  tlsVersions,
  transportPolicy,
} from "../../../src/evidence/endpoint.ts"
import type { EndpointAccess } from "../../../src/model/target.ts"
import { chroma } from "../../support/chroma.ts"
import { freePorts, nginx, tlsFiles, tlsLines, type Nginx } from "../../support/nginx.ts"
import { authority, loopbackIdentity } from "../../support/pki.ts"
import { bearer, observe, token, verdicts } from "./observe.ts"

let running: Awaited<ReturnType<typeof chroma>>
beforeAll(async () => {
  running = await chroma()
})
afterAll(() => running.stop())

const proxies: Nginx[] = []
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop()
})

/** nginx with these servers; `PORT`, `PORT2` and `CHROMA` stand for its ports and Chroma's address. */
async function serve(servers: string, files: Readonly<Record<string, string>> = tlsFiles(loopbackIdentity)) {
  const [port = 0, second = 0] = await freePorts(2)
  const text = servers
    .replaceAll("PORT2", String(second))
    .replaceAll("PORT", String(port))
    .replaceAll("CHROMA", `127.0.0.1:${running.port}`)
  const proxy = await nginx(text, files, servers.includes("PORT2") ? [port, second] : [port])
  proxies.push(proxy)
  return { port, second, proxy }
}

const listening = `listen 127.0.0.1:PORT ssl; ssl_protocols TLSv1.2 TLSv1.3; ${tlsLines}`
const guard = `if ($http_authorization != "Bearer ${token}") { return 401; }`
const pass = "proxy_pass http://CHROMA;"
const hardened = `server { ${listening} server_tokens off;
  add_header Strict-Transport-Security "max-age=63072000" always;
  location / { ${guard} ${pass} } }`
const redirect = "server { listen 127.0.0.1:PORT2; return 301 https://$host$request_uri; }"

const at = (port: number, more: Partial<EndpointAccess> = {}) => ({
  ip: "127.0.0.1",
  endpoint: { ports: [port], ca: authority.certificate, ...more },
})

test("a hardened proxy: refused throughout, and with the token all is known", async () => {
  const { port, second, proxy } = await serve(hardened + redirect)
  const seen = await observe(at(port, { ports: [port, second], token: bearer }))
  expect(seen.value(api)).toMatchObject({ transport: "tls", recognisedBy: "token" })
  for (const evidence of [anonymousReads, anonymousWrites, routes])
    expect(verdicts(seen, evidence)).toEqual(["refused"])
  expect(seen.value(credentials)).toMatchObject({
    wrong: { verdict: "refused" },
    right: { verdict: "accepted" },
    swappedCase: { verdict: "refused" },
  })
  expect(seen.value(apiDocs).some(({ exposed }) => exposed)).toBe(false)
  expect(seen.value(server).implementation).toBe("rust")
  expect(seen.value(health).healthcheck).not.toBeNull()
  expect(seen.value(transportPolicy)).toEqual({
    strictTransportSecurity: "max-age=63072000",
    clearPorts: [{ port: second, status: 301, redirectsToTls: true }],
  })
  expect(seen.value(tlsVersions).map(({ answer }) => answer)).toEqual([
    "refused",
    "refused",
    "refused",
    "accepted",
    "accepted",
  ])
  expect(new Set(seen.value(tlsForbiddenSuites).map(({ answer }) => answer))).toEqual(new Set(["refused"]))

  const log = proxy.log()
  // Sixty for the API, and two for the port beside it.
  expect(log.length).toBeLessThanOrEqual(62)
  expect(new Set(log.map((line) => line.split(" ")[0])).size).toBeLessThanOrEqual(30)
  expect(log.filter((line) => /^\d+ (DELETE|PUT|PATCH) /.test(line))).toEqual([])
})

const keyed = (header: string, value: string): string => `server { ${listening}
  location / { if ($http_${header.toLowerCase().replaceAll("-", "_")} != "${value}") { return 401; } ${pass} } }`
const basic = `Basic ${Buffer.from(token).toString("base64")}`

test.each([
  ["Authorization", "bearer", `Bearer ${token}`],
  ["Authorization", "basic", basic],
  ["X-Chroma-Token", "none", token],
  ["api-key", "none", token],
  ["Ocp-Apim-Subscription-Key", "none", token],
  ["Authorization", "none", token],
] as const)(
  "the token in %s, scheme %s, opens to the audit and to Chroma's own client alike",
  async (header, scheme, value) => {
    const { port } = await serve(keyed(header, value))
    const given = { value: token, header, scheme }
    const seen = await observe(at(port, { token: given }))
    expect(seen.value(api).recognisedBy).toBe("token")
    expect(seen.value(credentials)).toMatchObject({
      wrong: { verdict: "refused", front: { name: "nginx" } },
      right: { verdict: "accepted" },
      swappedCase: { verdict: "refused" },
    })
    setDefaultCACertificates([authority.certificate])
    const own = (headers: Record<string, string>) =>
      new ChromaClient({
        host: "127.0.0.1",
        port,
        ssl: true,
        headers,
        tenant: "default_tenant",
        database: "default_database",
      }).countCollections()
    expect(await own({ [header]: value })).toBe(0)
    await expect(own({})).rejects.toThrow(/401|Unauthorized/i)
  },
)

test("the same without a token: nothing is taken for Chroma, and it says what would help", async () => {
  const { port } = await serve(hardened)
  const seen = await observe(at(port))
  expect(seen.observation(api)).toMatchObject({
    cause: { kind: "inconclusive", unlock: expect.stringContaining("--url") as string },
  })
  const named = await observe({ url: `https://127.0.0.1:${port}`, endpoint: { ports: [] } })
  expect(named.value(api).recognisedBy).toBe("url")
  expect(verdicts(named, anonymousReads)).toEqual(["refused"])
  expect(named.observation(server)).toMatchObject({ cause: { kind: "unauthenticated" } })
})

describe("a guard that forgets something", () => {
  test("writes: only GET is guarded", async () => {
    const { port } = await serve(`server { ${listening}
      location / { if ($request_method = GET) { set $guarded "\${http_authorization}"; }
        if ($request_method != GET) { set $guarded "Bearer ${token}"; }
        if ($guarded != "Bearer ${token}") { return 401; } ${pass} } }`)
    const seen = await observe(at(port, { token: bearer }))
    expect(verdicts(seen, anonymousWrites)).toEqual(["accepted"])
    const reads = seen.value(anonymousReads)
    expect(reads.filter(({ verdict }) => verdict === "accepted").map(({ name }) => name)).toEqual([
      "query",
      "get",
    ])
    const open = seen.value(routes).filter(({ verdict }) => verdict === "accepted")
    expect(open.map(({ name }) => name)).toEqual(["HEAD"])
  })

  test("reads: everything but GET is guarded", async () => {
    const { port } = await serve(`server { ${listening}
      location / { limit_except GET { deny all; } ${pass} } }`)
    const seen = await observe(at(port))
    expect(seen.value(api)).toMatchObject({ transport: "tls", recognisedBy: "anonymous" })
    expect(verdicts(seen, anonymousWrites)).toEqual(["refused"])
    expect(verdicts(seen, anonymousReads)).toEqual(["accepted", "refused"])
  })

  test("spellings: the path is compared as it came", async () => {
    const { port } = await serve(`server { ${listening}
      set $guarded "\${http_authorization}";
      if ($request_uri !~ "^/api/v2/tenants") { set $guarded "Bearer ${token}"; }
      if ($guarded != "Bearer ${token}") { return 401; }
      location / { proxy_pass http://CHROMA/; } }`)
    const seen = await observe(at(port))
    expect(verdicts(seen, anonymousWrites)).toEqual(["refused"])
    const open = seen.value(routes).filter(({ verdict }) => verdict === "accepted")
    expect(open.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["doubled slash", "dot segment", "encoded letter"]),
    )
  })

  test.each([
    ["a local client is let in", 'if ($http_x_forwarded_for = "127.0.0.1")', "local client"],
    ["the path that it is told is open", 'if ($http_x_original_uri = "/api/v2/heartbeat")', "local client"],
  ])("headers: %s", async (_, trusting, name) => {
    const { port } = await serve(`server { ${listening}
      location / { set $guarded "\${http_authorization}"; ${trusting} { set $guarded "Bearer ${token}"; }
        if ($guarded != "Bearer ${token}") { return 401; } ${pass} } }`)
    const seen = await observe(at(port, { token: bearer }))
    expect(verdicts(seen, anonymousReads)).toEqual(["refused"])
    const open = seen.value(routes).filter(({ verdict }) => verdict === "accepted")
    expect(open.map((probe) => probe.name)).toEqual([expect.stringContaining(name)])
  })

  test("headers: another path than the one that is guarded", async () => {
    const { port } = await serve(`server { ${listening}
      location = /api/v2/heartbeat { set $path /api/v2/heartbeat;
        if ($http_x_original_url) { set $path $http_x_original_url; } proxy_pass http://CHROMA$path; }
      location / { ${guard} ${pass} } }`)
    const seen = await observe(at(port))
    const open = seen.value(routes).filter(({ verdict }) => verdict === "accepted")
    expect(open.map(({ name }) => name)).toEqual(["another path in the headers"])
  })

  test("the port behind it", async () => {
    const { port } = await serve(hardened)
    const seen = await observe(at(port, { ports: [port, running.port], token: bearer }))
    expect(seen.value(api)).toMatchObject({ port, transport: "tls", recognisedBy: "token" })
    const chromas = seen.value(listeners).filter(({ answer }) => answer === "chroma")
    expect(chromas).toMatchObject([{ port: running.port, transport: "clear" }])
  })

  test("nothing: the heartbeat is open on purpose", async () => {
    const { port } = await serve(`server { ${listening}
      location = /api/v2/heartbeat { ${pass} } location / { return 404; } }`)
    const seen = await observe(at(port))
    expect(seen.value(api).recognisedBy).toBe("anonymous")
    expect(verdicts(seen, anonymousReads)).toEqual(["refused"])
  })
})

describe("a name-based proxy", () => {
  const site = `server { listen 127.0.0.1:PORT ssl default_server; ${tlsLines} location / { return 404; } }
    server { listen 127.0.0.1:PORT ssl; server_name NAME; ${tlsLines} location / { ${pass} } }`

  test("is found by the certificate's name that leads to the address", async () => {
    const { port } = await serve(site.replace("NAME", "localhost"))
    const seen = await observe(at(port))
    expect(seen.value(api)).toMatchObject({
      url: `https://localhost:${port}`,
      recognisedBy: "anonymous",
      bareAddress: false,
    })
    expect(seen.value(tls).serverName).toBe("localhost")
    expect(verdicts(seen, anonymousReads)).toEqual(["accepted"])
  })

  test("is found by the name that is given, though no resolver knows it", async () => {
    const name = "chroma.invalid"
    const identity = issue(authority, { names: [name] })
    const { port } = await serve(site.replace("NAME", name), tlsFiles(identity))
    expect((await observe(at(port))).observation(api).status).toBe("unknown")
    const named = await observe(at(port, { serverName: name }))
    expect(named.value(api)).toMatchObject({ url: `https://${name}:${port}`, recognisedBy: "anonymous" })
    const byUrl = await observe({ ...at(port), url: `https://${name}:${port}` })
    expect(byUrl.value(api)).toMatchObject({ address: "127.0.0.1", recognisedBy: "anonymous" })
    expect(byUrl.value(tls).nameMatches).toBe(true)
  })
})

test("a path prefix is kept, and a wrong one proves nothing", async () => {
  const { port } = await serve(`server { ${listening}
    location /vectors/ { proxy_pass http://CHROMA/; } location / { ${pass} } }`)
  const right = await observe({ url: `https://127.0.0.1:${port}/vectors/`, endpoint: { ports: [] } })
  expect(right.value(api)).toMatchObject({
    url: `https://127.0.0.1:${port}/vectors`,
    recognisedBy: "anonymous",
  })
  expect(verdicts(right, anonymousReads)).toEqual(["accepted"])
  const wrong = await observe({ url: `https://127.0.0.1:${port}/wrong`, endpoint: { ports: [] } })
  expect(wrong.value(api).recognisedBy).toBe("url")
  expect(verdicts(wrong, anonymousReads)).toEqual(["inconclusive"])
})

test("a URL at which no API can be is not one", async () => {
  const { second } = await serve(hardened + redirect)
  const clear = await observe({ url: `http://127.0.0.1:${second}`, endpoint: { ports: [] } })
  expect(clear.observation(api)).toMatchObject({ cause: { kind: "inconclusive" } })
  const mistaken = await observe({ url: `https://127.0.0.1:${running.port}`, endpoint: { ports: [] } })
  expect(mistaken.observation(api).status).toBe("unknown")
})

test("a broken backend hides nothing: what it hides is unknown", async () => {
  const { port } = await serve(`server { ${listening}
    location = /api/v2/heartbeat { ${pass} } location / { return 503; } }`)
  const seen = await observe(at(port))
  expect(seen.value(api).recognisedBy).toBe("anonymous")
  expect(verdicts(seen, anonymousReads)).toEqual(["inconclusive"])
  for (const evidence of [apiDocs, routes]) expect(seen.observation(evidence).status).toBe("unknown")
})

test("a proxy that demands a client certificate refuses whoever has none", async () => {
  const client = issue(authority, { names: ["auditor"] })
  const { port } = await serve(
    `server { ${listening} ssl_client_certificate $folder/ca.pem; ssl_verify_client on; location / { ${pass} } }`,
    { ...tlsFiles(loopbackIdentity), "ca.pem": authority.certificate },
  )
  const stranger = await observe(at(port))
  expect(stranger.value(listeners)[0]?.answer).toBe("client-certificate-required")
  expect(stranger.observation(api)).toMatchObject({
    cause: { unlock: expect.stringContaining("--client-cert") as string },
  })
  const seen = await observe(at(port, { clientCert: client.certificate, clientKey: client.key }))
  expect(seen.value(api).recognisedBy).toBe("token")
  expect(verdicts(seen, anonymousReads)).toEqual(["refused"])
  expect(verdicts(seen, anonymousWrites)).toEqual(["refused"])
  expect(seen.value(server).implementation).toBe("rust")
})

const to = (location: string): string => `server { ${listening} location / { return 302 ${location}; } }`

test("a redirect to a sign-in refuses, a redirect elsewhere proves nothing", async () => {
  const signIn = await serve(to("https://login.microsoftonline.com/tenant/oauth2/v2.0/authorize"))
  const seen = await observe({ url: `https://127.0.0.1:${signIn.port}`, endpoint: { ports: [] } })
  expect(verdicts(seen, anonymousReads)).toEqual(["refused"])
  const elsewhere = await serve(to("https://www.example.com/"))
  const other = await observe({ url: `https://127.0.0.1:${elsewhere.port}`, endpoint: { ports: [] } })
  expect(verdicts(other, anonymousReads)).toEqual(["inconclusive"])
})
