import type { api } from "../../evidence/endpoint.ts"
import type { Cause, ValueOf } from "../../model/evidence.ts"
import { answered, type Call, type Client, type Reply } from "./client.ts"
import { causeOf } from "./failure.ts"
import { demandsClientCertificate } from "./listeners.ts"
import { originOf, urlOf } from "./origin.ts"
import { isChromasOwn } from "./verdict.ts"

type Api = ValueOf<typeof api>

/** Asks the API without credentials where that is enough, else with those that were given. */
export async function ask(client: Client, found: Api, call: Call, signal: AbortSignal): Promise<Reply> {
  const origin = originOf(found)
  const identified: Call = { ...call, credential: "given" }
  if (found.recognisedBy === "token") return client.call(origin, identified, signal)
  const reply = await client.call(origin, call, signal)
  return turnedAway(reply) && client.canIdentify(origin) ? client.call(origin, identified, signal) : reply
}

/** Whether credentials might change the answer. */
function turnedAway(reply: Reply): boolean {
  if (!answered(reply)) return reply.failure === "client-certificate-required"
  const { status } = reply
  return (
    (status >= 300 && status < 400) ||
    [401, 403, 407].includes(status) ||
    (status === 404 && !isChromasOwn(reply)) ||
    demandsClientCertificate(reply)
  )
}

/** Why the reply does not say what was asked for. */
export function unhelpful(reply: Reply, found: Api, path: string): Cause {
  const what = `GET ${urlOf(originOf(found), path)}`
  if (!answered(reply)) return causeOf(reply, what)
  const { status } = reply
  if (turnedAway(reply)) {
    return {
      kind: "unauthenticated",
      detail: `${what} answers ${status}.`,
      unlock: "Give a token that is accepted, in the variable that --token-env names.",
    }
  }
  if (status === 429)
    return { kind: "throttled", detail: `${what} answers 429.`, unlock: "Run it again later." }
  return {
    kind: "malformed",
    detail: `${what} answers ${status} with something that Chroma does not say.`,
  }
}
