import { once } from "node:events"
import { connect } from "node:net"
import { api, latency } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import { ask, unhelpful } from "./ask.ts"
import { heartbeatOf, paths } from "./chroma.ts"
import { answered, type Client } from "./client.ts"
import { originOf, type Origin } from "./origin.ts"

const heartbeats = 20
const connections = 3

/** One after the other on a connection that is open already: what is measured is the server and the way to it. */
export const latencyCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-latency",
    plane: "endpoint",
    title: "how fast heartbeats are answered",
    provides: [latency],
    needs: { api },
    async collect({ facts, signal }) {
      const path = paths[facts.api.apiVersion].heartbeat
      const opening = await ask(client, facts.api, { path }, signal)
      if (!answered(opening) || heartbeatOf(opening) === undefined)
        return [unknown(latency, facts.api.url, unhelpful(opening, facts.api, path))]

      const origin = originOf(facts.api)
      const credential = facts.api.recognisedBy === "anonymous" ? "none" : "given"
      const times: number[] = []
      for (let count = 0; count < heartbeats; count += 1) {
        const reply = await client.call(origin, { path, credential }, signal)
        if (!answered(reply)) return [unknown(latency, facts.api.url, unhelpful(reply, facts.api, path))]
        times.push(reply.ms)
      }
      const roundTrips = []
      for (let count = 0; count < connections; count += 1)
        roundTrips.push(await connectTime(client, origin, signal))
      return [
        known(latency, facts.api.url, {
          count: times.length,
          p50: percentile(times, 50),
          p95: percentile(times, 95),
          p99: percentile(times, 99),
          roundTrip: percentile(roundTrips, 50),
        }),
      ]
    },
  })

/** Milliseconds by the nearest-rank method, to a tenth. */
export function percentile(values: readonly number[], percent: number): number {
  const ordered = values.toSorted((a, b) => a - b)
  const value = ordered[Math.max(0, Math.ceil((percent / 100) * ordered.length) - 1)] ?? 0
  return Math.round(value * 10) / 10
}

function connectTime(client: Client, { address, port }: Origin, signal: AbortSignal): Promise<number> {
  return client.limit(async () => {
    const started = performance.now()
    const socket = connect({ host: address, port })
    try {
      await once(socket, "connect", {
        signal: AbortSignal.any([signal, AbortSignal.timeout(client.timeout)]),
      })
      return performance.now() - started
    } finally {
      socket.destroy()
    }
  })
}
