import { randomBytes } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startResourceManager } from "./azure/server.ts"
import { stacks } from "./azure/stacks/index.ts"
import { createAuthority, issue } from "./certificates.ts"
import { startChroma } from "./chroma-server.ts"
import { loopbackPlace, type Place } from "./loopback.ts"
import type { Scenario } from "./scenario.ts"
import { scenarioFiles } from "./scenarios/index.ts"
import { startTlsProxy } from "./tls-proxy.ts"

/** A deployment on loopback, and how an auditor is pointed at it. */
export interface World {
  place: Place
  /** The release of the Chroma server that runs. */
  release: string
  /** What follows `chroma-audit`. */
  command: string[]
  /** What the auditor's process needs in its environment. */
  environment: Record<string, string>
  stop(): Promise<void>
}

/** Starts the servers of a scenario and writes its files. Whatever was started is stopped when a later part fails. */
export async function startWorld(scenario: Scenario): Promise<World> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one()
  }
  try {
    return { ...(await build(scenario, stops)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(scenario: Scenario, stops: (() => Promise<unknown>)[]): Promise<Omit<World, "stop">> {
  const now = new Date()
  const folder = await mkdtemp(join(tmpdir(), "chroma-audit-demo-"))
  stops.push(() => rm(folder, { recursive: true, force: true }))
  const keep = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }

  const published = scenario === "template"
  const place = await loopbackPlace(published ? 8000 : 443)
  const chroma = await startChroma({
    path: join(folder, "data"),
    ...(published
      ? { host: place.address, port: place.port }
      : // Tracing has to be on to be seen; nothing listens where the traces go.
        {
          configuration: { open_telemetry: { endpoint: "http://127.0.0.1:4317", service_name: "chromadb" } },
        }),
  })
  stops.push(() => chroma.stop())
  await seed(chroma.url)

  const arm = await startResourceManager(
    stacks[scenario]({ address: place.address, apiPort: place.port, now }),
  )
  stops.push(() => arm.close())
  const proxied = published ? undefined : await startProxy(place, chroma.port, stops)
  const files = scenarioFiles(scenario, { now, apiPort: place.port })
  const authorities = [arm.ca, ...(proxied ? [proxied.authority] : [])].join("\n")
  const given = await Promise.all(
    Object.entries(files).map(async ([flag, { name, text }]) => [`--${flag}`, await keep(name, text)]),
  )
  return {
    place,
    release: chroma.release,
    command: [
      "run",
      "--ip",
      place.address,
      "--port",
      String(place.port),
      "--azure-auth",
      "managed-identity",
      "--arm-endpoint",
      arm.origin,
      ...given.flat(),
    ],
    environment: {
      NODE_EXTRA_CA_CERTS: await keep("authorities.pem", authorities),
      IDENTITY_ENDPOINT: arm.identityEndpoint.url,
      IDENTITY_HEADER: arm.identityEndpoint.header,
      ...(proxied ? { CHROMA_CLIENT_AUTH_CREDENTIALS: proxied.token } : {}),
    },
  }
}

async function startProxy(place: Place, upstream: number, stops: (() => Promise<unknown>)[]) {
  const authority = createAuthority()
  const token = randomBytes(24).toString("hex")
  const proxy = await startTlsProxy({
    upstream: { host: "127.0.0.1", port: upstream },
    token,
    identity: issue(authority, { names: [place.address] }),
    host: place.address,
    port: place.port,
  })
  stops.push(() => proxy.stop())
  return { authority: authority.certificate, token }
}

/** Some records, so that there is something to give away. */
async function seed(url: string): Promise<void> {
  const { ChromaClient } = await import("chromadb")
  const { hostname, port } = new URL(url)
  const client = new ChromaClient({ host: hostname, port: Number(port), ssl: false })
  const collection = await client.createCollection({ name: "support-tickets", embeddingFunction: null })
  const ids = Array.from({ length: 200 }, (_, index) => `ticket-${index}`)
  await collection.add({ ids, embeddings: ids.map((_, index) => [index, 1, 2, 3, 4, 5, 6, 7]) })
}
