import type { Cause, CauseKind } from "../../model/evidence.ts"

/** Why no answer came. */
export interface Failure {
  failure:
    | "refused"
    | "timeout"
    | "unreachable"
    /** The connection broke after it was made. */
    | "reset"
    /** Something came back that is not HTTP. */
    | "not-http"
    | "handshake-failed"
    /** The server wants a client certificate. */
    | "client-certificate-required"
    /** We would not send the secret there. */
    | "not-sent"
    /** Nor to a server whose certificate does not verify. */
    | "untrusted"
  /** One clause. */
  detail: string
}

type Kind = Failure["failure"]

const byCode: Readonly<Record<string, Kind>> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  ECONNRESET: "reset",
  EPIPE: "reset",
  EPROTO: "handshake-failed",
}

const details: Record<Kind, string> = {
  refused: "the connection was refused",
  timeout: "no answer came in time",
  unreachable: "the address could not be reached",
  reset: "the connection was closed without an answer",
  "not-http": "the answer is not HTTP",
  "handshake-failed": "the TLS handshake failed",
  "client-certificate-required": "the TLS handshake demands a client certificate",
  "not-sent": "it was not sent",
  untrusted: "the certificate does not verify, so the token was not sent",
}

/** An error of a connection, or what aborted it. */
interface ConnectionError {
  name?: string
  code?: string
  message?: string
  /** The server had shown its certificate and agreed on keys. */
  keysAgreed?: boolean
  /** Why its certificate is not believed, where it has to be. */
  distrust?: unknown
}

export function failureOf(error: unknown): Failure {
  const failure = kindOf(error as ConnectionError)
  return { failure, detail: details[failure] }
}

function kindOf({ name = "", code = "", message = "", keysAgreed = false, distrust }: ConnectionError): Kind {
  if (distrust) return "untrusted"
  if (name === "AbortError" || name === "TimeoutError") return "timeout"
  // Only TLS 1.3 has a word for it. Before, the handshake fails after all else in it went well.
  if (/alert certificate required/.test(message)) return "client-certificate-required"
  if (keysAgreed && /alert (handshake failure|bad certificate|access denied)/.test(message))
    return "client-certificate-required"
  if (code.startsWith("ERR_SSL")) return "handshake-failed"
  if (code.startsWith("HPE_")) return "not-http"
  return byCode[code] ?? "unreachable"
}

const causes: Record<Kind, CauseKind> = {
  refused: "unreachable",
  timeout: "timeout",
  unreachable: "unreachable",
  reset: "unreachable",
  "not-http": "malformed",
  "handshake-failed": "unreachable",
  "client-certificate-required": "unauthenticated",
  "not-sent": "unauthenticated",
  untrusted: "unauthenticated",
}

const unlocks: Partial<Record<Kind, string>> = {
  "client-certificate-required": "Give a client certificate with --client-cert and --client-key.",
  "not-sent": "Serve the API over TLS.",
  untrusted:
    "Give the authority that signed it, or a self-signed certificate itself, with --ca-file, and the name that it is for with --server-name.",
  timeout: "Check that this machine may reach it, or give it more time with --timeout.",
}

/** The same, as the cause of an unknown. @param what "GET https://…" */
export function causeOf({ failure, detail }: Failure, what: string): Cause {
  const unlock = unlocks[failure]
  return { kind: causes[failure], detail: `${what}: ${detail}.`, ...(unlock ? { unlock } : {}) }
}
