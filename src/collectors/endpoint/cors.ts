import { api, cors } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import { ask, unhelpful } from "./ask.ts"
import { oneCollection, paths } from "./chroma.ts"
import { answered, header, type Call, type Client, type Reply } from "./client.ts"

/** No page will ever have this origin: .invalid is reserved. */
const origin = "https://chroma-audit.invalid"

export const corsCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-cors",
    plane: "endpoint",
    title: "what a foreign origin may do",
    provides: [cors],
    needs: { api },
    async collect({ facts, signal }) {
      const { apiVersion, url } = facts.api
      const get: Call = { path: oneCollection(apiVersion), headers: { origin } }
      const preflight: Call = {
        method: "OPTIONS",
        path: paths[apiVersion].collections,
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      }
      const replies = await Promise.all([get, preflight].map((call) => ask(client, facts.api, call, signal)))
      const allowing = replies.find((reply) => allowed(reply) !== null)
      // Refusals tend to lack the header, so they say nothing of what follows once one is let in.
      const [simple] = replies
      if (!allowing && !(simple && answered(simple) && simple.status < 300)) {
        const cause = unhelpful(simple ?? { failure: "unreachable", detail: "" }, facts.api, get.path)
        return [unknown(cors, url, cause)]
      }
      return [
        known(cors, url, {
          origin,
          allowOrigin: allowing ? allowed(allowing) : null,
          allowCredentials: replies.some(
            (reply) => answered(reply) && header(reply, "access-control-allow-credentials") === "true",
          ),
        }),
      ]
    },
  })

const allowed = (reply: Reply): string | null =>
  answered(reply) ? (header(reply, "access-control-allow-origin") ?? null) : null
