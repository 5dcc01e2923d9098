import { RestError } from "@azure/core-rest-pipeline"
import { expect, test } from "vitest"
import { causeOf, Unlearned } from "../../../src/collectors/azure/cause.ts"
import type { Cause } from "../../../src/model/evidence.ts"

const answered = (statusCode: number, code: string, message = "no") =>
  new RestError(message, { statusCode, code })
const broke = (code: string, message = "no") => new RestError(message, { code })
const named = (name: string, message: string) => Object.assign(new Error(message), { name })

const refused =
  "The client 'auditor' with object id 'o' does not have authorization to perform action 'Microsoft.Compute/snapshots/read' over scope '/subscriptions/s' or the scope is invalid."

const table: readonly (readonly [what: string, error: unknown, cause: Partial<Cause>])[] = [
  [
    "no az",
    named("CredentialUnavailableError", "Azure CLI could not be found."),
    { kind: "unauthenticated" },
  ],
  ["a wrong secret", named("AuthenticationError", "invalid_client"), { kind: "unauthenticated" }],
  ["no credential of many", named("AggregateAuthenticationError", "none"), { kind: "unauthenticated" }],
  ["401", answered(401, "ExpiredAuthenticationToken"), { kind: "unauthenticated" }],
  [
    "403 that names the action",
    answered(403, "AuthorizationFailed", refused),
    { kind: "forbidden", permission: "Microsoft.Compute/snapshots/read" },
  ],
  ["403 that does not", answered(403, "Forbidden"), { kind: "forbidden", permission: "declared/read" }],
  ["404", answered(404, "ResourceNotFound"), { kind: "not-found" }],
  ["400", answered(400, "InvalidParameter"), { kind: "unsupported" }],
  ["405", answered(405, "MethodNotAllowed"), { kind: "unsupported" }],
  ["408", answered(408, "RequestTimeout"), { kind: "timeout" }],
  ["429", answered(429, "SubscriptionRequestsThrottled"), { kind: "throttled" }],
  ["500", answered(500, "InternalServerError"), { kind: "unreachable" }],
  ["503", answered(503, "ServerBusy"), { kind: "unreachable" }],
  ["504", answered(504, "GatewayTimeout"), { kind: "timeout" }],
  ["a web page", new RestError("not JSON", { statusCode: 200 }), { kind: "malformed" }],
  ["half a body", broke("PARSE_ERROR"), { kind: "malformed" }],
  ["a list without its items", new RestError("Couldn't paginate response"), { kind: "malformed" }],
  ["an answer of another shape", new TypeError("x is undefined"), { kind: "malformed" }],
  ["a date that is none", new RangeError("Invalid time value"), { kind: "malformed" }],
  ["a page elsewhere", broke("REFUSED", "Azure pointed to https://evil.example"), { kind: "malformed" }],
  ["no answer in time", broke("REQUEST_TIMEOUT"), { kind: "timeout" }],
  ["the audit's end", named("AbortError", "aborted"), { kind: "timeout" }],
  ["no such host", broke("ENOTFOUND"), { kind: "unreachable" }],
  ["nobody listening", broke("ECONNREFUSED"), { kind: "unreachable" }],
  ["a broken connection", broke("REQUEST_SEND_ERROR"), { kind: "unreachable" }],
  ["a certificate of our own", broke("DEPTH_ZERO_SELF_SIGNED_CERT"), { kind: "unreachable" }],
  ["an unknown issuer", broke("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), { kind: "unreachable" }],
  ["an old certificate", broke("CERT_HAS_EXPIRED"), { kind: "unreachable" }],
  ["a name that is not the certificate's", broke("ERR_TLS_CERT_ALTNAME_INVALID"), { kind: "unreachable" }],
  ["our own mistake", new Error("oops"), { kind: "failed" }],
  ["no error at all", "oops", { kind: "failed" }],
]

test.each(table)("%s", (_, error, cause) => {
  expect(causeOf(error, "declared/read")).toMatchObject(cause)
})

test("there is a way out of everything that is not a fact or our mistake", () => {
  const final = ["failed", "not-found", "unsupported"]
  const stuck = table.filter(([, error]) => {
    const { kind, unlock } = causeOf(error)
    return !final.includes(kind) && !unlock
  })
  expect(stuck).toEqual([])
})

test("the scope that was refused is where the role goes", () => {
  expect(causeOf(answered(403, "AuthorizationFailed", refused)).unlock).toBe(
    "Grant the auditing identity Reader, or a role with Microsoft.Compute/snapshots/read, on /subscriptions/s.",
  )
})

test("a reading that knows better is believed", () => {
  const reason: Cause = { kind: "inconclusive", detail: "Two hold it." }
  expect(causeOf(new Unlearned(reason))).toBe(reason)
})

test("neither pages of hints nor the body come into the detail", () => {
  const secret = "body with a secret"
  const unparsable = broke("PARSE_ERROR", `Error "x" occurred while parsing the response body - ${secret}`)
  expect(causeOf(unparsable).detail).not.toContain(secret)
  expect(causeOf(named("CredentialUnavailableError", "Nothing worked.\nTry this\nand that.")).detail).toBe(
    "Azure gave no token: Nothing worked.",
  )
})
