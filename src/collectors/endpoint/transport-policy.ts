import { api, listeners, transportPolicy } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { ask, unhelpful } from "./ask.ts"
import { paths } from "./chroma.ts"
import { answered, header, type Client } from "./client.ts"
import { withoutTls } from "./tls.ts"

export const transportPolicyCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-transport-policy",
    plane: "endpoint",
    title: "HSTS and redirects",
    provides: [transportPolicy],
    needs: { api, listeners },
    async collect({ facts, signal }) {
      if (facts.api.transport === "clear") return [withoutTls(transportPolicy, facts.api.url)]
      const path = paths[facts.api.apiVersion].heartbeat
      const reply = await ask(client, facts.api, { path }, signal)
      const policy = answered(reply) ? (header(reply, "strict-transport-security") ?? null) : null
      // Servers tend to leave the header out of refusals: only an answer without it says that it is not sent.
      if (policy === null && !(answered(reply) && reply.status < 300))
        return [unknown(transportPolicy, facts.api.url, unhelpful(reply, facts.api, path))]
      return [
        known(transportPolicy, facts.api.url, {
          strictTransportSecurity: policy,
          clearPorts: clearPorts(facts.listeners),
        }),
      ]
    },
  })

/** Ports that serve clear text. That a TLS port says so in clear text when it is mistaken for one is no such service. */
function clearPorts(found: ValueOf<typeof listeners>): ValueOf<typeof transportPolicy>["clearPorts"] {
  const tlsPorts = found
    .filter(({ transport, answer }) => transport === "tls" && answer !== "handshake-failed")
    .map(({ port }) => port)
  return found
    .filter(({ transport, answer }) => transport === "clear" && (answer === "http" || answer === "chroma"))
    .filter(({ port, answer }) => answer === "chroma" || !tlsPorts.includes(port))
    .map(({ port, status = null, redirect }) => ({
      port,
      status,
      redirectsToTls: redirect?.startsWith("https://") ?? false,
    }))
}
