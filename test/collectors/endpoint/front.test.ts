import { describe, expect, test } from "vitest"
import type { Answer } from "../../../src/collectors/endpoint/client.ts"
import { frontOf } from "../../../src/collectors/endpoint/front.ts"
import { judge } from "../../../src/collectors/endpoint/verdict.ts"

const answer = (status: number, headers: Answer["headers"], body = ""): Answer => ({
  status,
  headers,
  body,
  ms: 1,
  received: 0,
})
const native = '{"error":"AuthError","message":"Forbidden"}'

test.each<[string, Answer, string | undefined]>([
  ["nginx, whatever its version", answer(401, { server: "nginx/1.22.1" }), "nginx"],
  ["Caddy, which passes on whose answer it is", answer(200, { via: "1.1 Caddy" }), "Caddy"],
  ["Envoy by its own words", answer(403, {}, "RBAC: access denied"), "Envoy"],
  ["Istio, which is an Envoy of its own kind", answer(403, { server: "istio-envoy" }), "Istio"],
  [
    "HAProxy, which has no Server header",
    answer(
      403,
      {},
      "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n",
    ),
    "HAProxy",
  ],
  [
    "Azure's gateway",
    answer(502, { server: "Microsoft-Azure-Application-Gateway/v2" }),
    "Azure Application Gateway",
  ],
  ["Azure Front Door before nginx", answer(401, { server: "nginx", "x-azure-ref": "x" }), "Azure Front Door"],
  [
    "Azure's API Management",
    answer(401, {}, '{"message":"Access denied due to missing subscription key."}'),
    "Azure API Management",
  ],
  ["the Python server", answer(200, { server: "uvicorn" }), "uvicorn"],
  ["nginx before the Python server", answer(403, { server: "nginx" }, native), "nginx"],
  ["nobody that is known", answer(401, { server: "\u001b[31mnginx" }), undefined],
  ["the Rust server, which says nothing", answer(200, {}), undefined],
])("%s is named", (_, reply, name) => {
  expect(frontOf(reply)?.name).toBe(name)
})

describe("a refusal", () => {
  test("of a proxy is given its name", () => {
    expect(judge(answer(401, { server: "nginx" }), true)).toMatchObject({
      by: "proxy",
      front: { name: "nginx" },
    })
  })
  test("of Chroma is Chroma's, whoever passed it on", () => {
    const judgement = judge(answer(403, { server: "nginx" }, native), true)
    expect(judgement.by).toBe("chroma")
    expect(judgement.front).toBeUndefined()
  })
})
