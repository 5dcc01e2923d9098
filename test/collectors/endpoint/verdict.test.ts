import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import type { Reply } from "../../../src/collectors/endpoint/client.ts"
import { judge, leadsToSignIn } from "../../../src/collectors/endpoint/verdict.ts"

const answer = (status: number, body: unknown = "", headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
  ms: 1,
  received: 0,
})
const html = { "content-type": "text/html; charset=utf-8" }
const page = "<html><title>Welcome</title></html>"
const detail = { detail: [{ type: "missing", loc: ["body"] }] }
const trace = { "chroma-trace-id": "0".repeat(32) }
const name = "Expected a name containing 3-512 characters from [a-zA-Z0-9._-]"
const oldName = "Expected collection name that (1) contains 3-63 characters"

describe("whether or not Chroma was seen", () => {
  const cases: readonly [string, Reply, string][] = [
    [
      "native refusal of 0.4",
      answer(401, { error: "AuthorizationError", message: "Unauthorized" }),
      "refused by chroma",
    ],
    [
      "native refusal of 0.5 and 0.6",
      answer(403, { error: "AuthError", message: "Forbidden" }),
      "refused by chroma",
    ],
    ["a proxy's 401", answer(401, page, html), "refused by proxy"],
    ["a proxy's 403", answer(403), "refused by proxy"],
    ["407", answer(407), "refused by proxy"],
    [
      "nginx wants a client certificate",
      answer(400, "No required SSL certificate was sent", html),
      "refused by proxy",
    ],
    ["the handshake wants one", { failure: "client-certificate-required", detail: "" }, "refused by proxy"],
    ["a list, empty", answer(200, []), "accepted"],
    ["a list", answer(200, [{ id: "1", name: "a" }]), "accepted"],
    ["a number", answer(200, "0"), "accepted"],
    ["an identity", answer(200, { user_id: "", tenant: "default_tenant", databases: [] }), "accepted"],
    [
      "HEAD of a list",
      answer(200, "", { "content-type": "application/json", "content-length": "2" }),
      "accepted",
    ],
    [
      "the name alone is wrong, 1.x",
      answer(400, { error: "InvalidArgumentError", message: `Validation error: name: ${name}` }),
      "accepted",
    ],
    [
      "the name alone is wrong, 0.5",
      answer(400, { error: "InvalidArgumentError", message: oldName }),
      "accepted",
    ],
    ["the name alone is wrong, 0.4", answer(500, { error: `ValueError('${oldName}')` }), "accepted"],
    [
      "the id alone is wrong, 1.x",
      answer(400, { error: "InvalidArgumentError", message: "Collection ID is not a valid UUIDv4" }),
      "accepted",
    ],
    [
      "the id alone is wrong, 0.x",
      answer(400, { error: "InvalidUUID", message: "Could not parse not-a-uuid as a UUID" }),
      "accepted",
    ],
    [
      "the tenant was looked for",
      answer(404, { error: "NotFoundError", message: "Tenant [x] not found" }),
      "accepted",
    ],
    [
      "the body is wrong, 1.x",
      answer(422, {
        error: "ChromaError",
        message: "Failed to deserialize the JSON body into the target type: missing field",
      }),
      "accepted",
    ],
    ["the body is wrong, 0.5: authentication comes later", answer(422, detail), "inconclusive"],
    [
      "the body is wrong, 0.6",
      answer(400, { error: "InvalidArgumentError", message: "1 validation error for CreateCollection" }),
      "inconclusive",
    ],
    [
      "0.6.3 v1 is broken with and without a token",
      answer(400, { error: "InvalidArgumentError", message: "cannot unpack non-iterable coroutine object" }),
      "inconclusive",
    ],
    ["too many", answer(429, "You have been rate limited."), "inconclusive"],
    ["a broken backend", answer(502, page, html), "inconclusive"],
    ["a crash", answer(500, { error: "RuntimeError('coroutine raised StopIteration')" }), "inconclusive"],
    ["a timeout", { failure: "timeout", detail: "" }, "inconclusive"],
    ["a reset", { failure: "reset", detail: "" }, "inconclusive"],
    ["an answer to something else", answer(200, { ok: true }), "inconclusive"],
    [
      "a redirect to a sign-in",
      answer(302, "", { location: "https://login.microsoftonline.com/t/oauth2/v2.0/authorize" }),
      "refused by proxy",
    ],
    ["a redirect elsewhere", answer(302, "", { location: "https://www.example.com/" }), "inconclusive"],
    ["a redirect to TLS", answer(301, "", { location: "https://chroma.example.com/api/v2" }), "inconclusive"],
    ["a redirect to nowhere", answer(302), "inconclusive"],
  ]
  test.each(cases)("%s", (_, reply, expected) => {
    for (const proven of [true, false]) {
      const { verdict, by } = judge(reply, proven)
      expect(by ? `${verdict} by ${by}` : verdict).toBe(expected)
    }
  })
})

describe("only where Chroma was seen behind the same name", () => {
  const cases: readonly [string, Reply, "chroma" | "proxy"][] = [
    ["a proxy's 404", answer(404, page, html), "proxy"],
    ["a bare 404", answer(404), "proxy"],
    ["a bare 405", answer(405), "proxy"],
    ["a page", answer(200, page, html), "proxy"],
    ["a request that does not parse", answer(400, "Bad Request"), "proxy"],
    ["Chroma 1.x has no such path", answer(404, "", trace), "chroma"],
    ["Chroma 0.x has no such path", answer(404, { detail: "Not Found" }), "chroma"],
    [
      "v1 is gone",
      answer(
        410,
        { error: "Unimplemented", message: "The v1 API is deprecated. Please use /v2 apis" },
        trace,
      ),
      "chroma",
    ],
    ["the heartbeat instead", answer(200, { "nanosecond heartbeat": 1 }), "chroma"],
  ]
  test.each(cases)("%s", (_, reply, by) => {
    expect(judge(reply, true)).toMatchObject({ verdict: "refused", by })
    expect(judge(reply, false).verdict).toBe("inconclusive")
  })
})

/** In every body, to find it again. */
const secret = "confidential"

const anyReply: fc.Arbitrary<Reply> = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  headers: fc.dictionary(
    fc.constantFrom("content-type", "content-length", "location", "chroma-trace-id", "server"),
    fc.string(),
  ),
  body: fc.oneof(
    fc.constant(secret),
    fc.json().map((text) => `[{"id":"1","name":"${secret}"},${text}]`),
    fc.constantFrom("NotFoundError", "AuthError").map((error) => JSON.stringify({ error, message: secret })),
  ),
  ms: fc.constant(1 as const),
  received: fc.constant(0),
})

test.prop([anyReply])("seeing Chroma settles what is open, and changes nothing else", (reply) => {
  const unseen = judge(reply, false).verdict
  const seen = judge(reply, true).verdict
  expect(unseen === "inconclusive" ? ["inconclusive", "refused"] : [unseen]).toContain(seen)
})

test.prop([anyReply])("no body ends up in the detail", (reply) => {
  expect(judge(reply, true).detail).not.toContain(secret)
})

test.each([
  ["https://login.microsoftonline.com/common/oauth2/v2.0/authorize?x=1", true],
  ["https://acme.okta.com/app", true],
  ["https://idp.example.com/authorize?response_type=code&client_id=x", true],
  ["https://idp.example.com/sso?SAMLRequest=abc", true],
  ["/oauth2/start?rd=%2Fapi", true],
  ["/.auth/login/aad", true],
  ["https://evil.example/login.microsoftonline.com", false],
  ["https://notokta.com/app", false],
  ["/login-later", false],
  ["http://[", false],
])("%s is a sign-in: %s", (location, expected) => expect(leadsToSignIn(location)).toBe(expected))
