import type { Cause } from "../../model/evidence.ts"

/** Thrown by a reading that knows why it cannot answer. */
export class Unlearned extends Error {
  readonly reason: Cause

  constructor(reason: Cause) {
    super(reason.detail)
    this.reason = reason
  }
}

/** What the SDKs' errors have in common, of which each has some. */
interface Failure extends Error {
  code?: string
  statusCode?: number
}

const credentialErrors = [
  "CredentialUnavailableError",
  "AuthenticationError",
  "AggregateAuthenticationError",
  "AuthenticationRequiredError",
]
const certificateErrors = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/

/**
 * Why a request to Azure gave no answer.
 *
 * @param permission the RBAC action to name when Azure does not
 */
export function causeOf(error: unknown, permission?: string): Cause {
  if (error instanceof Unlearned) return error.reason
  if (!(error instanceof Error)) return { kind: "failed", detail: String(error) }
  const failure: Failure = error
  if (credentialErrors.includes(failure.name))
    return unauthenticated(`Azure gave no token: ${firstLine(failure)}`)
  if (failure.name === "AbortError") {
    return {
      kind: "timeout",
      detail: "Azure had not answered when the audit's deadline came.",
      unlock: "Give the audit more time with --deadline.",
    }
  }
  if (failure.code === "PARSE_ERROR") return malformed("it is not whole")
  if (failure.statusCode !== undefined) return causeOfStatus(failure, failure.statusCode, permission)
  return causeWithoutStatus(failure)
}

function causeOfStatus(failure: Failure, status: number, permission: string | undefined): Cause {
  const detail = `Azure answered ${[status, failure.code].filter(Boolean).join(" ")}: ${firstLine(failure)}`
  if (status < 300) return malformed(firstLine(failure))
  if (status === 401) return unauthenticated(detail)
  if (status === 403) return forbidden(failure, detail, permission)
  if (status === 404) return { kind: "not-found", detail }
  if (status === 408 || status === 504) return { kind: "timeout", detail, unlock: "Run the audit again." }
  if (status === 429) {
    return { kind: "throttled", detail, unlock: "Run the audit again later, or with a lower --concurrency." }
  }
  if (status >= 500) return { kind: "unreachable", detail, unlock: "Run the audit again." }
  return { kind: "unsupported", detail }
}

function forbidden(failure: Failure, detail: string, declared: string | undefined): Cause {
  const permission = /perform action '([^']+)'/.exec(failure.message)?.[1] ?? declared
  const scope = /over scope '([^']+)'/.exec(failure.message)?.[1]
  const role = permission ? `Reader, or a role with ${permission},` : "Reader"
  return {
    kind: "forbidden",
    detail,
    ...(permission ? { permission } : {}),
    unlock: `Grant the auditing identity ${role} ${scope ? `on ${scope}` : "there"}.`,
  }
}

function causeWithoutStatus(failure: Failure): Cause {
  const { code, name, message } = failure
  if (code === "REQUEST_TIMEOUT") {
    return { kind: "timeout", detail: message, unlock: "Give each call more time with --timeout." }
  }
  if (code === "REFUSED") return malformed(message)
  if (code === undefined) {
    // The SDKs and the readings stumble like this over an answer of another shape.
    return ["RestError", "TypeError", "RangeError"].includes(name)
      ? malformed(firstLine(failure))
      : { kind: "failed", detail: firstLine(failure) }
  }
  if (certificateErrors.test(code)) {
    return {
      kind: "unreachable",
      detail: `The certificate of Azure Resource Manager is not trusted: ${message}`,
      unlock: "Name the file with its CA in NODE_EXTRA_CA_CERTS.",
    }
  }
  return {
    kind: "unreachable",
    detail: `Azure Resource Manager cannot be reached: ${message}`,
    unlock: "Check the network, the proxy (HTTPS_PROXY) and --cloud or --arm-endpoint.",
  }
}

const malformed = (why: string): Cause => ({
  kind: "malformed",
  detail: `Azure's answer cannot be used: ${why}`,
  unlock: "Check that no proxy answers in Azure's place.",
})

const unauthenticated = (detail: string): Cause => ({
  kind: "unauthenticated",
  detail,
  unlock: "Run az login, or choose another identity with --azure-auth.",
})

/** The SDKs append pages of hints to some messages. */
const firstLine = ({ message }: Error): string => message.split(/\r?\n/, 1)[0]?.trim().slice(0, 500) ?? ""
