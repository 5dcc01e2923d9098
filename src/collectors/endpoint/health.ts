import { api, health } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { ask, unhelpful } from "./ask.ts"
import { heartbeatOf, json, paths } from "./chroma.ts"
import { answered, type Answer, type Client, type Reply } from "./client.ts"

export const healthCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-health",
    plane: "endpoint",
    title: "heartbeat and health check",
    provides: [health],
    needs: { api },
    async collect({ facts, signal }) {
      const path = paths[facts.api.apiVersion].heartbeat
      const [reply, check] = await Promise.all([
        ask(client, facts.api, { path }, signal),
        ask(client, facts.api, { path: "/api/v2/healthcheck" }, signal),
      ])
      if (!answered(reply) || (reply.status >= 300 && reply.status < 500))
        return [unknown(health, facts.api.url, unhelpful(reply, facts.api, path))]
      return [
        known(health, facts.api.url, {
          heartbeatStatus: reply.status,
          clockSkewSeconds: clockSkew(reply),
          healthcheck: healthcheckOf(check),
        }),
      ]
    },
  })

/** Seconds by which the server is ahead, at half the way of its answer; null when that says no time. */
export function clockSkew(heartbeat: Answer): number | null {
  const nanoseconds = heartbeatOf(heartbeat)
  if (nanoseconds === undefined) return null
  const server = Number(nanoseconds / 1_000n) / 1_000
  return Math.round(server - (heartbeat.received - heartbeat.ms / 2)) / 1_000
}

/** 503 when a part is not ready; another server than 1.x has no such path. */
function healthcheckOf(reply: Reply): ValueOf<typeof health>["healthcheck"] {
  if (!answered(reply) || (reply.status !== 200 && reply.status !== 503)) return null
  const body = json(reply)
  const parts = Object.entries(typeof body === "object" && body !== null ? body : {}).filter(
    (entry): entry is [string, boolean] => typeof entry[1] === "boolean",
  )
  return { status: reply.status, parts: Object.fromEntries(parts.slice(0, 20)) }
}
