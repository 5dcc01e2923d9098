import type { Probe } from "../../evidence/endpoint.ts"
import {
  errorOf,
  heartbeatOf,
  identityOf,
  isCollectionList,
  isCount,
  isNativeRefusal,
  json,
} from "./chroma.ts"
import { answered, header, type Answer, type Reply } from "./client.ts"
import { frontOf } from "./front.ts"
import { demandsClientCertificate } from "./listeners.ts"

export interface Judgement {
  verdict: Probe["verdict"]
  by?: NonNullable<Probe["by"]>
  front?: NonNullable<Probe["front"]>
  detail: string
}

const accepted = (detail: string): Judgement => ({ verdict: "accepted", detail })
const inconclusive = (detail: string): Judgement => ({ verdict: "inconclusive", detail })
const refused = (by: "chroma" | "proxy", detail: string): Judgement => ({ verdict: "refused", by, detail })

/**
 * What a reply says about whether the call got past everything that could refuse it.
 *
 * @param proven Chroma was seen behind the same name: only then does a page or a 404 stand between
 */
export function judge(reply: Reply, proven: boolean): Judgement {
  if (!answered(reply)) {
    return reply.failure === "client-certificate-required"
      ? refused("proxy", reply.detail)
      : inconclusive(reply.detail)
  }
  const judgement = judgeAnswer(reply, proven)
  const front = judgement.by === "proxy" ? frontOf(reply) : undefined
  return front && front.kind !== "Chroma itself" ? { ...judgement, front } : judgement
}

function judgeAnswer(reply: Answer, proven: boolean): Judgement {
  return (
    judgeRefusal(reply) ??
    judgeAcceptance(reply) ??
    judgeRedirect(reply) ??
    judgeElsewhere(reply, proven) ??
    inconclusive(`status ${reply.status} proves nothing`)
  )
}

function judgeRefusal(answer: Answer): Judgement | undefined {
  if (isNativeRefusal(answer)) return refused("chroma", `Chroma refused with ${answer.status}`)
  if ([401, 403, 407].includes(answer.status)) return refused("proxy", `refused with ${answer.status}`)
  if (demandsClientCertificate(answer)) return refused("proxy", "a client certificate is demanded")
  return undefined
}

/** What Chroma says only to a request that no authentication stopped. */
const pastAuthentication: readonly { text: RegExp; detail: string }[] = [
  {
    text: /Expected a name containing|Expected collection name that/,
    detail: "Chroma objected to the name alone",
  },
  {
    text: /not a valid UUIDv4|Could not parse not-a-uuid as a UUID/,
    detail: "Chroma objected to the id alone",
  },
  // 0.5 and 0.6 parse the body before they authenticate, in other words; the Rust server has no authentication.
  {
    text: /^Failed to (parse the request body as JSON|deserialize the JSON body)/,
    detail: "Chroma 1.x objected to the body alone",
  },
]

function judgeAcceptance(answer: Answer): Judgement | undefined {
  if (isCollectionList(answer)) return accepted("the list of collections came back")
  if (isCount(answer)) return accepted("the number of collections came back")
  if (identityOf(answer)) return accepted("the identity came back")
  if (isHeadOfJson(answer)) return accepted("the headers of the list came back")
  const error = errorOf(answer)
  if (!error) return undefined
  if (error.error === "NotFoundError" || error.error === "InvalidCollection")
    return accepted("Chroma looked for it")
  // 0.4 puts its text where later versions put the kind.
  const text = error.message || error.error
  const sign = pastAuthentication.find((candidate) => candidate.text.test(text))
  return sign && accepted(`${sign.detail} (status ${answer.status})`)
}

/** Only the answer to HEAD has a length and no body. */
const isHeadOfJson = (answer: Answer): boolean =>
  answer.status === 200 &&
  answer.body === "" &&
  Number(header(answer, "content-length")) > 0 &&
  /^application\/json\b/.test(header(answer, "content-type") ?? "")

function judgeRedirect(answer: Answer): Judgement | undefined {
  if (answer.status < 300 || answer.status > 399) return undefined
  const location = header(answer, "location")
  return location !== undefined && leadsToSignIn(location)
    ? refused("proxy", "redirected to a sign-in")
    : inconclusive("redirected, to no sign-in that is known")
}

/** Sign-in services by their host's end. */
const identityProviders = [
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "login.windows.net",
  "b2clogin.com",
  "ciamlogin.com",
  "accounts.google.com",
  "okta.com",
  "oktapreview.com",
  "auth0.com",
  "onelogin.com",
  "amazoncognito.com",
  "cloudflareaccess.com",
  "pingone.com",
  "pingone.eu",
]

/** An identity provider by its host, by the protocol's own parameters, or by the path of a sign-in proxy. */
export function leadsToSignIn(location: string): boolean {
  const url = URL.parse(location, "https://self.invalid")
  if (!url) return false
  const query = url.searchParams
  return (
    identityProviders.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`)) ||
    (query.has("client_id") && query.has("response_type")) ||
    query.has("SAMLRequest") ||
    /^\/(oauth2\/(start|sign_in)|\.auth\/login\/[^/]+)\/?$/.test(url.pathname)
  )
}

/**
 * Nothing of what was asked for came back: a page, a path that is not there, the heartbeat instead. That
 * stands between only if Chroma is behind it at all.
 */
function judgeElsewhere(answer: Answer, proven: boolean): Judgement | undefined {
  const what = insteadOf(answer)
  if (!what) return undefined
  return proven
    ? refused(isChromasOwn(answer) ? "chroma" : "proxy", what)
    : inconclusive(`${what}, and Chroma was not seen under this name`)
}

function insteadOf(answer: Answer): string | undefined {
  const { status } = answer
  if (/^text\/html\b/.test(header(answer, "content-type") ?? "") && status < 500) return "a page came back"
  if ([404, 405, 410].includes(status)) return `there is nothing there (status ${status})`
  if (status === 400 && json(answer) === undefined) return "the request was turned down (status 400)"
  if (heartbeatOf(answer) !== undefined) return "only the heartbeat came back"
  return undefined
}

/** Chroma's own answer to a path or method it does not have: a trace id, or FastAPI's words. */
export const isChromasOwn = (answer: Answer): boolean =>
  header(answer, "chroma-trace-id") !== undefined ||
  heartbeatOf(answer) !== undefined ||
  /^\{"detail":"(Not Found|Method Not Allowed)"\}$/.test(answer.body)
