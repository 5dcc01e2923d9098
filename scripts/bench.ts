/**
 * What a run costs, measured from outside in one go on this machine: `npm run bench`.
 * Times are medians of whole processes; compare the ratios, not the milliseconds.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, request as forward, type Server } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startResourceManager } from "../src/demo/azure/server.ts"
import { stacks } from "../src/demo/azure/stacks/index.ts"
import { startChroma } from "../src/demo/chroma-server.ts"
import { loopbackPlace } from "../src/demo/loopback.ts"

const bin = fileURLToPath(new URL("../bin/run.js", import.meta.url))
const rounds = 5
/** Milliseconds added to every answer, to tell how many of them wait for one another. */
const delay = 200

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-bench-"))
const place = await loopbackPlace(8000)
const chroma = await startChroma({ path: join(folder, "data") })

const bare = await timed(["-e", "0"])
const version = await timed([bin, "--version"])
const audit = await auditOnce({ endpoint: 0, azure: 0 }, rounds)
const delayed = await auditOnce({ endpoint: delay, azure: delay }, 1)
const distant: { azure: number; ms: number }[] = []
for (const azure of [50, 200]) distant.push({ azure, ms: (await auditOnce({ endpoint: 0, azure }, 1)).ms })
await chroma.stop()
rmSync(folder, { recursive: true })

const relative = (ms: number): string =>
  `${ms.toFixed(0).padStart(6)} ms  ${(ms / bare).toFixed(1).padStart(5)} × node -e 0`
console.log(`node -e 0                      ${relative(bare)}`)
console.log(`chroma-audit --version         ${relative(version)}`)
console.log(`a whole audit                  ${relative(audit.ms)}`)
console.log(
  `requests to the endpoint       ${String(audit.endpoint.requests).padStart(6)}  on ${audit.endpoint.connections} connections`,
)
console.log(`requests to Azure              ${String(audit.azure).padStart(6)}`)
console.log(
  `longest chain of round trips   ${((delayed.ms - audit.ms) / delay).toFixed(1).padStart(6)}  ` +
    `(what ${delay} ms more per answer add, in units of ${delay} ms)`,
)

for (const { azure, ms } of distant)
  console.log(`with Azure ${String(azure).padStart(3)} ms away         ${relative(ms)}`)

/** Median milliseconds of the process. */
async function timed(args: readonly string[], env: NodeJS.ProcessEnv = {}, runs = rounds): Promise<number> {
  const times: number[] = []
  for (let run = 0; run <= runs; run += 1) {
    const start = performance.now()
    const child = spawn(process.execPath, args, { stdio: "ignore", env: { ...process.env, ...env } })
    await once(child, "exit")
    times.push(performance.now() - start)
  }
  const counted = times.slice(1).toSorted((a, b) => a - b)
  return counted[Math.floor(counted.length / 2)] ?? 0
}

/** Audits the guide's template through a counting relay; so many milliseconds are put on every answer. */
async function auditOnce(added: { endpoint: number; azure: number }, runs: number) {
  const relay = await startRelay(added.endpoint)
  const stack = stacks.template({ address: place.address, apiPort: place.port, now: new Date() })
  const arm = await startResourceManager(stack, {
    faults: added.azure > 0 ? [{ type: "*", kind: "delayed", milliseconds: added.azure }] : [],
  })
  const ca = join(folder, "ca.pem")
  writeFileSync(ca, arm.ca)
  const ms = await timed(
    [
      bin,
      "run",
      "--ip",
      place.address,
      "--port",
      String(place.port),
      "--azure-auth",
      "managed-identity",
      "--arm-endpoint",
      arm.origin,
    ],
    {
      NODE_EXTRA_CA_CERTS: ca,
      IDENTITY_ENDPOINT: arm.identityEndpoint.url,
      IDENTITY_HEADER: arm.identityEndpoint.header,
    },
    runs,
  )
  const share = (count: number): number => Math.round(count / (runs + 1))
  const result = {
    ms,
    azure: share(arm.requests.length),
    endpoint: { requests: share(relay.requests), connections: share(relay.connections) },
  }
  relay.server.close()
  relay.server.closeAllConnections()
  await arm.close()
  return result
}

async function startRelay(added: number): Promise<{ server: Server; requests: number; connections: number }> {
  const counted = { requests: 0, connections: 0 }
  const server = createServer((incoming, outgoing) => {
    counted.requests += 1
    const upstream = {
      host: "127.0.0.1",
      port: chroma.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    }
    const onward = forward(upstream, (answer) => {
      setTimeout(() => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      }, added)
    })
    onward.on("error", () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.on("connection", () => (counted.connections += 1))
  server.listen(place.port, place.address)
  await once(server, "listening")
  return Object.assign(counted, { server })
}
