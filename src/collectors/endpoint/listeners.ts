import { listeners } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown, type Observed } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { answered, header, type Answer, type Client } from "./client.ts"
import { recognise, type Recognition } from "./chroma.ts"
import type { Failure } from "./failure.ts"
import { frontOf } from "./front.ts"
import type { Origin } from "./origin.ts"
import { nameless, type Place } from "./place.ts"

type Listener = ValueOf<typeof listeners>[number]

/** Asks every port in TLS and in clear text, all at once. */
export const listenersCollector = (client: Client, place: Place) =>
  defineCollector({
    id: "endpoint-listeners",
    plane: "endpoint",
    title: "what answers on the ports",
    provides: [listeners],
    async collect({ signal }) {
      const address = await place.address()
      if (address === undefined) return [unknown(listeners, place.host ?? "", nameless(place.host ?? ""))]
      const origins = place.ports.flatMap((port) =>
        (["tls", "clear"] as const).map((transport) => ({
          transport,
          address,
          port,
          host: place.host ?? address,
          basePath: "",
        })),
      )
      const found = await Promise.all(
        origins.map(async (origin) => listenerOf(origin, await recognise(client, origin, "none", signal))),
      )
      return [observe(found, address)]
    },
  })

function observe(found: Listener[], address: string): Observed {
  const ports = [...new Set(found.map(({ port }) => port))].join(", ")
  const source = `${address}, ports ${ports}`
  const silent = found.every(({ answer }) => ["refused", "timeout", "unreachable"].includes(answer))
  if (!silent) return known(listeners, source, found)
  const answers = [...new Set(found.map(({ answer }) => answer))]
  return unknown(listeners, source, {
    kind: answers.length === 1 && answers[0] === "timeout" ? "timeout" : "unreachable",
    detail: `Nothing answers at ${address} on the ports ${ports}: ${answers.join(", ")}.`,
    unlock: "Check the address and that this machine may reach it, or name the port with --port.",
  })
}

function listenerOf({ port, transport }: Origin, { version, reply }: Recognition): Listener {
  if (!answered(reply)) return { port, transport, answer: listenerAnswers[reply.failure] }
  const server = header(reply, "server")
  const location = header(reply, "location")
  const front = frontOf(reply)
  return {
    port,
    transport,
    answer: version ? "chroma" : demandsClientCertificate(reply) ? "client-certificate-required" : "http",
    status: reply.status,
    ...(server === undefined ? {} : { server }),
    ...(location === undefined ? {} : { redirect: location }),
    ...(version ? { apiVersion: version } : {}),
    ...(front ? { front } : {}),
  }
}

const listenerAnswers: Record<Failure["failure"], Listener["answer"]> = {
  refused: "refused",
  timeout: "timeout",
  unreachable: "unreachable",
  reset: "not-http",
  "not-http": "not-http",
  "handshake-failed": "handshake-failed",
  "client-certificate-required": "client-certificate-required",
  "not-sent": "unreachable",
  untrusted: "unreachable",
}

/** nginx completes the handshake and refuses in HTTP. */
export const demandsClientCertificate = ({ status, body }: Answer): boolean =>
  status === 400 && /No required SSL certificate was sent|SSL certificate error/.test(body)
