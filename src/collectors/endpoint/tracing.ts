import { api, tracing } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import { ask, unhelpful } from "./ask.ts"
import { paths } from "./chroma.ts"
import { answered, header, type Client } from "./client.ts"

/**
 * The Rust server puts its trace id on errors only, so these paths do not exist in it; the Python server
 * has it on everything since 0.5.6. Two, since a proxy may pass on only what it knows.
 */
const missing = ["/api/v2/chroma-audit-nope", paths.v1.version]

export const tracingCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-tracing",
    plane: "endpoint",
    title: "trace ids",
    provides: [tracing],
    needs: { api },
    async collect({ facts, signal }) {
      for (const path of missing) {
        const reply = await ask(client, facts.api, { path }, signal)
        if (!answered(reply)) return [unknown(tracing, facts.api.url, unhelpful(reply, facts.api, path))]
        const traceId = header(reply, "chroma-trace-id")
        if (traceId !== undefined && /^[0-9a-f]{1,32}$/i.test(traceId))
          return [known(tracing, facts.api.url, { on: !/^0+$/.test(traceId), traceId })]
      }
      return [
        unknown(tracing, facts.api.url, {
          kind: "inconclusive",
          detail:
            "No answer carries a chroma-trace-id: the server is older than 0.5.6, or a proxy drops the header.",
          unlock: "Give the server's configuration with --env-file or --server-config.",
        }),
      ]
    },
  })
