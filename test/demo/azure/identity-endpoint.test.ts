import { ManagedIdentityCredential } from "@azure/identity"
import { afterEach, expect, test, vi } from "vitest"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { serve } from "./client.ts"

const stack = stacks.template({ address: "192.0.2.10", apiPort: 8000 })
afterEach(() => vi.unstubAllEnvs())

test("gives Azure's own credential the token that is accepted, by every server of the process", async () => {
  for (const { arm, send } of [await serve(stack), await serve(stack)]) {
    vi.stubEnv("IDENTITY_ENDPOINT", arm.identityEndpoint.url)
    vi.stubEnv("IDENTITY_HEADER", arm.identityEndpoint.header)
    const { token } = await new ManagedIdentityCredential().getToken(`${arm.origin}/.default`)
    const reply = await send("/subscriptions", { headers: { authorization: `Bearer ${token}` } })
    expect(reply.status).toBe(200)
  }
})

test.each([
  ["a wrong header", "?api-version=2019-08-01&resource=x", "wrong", 401],
  ["no resource", "?api-version=2019-08-01", undefined, 400],
  ["another api-version", "?api-version=2018-02-01&resource=x", undefined, 400],
])("gives nothing to %s", async (_, query, header, status) => {
  const { arm } = await serve(stack)
  const { url, header: right } = arm.identityEndpoint
  const reply = await fetch(`${url}${query}`, { headers: { "x-identity-header": header ?? right } })
  expect(reply.status).toBe(status)
  expect(await reply.text()).not.toContain("access_token")
})
