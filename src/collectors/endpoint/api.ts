import { isIP } from "node:net"
import { api, listeners } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown, type AnyCollector, type Observed } from "../../model/collector.ts"
import type { Cause, ValueOf } from "../../model/evidence.ts"
import { recognise, type Recognition } from "./chroma.ts"
import { answered, header, type Client, type Reply } from "./client.ts"
import { causeOf } from "./failure.ts"
import { frontOf } from "./front.ts"
import { urlOf, type Origin } from "./origin.ts"
import { addressesOf, nameless, type Place } from "./place.ts"
import { handshake } from "./session.ts"

type Api = ValueOf<typeof api>

/** Finds the API: where the user says it is, else where Chroma shows itself. */
export const apiCollector = (client: Client, place: Place): AnyCollector =>
  place.named ? namedApiCollector(client, place, place.named) : discoveredApiCollector(client, place)

const question = {
  id: "endpoint-api",
  plane: "endpoint",
  title: "where the API is",
  provides: [api],
} as const

/** That URL is the API, whether or not Chroma shows itself there, as long as something is there. */
const namedApiCollector = (client: Client, place: Place, named: Omit<Origin, "address">) =>
  defineCollector({
    ...question,
    async collect({ signal }) {
      const address = await place.namedAddress()
      if (address === undefined) return [unknown(api, named.host, nameless(named.host))]
      const origin = { ...named, address }
      const stranger = await recognise(client, origin, "none", signal)
      if (stranger.version) return [observe(origin, "anonymous", tracesOf(stranger))]
      const elsewhere = misdirection(origin, stranger.reply)
      if (elsewhere) return [unknown(api, urlOf(origin), elsewhere)]
      const identified = await recognise(client, origin, "given", signal)
      return [
        identified.version
          ? observe(origin, "token", tracesOf(identified))
          : observe(origin, "url", tracesOf(stranger)),
      ]
    },
  })

/** Why a reply means that there is no API at the URL. */
function misdirection(origin: Origin, reply: Reply): Cause | undefined {
  const asked = `GET ${urlOf(origin)}`
  if (!answered(reply))
    return reply.failure === "client-certificate-required" ? undefined : causeOf(reply, asked)
  const redirects = reply.status >= 300 && reply.status < 400
  if (origin.transport === "tls" || !redirects || !header(reply, "location")?.startsWith("https:"))
    return undefined
  return {
    kind: "inconclusive",
    detail: `${asked} only redirects to TLS.`,
    unlock: "Give the https URL with --url.",
  }
}

/**
 * In the order of what proves most: Chroma seen over TLS, then under a name of the certificate, then with
 * the token, then in clear text.
 */
const discoveredApiCollector = (client: Client, place: Place) =>
  defineCollector({
    ...question,
    needs: { listeners },
    async collect({ facts, signal }) {
      const found = facts.listeners
      const address = (await place.address()) ?? ""
      const at = ({ port, transport }: Listener): Origin => ({
        transport,
        address,
        port,
        host: place.host ?? address,
        basePath: "",
      })
      const overTls = found
        .filter(({ transport, answer }) => transport === "tls" && speaksHttp.includes(answer))
        .map(at)
      const seen = (transport: Listener["transport"]): Observed[] | undefined => {
        const listener = found.find((one) => one.transport === transport && one.answer === "chroma")
        return listener && [observe(at(listener), "anonymous", listener)]
      }

      let withheld: Cause | undefined
      const tryAll = async (origins: readonly Origin[], credential: "none" | "given") => {
        for (const origin of origins) {
          const recognition = await recognise(client, origin, credential, signal)
          if (recognition.version)
            return [observe(origin, credential === "none" ? "anonymous" : "token", tracesOf(recognition))]
          const { reply } = recognition
          if (!answered(reply) && reply.failure === "untrusted")
            withheld ??= causeOf(reply, `GET ${urlOf(origin)} with the token`)
        }
        return undefined
      }
      const underNames = async (): Promise<Observed[] | undefined> => {
        const named = (await Promise.all(overTls.map((origin) => renamed(client, origin, signal)))).flat()
        return (await tryAll(named, "none")) ?? (await tryAll([...overTls, ...named], "given"))
      }
      return (
        seen("tls") ??
        (await underNames()) ??
        seen("clear") ?? [unknown(api, address, withheld ?? unseen(address, found))]
      )
    },
  })

type Listener = ValueOf<typeof listeners>[number]

const speaksHttp: readonly Listener["answer"][] = ["chroma", "http", "client-certificate-required"]

function unseen(address: string, found: readonly Listener[]): Cause {
  const certificate = found.some(({ answer }) => answer === "client-certificate-required")
    ? " One port demands a client certificate: give --client-cert and --client-key."
    : ""
  return {
    kind: "inconclusive",
    detail: `Something answers at ${address}, but nothing that is recognisably Chroma.`,
    unlock: `Give --url, --server-name or a token.${certificate}`,
  }
}

/** What an answer showed of who gave it. */
type Traces = Pick<Listener, "apiVersion" | "front">

function tracesOf({ version, reply }: Recognition): Traces {
  const front = answered(reply) ? frontOf(reply) : undefined
  return { ...(version ? { apiVersion: version } : {}), ...(front ? { front } : {}) }
}

function observe(
  origin: Origin,
  recognisedBy: Api["recognisedBy"],
  { apiVersion = "v2", front }: Traces,
): Observed {
  const { address, port, transport, host } = origin
  const url = urlOf(origin)
  return known(api, url, {
    url,
    address,
    port,
    transport,
    apiVersion,
    recognisedBy,
    bareAddress: isIP(host) !== 0,
    ...(front ? { front } : {}),
  })
}

/** A certificate may carry hundreds of names. */
const mostNames = 5

/** The origin under those names of its certificate that lead to its address. */
async function renamed(client: Client, origin: Origin, signal: AbortSignal): Promise<Origin[]> {
  const session = await handshake(client, origin, signal)
  if ("failure" in session) return []
  const names = [...(session.chain[0]?.subjectAltName ?? "").matchAll(/DNS:([a-z0-9_.-]+)(?:,|$)/gi)]
    .map((match) => match[1] ?? "")
    .filter((name) => name !== origin.host)
    .slice(0, mostNames)
  const leadsHere = await Promise.all(
    names.map(async (name) => (await addressesOf(name)).includes(origin.address)),
  )
  return names.filter((_, index) => leadsHere[index]).map((host) => ({ ...origin, host }))
}
