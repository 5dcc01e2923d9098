/**
 * Compares what the audit says of TLS with testssl.sh, id by id, on twelve set-ups of one nginx, or on those that
 * are named, and its time with sslscan's: `node scripts/compare-tls.ts`. Needs Debian's nginx-light, testssl.sh and sslscan; takes some minutes.
 */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, connect } from "node:net"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import pLimit from "p-limit"
import { Client } from "../src/collectors/endpoint/client.ts"
import { tlsForbiddenSuitesCollector, tlsVersionsCollector } from "../src/collectors/endpoint/tls-offers.ts"
import { tlsCollector } from "../src/collectors/endpoint/tls.ts"
import { createAuthority, issue, type KeyPair } from "../src/demo/certificates.ts"
import { collect } from "../src/engine/collect.ts"
import { api, tls, tlsForbiddenSuites, tlsVersions } from "../src/evidence/endpoint.ts"
import { defineCollector, known } from "../src/model/collector.ts"
import type { Evidence, ValueOf } from "../src/model/evidence.ts"
import { freePorts, nginx, tlsFiles, tlsLines } from "../test/support/nginx.ts"
import { needs } from "../test/support/setup.ts"

const authority = createAuthority("Comparison authority")
const day = 86_400_000
const usual = issue(authority, { names: ["localhost", "127.0.0.1"] })
const modern = "ssl_protocols TLSv1.2 TLSv1.3;"
const anyStrength = (ciphers: string): string => `ssl_protocols TLSv1.2; ssl_ciphers ${ciphers}:@SECLEVEL=0;`

const setups: Readonly<Record<string, { lines: string; identity?: KeyPair }>> = {
  modern: { lines: modern },
  "TLS 1.3 alone": { lines: "ssl_protocols TLSv1.3;" },
  "TLS 1.2 alone": { lines: "ssl_protocols TLSv1.2;" },
  "TLS 1.0 and up": { lines: "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:@SECLEVEL=0;" },
  "TLS 1.1 and 1.2": { lines: "ssl_protocols TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0;" },
  expired: {
    lines: modern,
    identity: issue(authority, {
      names: ["127.0.0.1"],
      notBefore: new Date(Date.now() - 90 * day),
      notAfter: new Date(Date.now() - day),
    }),
  },
  "another name": { lines: modern, identity: issue(authority, { names: ["chroma.example.com"] }) },
  "nobody's authority": {
    lines: modern,
    identity: issue(createAuthority("Nobody"), { names: ["127.0.0.1"] }),
  },
  "a short key": {
    lines: `${modern} ssl_ciphers DEFAULT:@SECLEVEL=0;`,
    identity: issue(authority, { names: ["127.0.0.1"], bits: 1_024 }),
  },
  "suites without encryption": { lines: anyStrength("NULL-SHA256:ECDHE-RSA-AES128-GCM-SHA256") },
  "suites without a certificate": {
    lines: anyStrength("ADH-AES128-SHA256:AECDH-AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256"),
  },
  "no forward secrecy": { lines: "ssl_protocols TLSv1.2; ssl_ciphers AES128-GCM-SHA256;" },
}

/** testssl's ids, each with what its finding and our evidence say of the same thing. */
interface Facts {
  tls: ValueOf<typeof tls>
  versions: ValueOf<typeof tlsVersions>
  suites: ValueOf<typeof tlsForbiddenSuites>
}
type Say = (facts: Facts) => string
const version =
  (name: string): Say =>
  ({ versions }) =>
    versions.find((one) => one.version === name)?.answer === "accepted" ? "offered" : "not offered"
const family =
  (name: string): Say =>
  ({ suites }) =>
    suites.find((one) => one.family === name)?.answer === "accepted" ? "offered" : "not offered"
const offered = (finding: string): string => (finding.startsWith("offered") ? "offered" : "not offered")

const ids: Readonly<Record<string, { theirs: (finding: string) => string; ours: Say }>> = {
  SSLv3: { theirs: offered, ours: version("SSLv3") },
  TLS1: { theirs: offered, ours: version("TLSv1") },
  TLS1_1: { theirs: offered, ours: version("TLSv1.1") },
  TLS1_2: { theirs: offered, ours: version("TLSv1.2") },
  TLS1_3: { theirs: offered, ours: version("TLSv1.3") },
  cipherlist_NULL: { theirs: offered, ours: family("NULL") },
  cipherlist_aNULL: { theirs: offered, ours: family("anonymous") },
  cipherlist_EXPORT: { theirs: offered, ours: family("export") },
  cipherlist_3DES_IDEA: { theirs: offered, ours: family("3DES") },
  PFS: { theirs: offered, ours: (facts) => (facts.tls.forwardSecrecy ? "offered" : "not offered") },
  cert_keySize: {
    theirs: (finding) => finding,
    ours: ({ tls: { chain } }) => `${chain[0]?.keyType.toUpperCase()} ${chain[0]?.keyBits} bits`,
  },
  cert_signatureAlgorithm: {
    theirs: (finding) => finding,
    ours: ({ tls: { chain } }) =>
      (chain[0]?.signatureAlgorithm ?? "").replace(/^sha(\d+)With(\w+)Encryption$/, "SHA$1 with $2"),
  },
  cert_trust: {
    theirs: (finding) => (/^Ok via/i.test(finding) ? "the name fits" : "the name does not fit"),
    ours: (facts) => (facts.tls.nameMatches ? "the name fits" : "the name does not fit"),
  },
  cert_chain_of_trust: {
    theirs: (finding) => (/passed/i.test(finding) ? "verifies" : "does not verify"),
    ours: (facts) => (facts.tls.trusted ? "verifies" : "does not verify"),
  },
  cert_expirationStatus: {
    theirs: (finding) => (/expired/i.test(finding) ? "expired" : "valid"),
    ours: ({ tls: { chain } }) => (Date.parse(chain[0]?.notAfter ?? "") < Date.now() ? "expired" : "valid"),
  },
}

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), "compare-tls-"))
const caFile = join(folder, "ca.pem")
writeFileSync(caFile, authority.certificate)

needs("testssl", "testssl.sh", "testssl.sh")
needs("sslscan", "sslscan", "sslscan")
const atOnce = pLimit(3)
const named = process.argv.slice(2)
const chosen = Object.keys(setups).filter((name) => named.length === 0 || named.includes(name))
await Promise.all(chosen.map((name) => atOnce(() => compare(name))))
await time()
rmSync(folder, { recursive: true })

async function serve(name: string) {
  const { lines = modern, identity = usual } = setups[name] ?? {}
  const [port = 0] = await freePorts(1)
  const block = `server { listen 127.0.0.1:${port} ssl; ${lines} ${tlsLines} location / { return 404; } }`
  return { port, server: await nginx(block, tlsFiles(identity), [port]) }
}

async function compare(name: string): Promise<void> {
  const { port, server } = await serve(name)
  const [theirs, ours] = await Promise.all([testssl(name, port), audit(port)])
  await server.stop()
  const differences = Object.entries(ids).flatMap(([id, says]) => {
    const finding = theirs.get(id)
    if (finding === undefined) return []
    const [one, other] = [says.theirs(finding), says.ours(ours)]
    return one === other ? [] : [`  ${id}: testssl.sh says "${finding}", the audit "${other}"`]
  })
  const asked = Object.keys(ids).filter((id) => theirs.has(id)).length
  if (differences.length > 0) process.exitCode = 1
  console.log([`${name}: ${asked - differences.length} of ${asked} ids agree`, ...differences].join("\n"))
}

async function testssl(name: string, port: number): Promise<Map<string, string>> {
  const file = join(folder, `${name.replaceAll(/\W/g, "-")}.json`)
  const asked = [
    "--quiet",
    "--warnings",
    "off",
    "--color",
    "0",
    "-p",
    "-s",
    "-S",
    "--fs",
    "--add-ca",
    caFile,
    "--jsonfile",
    file,
  ]
  // Its exit code counts what it found.
  await run("testssl", [...asked, `127.0.0.1:${port}`]).catch(() => undefined)
  const findings = JSON.parse(readFileSync(file, "utf8")) as { id: string; finding: string }[]
  return new Map(findings.map(({ id, finding }) => [id, finding]))
}

/** The TLS part alone, of an API whose place is known. */
async function audit(port: number): Promise<Facts> {
  const limits = { timeout: 5_000, deadline: 30_000, concurrency: 8 }
  const client = new Client({ endpoint: { ports: [], ca: authority.certificate }, ...limits })
  const url = `https://127.0.0.1:${port}`
  const place = defineCollector({
    id: "known-place",
    plane: "endpoint",
    title: "where the API is",
    provides: [api],
    collect: async () => [
      known(api, url, {
        url,
        address: "127.0.0.1",
        port,
        transport: "tls",
        apiVersion: "v2",
        recognisedBy: "url",
        bareAddress: true,
      }),
    ],
  })
  const seen = await collect(
    [
      place,
      tlsCollector(client, authority.certificate),
      tlsVersionsCollector(client),
      tlsForbiddenSuitesCollector(client),
    ],
    limits.deadline,
  )
  const value = <E extends Evidence>(evidence: E): ValueOf<E> => {
    const witness = seen.find((one) => one.evidence === evidence.id)
    if (witness?.status !== "known") throw new Error(`${evidence.id}: ${JSON.stringify(witness)}`)
    return witness.value as ValueOf<E>
  }
  return { tls: value(tls), versions: value(tlsVersions), suites: value(tlsForbiddenSuites) }
}

/** Side by side on the same nginx, through a relay that counts connections. */
async function time(): Promise<void> {
  const { port, server } = await serve("modern")
  let connections = 0
  const relay = createServer((socket) => {
    connections += 1
    const onward = connect({ host: "127.0.0.1", port })
    for (const one of [socket, onward]) one.on("error", () => one.destroy())
    socket.pipe(onward).pipe(socket)
  }).listen(0, "127.0.0.1")
  await once(relay, "listening")
  const address = relay.address()
  const relayed = typeof address === "object" && address ? address.port : 0
  const measure = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    connections = 0
    const started = performance.now()
    await work().catch(() => undefined)
    console.log(
      `${what.padEnd(12)} ${(performance.now() - started).toFixed(0).padStart(6)} ms ${String(connections).padStart(4)} connections`,
    )
  }
  await audit(relayed)
  await measure("chroma-audit", () => audit(relayed))
  await measure("sslscan", () => run("sslscan", [`127.0.0.1:${relayed}`]))
  await measure("testssl.sh", () => testssl("time", relayed))
  relay.close()
  await server.stop()
}
