import { once } from "node:events"
import { connect } from "node:net"
import { api, latency } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import { unhelpful } from "./ask.ts"
import { heartbeatOf, paths } from "./chroma.ts"
import { answered, type Client, type Reply } from "./client.ts"
import { originOf, type Origin } from "./origin.ts"

const heartbeats = 20
/** So many at once that the audit does not wait for twenty round trips, and so few that nothing queues. */
const lanes = 4
const connections = 3

/** Timed from sending on a connection that is open: what is measured is the server and the way to it. */
export const latencyCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-latency",
    plane: "endpoint",
    title: "how fast heartbeats are answered",
    provides: [latency],
    needs: { api },
    async collect({ facts, signal }) {
      const path = paths[facts.api.apiVersion].heartbeat
      const origin = originOf(facts.api)
      const anonymous = facts.api.recognisedBy === "anonymous" || !client.canIdentify(origin)
      const replies: Reply[] = []
      let asked = 0
      const beat = async (): Promise<void> => {
        while (asked < heartbeats && replies.every(isHeartbeat)) {
          const again = asked > 0
          asked += 1
          replies.push(
            await client.call(origin, { path, credential: anonymous ? "none" : "given", again }, signal),
          )
        }
      }
      const [roundTrips] = await Promise.all([
        Promise.all(Array.from({ length: connections }, () => connectTime(client, origin, signal))),
        ...Array.from({ length: lanes }, beat),
      ])
      const other = replies.find((reply) => !isHeartbeat(reply))
      if (other) return [unknown(latency, facts.api.url, unhelpful(other, facts.api, path))]
      const times = replies.filter(answered).map(({ ms }) => ms)
      return [
        known(latency, facts.api.url, {
          count: times.length,
          p50: percentile(times, 50),
          p95: percentile(times, 95),
          p99: percentile(times, 99),
          // The quickest: what the others took longer is not the way.
          roundTrip: percentile(roundTrips, 0),
        }),
      ]
    },
  })

const isHeartbeat = (reply: Reply): boolean => answered(reply) && heartbeatOf(reply) !== undefined

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
