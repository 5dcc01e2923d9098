import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ChromaClient } from "chromadb"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { stacks } from "../../src/demo/azure/stacks/index.ts"
import type { Report } from "../../src/model/report.ts"
import { startAzure, type SimulatedAzure } from "../support/azure.ts"
import { chroma } from "../support/chroma.ts"
import { cli, type Ended } from "../support/cli.ts"
import { freePorts, nginx, tlsFiles, tlsLines, type Nginx } from "../support/nginx.ts"
import { authority, loopbackIdentity } from "../support/pki.ts"

/** A real Chroma with data in it, a real nginx with TLS and a token before it, and Azure over https. */
const token = "9c1f0e4b7a2d4c58b6e3a1f2d4c5b6a7"
let server: Awaited<ReturnType<typeof chroma>>
let proxy: Nginx
let azure: SimulatedAzure
let port: number
let ca: string

beforeAll(async () => {
  server = await chroma()
  const client = new ChromaClient({ host: "127.0.0.1", port: server.port, ssl: false })
  const collection = await client.createCollection({ name: "secret-plans", embeddingFunction: null })
  await collection.add({
    ids: ["a", "b"],
    embeddings: [
      [1, 2],
      [3, 4],
    ],
    documents: ["the text nobody may see", "nor this"],
  })
  ;[port = 0] = await freePorts(1)
  proxy = await nginx(
    `server {
       listen 127.0.0.1:${port} ssl;
       ${tlsLines}
       ssl_protocols TLSv1.2 TLSv1.3;
       add_header Strict-Transport-Security "max-age=63072000" always;
       location / {
         if ($http_authorization != "Bearer ${token}") { return 401; }
         proxy_pass http://127.0.0.1:${server.port};
       }
     }`,
    tlsFiles(loopbackIdentity),
    [port],
  )
  azure = await startAzure(stacks.hardened({ address: "127.0.0.1", apiPort: port, now: new Date() }))
  ca = join(mkdtempSync(join(tmpdir(), "chroma-audit-run-")), "ca.pem")
  writeFileSync(ca, authority.certificate)
})
afterAll(() => Promise.all([proxy?.stop(), server?.stop(), azure?.close()]))

const audit = (...more: string[]): Promise<Ended> =>
  cli(["run", "--ip", "127.0.0.1", "--port", String(port), "--ca-file", ca, ...azure.flags, ...more], {
    env: { ...azure.env, CHROMA_CLIENT_AUTH_CREDENTIALS: token },
  })

describe("run, against a real Chroma behind a real nginx", () => {
  test("proves what the proxy protects, and finds what it does not", async () => {
    const { stdout } = await audit("--json")
    const { findings, score } = JSON.parse(stdout) as Report
    const statusOf = (rule: string) => findings.find((finding) => finding.rule === rule)?.status
    for (const rule of [
      "auth-reads-enforced",
      "auth-writes-enforced",
      "auth-credentials-verified",
      "auth-every-route",
      "tls-endpoint",
      "tls-certificate-trusted",
      "tls-certificate-expiry",
      "tls-protocol-versions",
    ]) {
      expect(`${rule} ${statusOf(rule)}`).toBe(`${rule} pass`)
    }
    expect(score.scope).toEqual(["endpoint", "azure", "data"])
    expect(score.grade).not.toBe("A")
  })

  test("leaves every byte of the data as it was", async () => {
    const before = fingerprint(server.path)
    await audit("--json")
    expect(fingerprint(server.path)).toEqual(before)
  })

  test("shows neither the token nor a word of the data, in any output", async () => {
    const evidence = join(mkdtempSync(join(tmpdir(), "chroma-audit-run-")), "evidence.json")
    const html = `${evidence}.html`
    const { stdout, stderr } = await audit(
      "--format",
      "terminal",
      "--format",
      "json",
      "--format",
      `html=${html}`,
      "--save-evidence",
      evidence,
    )
    const everything = stdout + stderr + readFileSync(evidence, "utf8") + readFileSync(html, "utf8")
    expect(everything).not.toContain(token)
    expect(everything).not.toMatch(/secret-plans|nobody may see/)
  })

  test("asks no more than its budget", async () => {
    const before = { endpoint: proxy.log().length, azure: azure.requests.length }
    await audit("--json")
    expect(proxy.log().length - before.endpoint).toBeLessThanOrEqual(75)
    expect(azure.requests.length - before.azure).toBeLessThanOrEqual(45)
  })

  test("prints the report to a pipe whole and says nothing else", async () => {
    const { stdout, stderr, code } = await audit()
    expect(stdout).toMatch(/proven [\d.]+ [B-F]/)
    expect(stdout.trimEnd()).toMatch(/chroma-audit explain RULE$/)
    expect(stdout).not.toContain("\u001B")
    expect(stderr).toBe("")
    expect([0, 1]).toContain(code)
  })
})

/** Every file below a folder, with a digest of its content. */
function fingerprint(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  )
  return Object.fromEntries(
    files.toSorted().map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  )
}
