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
}

/** What an error of a connection means. Also takes what an abort was aborted with. */
export function failureOf(error: unknown): Failure {
  const {
    name = "",
    code = "",
    sawCertificate = false,
  } = error as {
    name?: string
    code?: string
    sawCertificate?: boolean
  }
  const kind = kindOf(name, code, sawCertificate)
  const detail = kind === "handshake-failed" && code ? `${details[kind]} (${code})` : details[kind]
  return { failure: kind, detail }
}

function kindOf(name: string, code: string, sawCertificate: boolean): Kind {
  if (name === "AbortError" || name === "TimeoutError") return "timeout"
  if (code === "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED") return "client-certificate-required"
  // A handshake that the server ends after showing its own certificate failed for want of ours.
  if (sawCertificate && /ALERT_(HANDSHAKE_FAILURE|BAD_CERTIFICATE)$/.test(code))
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
}

const unlocks: Partial<Record<Kind, string>> = {
  "client-certificate-required": "Give a client certificate with --client-cert and --client-key.",
  "not-sent": "Serve the API over TLS.",
  timeout: "Check that this machine may reach it, or give it more time with --timeout.",
}

/** The same, as the cause of an unknown. @param what "GET https://…" */
export function causeOf({ failure, detail }: Failure, what: string): Cause {
  const unlock = unlocks[failure]
  return { kind: causes[failure], detail: `${what}: ${detail}.`, ...(unlock ? { unlock } : {}) }
}
