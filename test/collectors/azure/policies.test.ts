import type { ServerResponse } from "node:http"
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline"
import { describe, expect, test, vi } from "vitest"
import {
  answersOnly,
  askOnce,
  effectiveRulesPosts,
  endWith,
  negotiateApiVersion,
  readOnlyClient,
  readsOnly,
  supportedVersion,
  waitWithin,
} from "../../../src/collectors/azure/policies.ts"

import { serve } from "./observe.ts"

const endpoint = "https://management.azure.com"
const ask = (url = `${endpoint}/subscriptions?api-version=2022-12-01`, method: HttpMethods = "GET") =>
  createPipelineRequest({ url, method })

const respond = (status: number, body: string, headers: Record<string, string> = {}) =>
  vi.fn<(request: PipelineRequest) => Promise<PipelineResponse>>((request) =>
    Promise.resolve({
      request,
      status,
      bodyAsText: body,
      headers: createHttpHeaders({ "content-type": "application/json; charset=utf-8", ...headers }),
    }),
  )

describe("the only way out", () => {
  const client = readOnlyClient({ endpoint, timeout: 1000, concurrency: 1 })

  test.each(["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"] as const)(
    "refuses %s",
    async (method) => {
      await expect(client.sendRequest(ask(undefined, method))).rejects.toMatchObject({ code: "REFUSED" })
      expect(() => readsOnly(endpoint).sendRequest(ask(undefined, method), respond(200, "{}"))).toThrow(
        /only reads/,
      )
    },
  )

  test.each([
    "https://evil.example/subscriptions",
    "https://management.azure.com.evil.example/",
    "https://management.azure.com@evil.example/",
    "https://management.azure.com:8443/",
    "http://management.azure.com/subscriptions",
    "https://login.microsoftonline.com/",
  ])("refuses %s", async (url) => {
    await expect(client.sendRequest(ask(url))).rejects.toMatchObject({ code: "REFUSED" })
    const next = respond(200, "{}")
    expect(() => readsOnly(endpoint).sendRequest(ask(url), next)).toThrow(/nothing was sent/)
    expect(next).not.toHaveBeenCalled()
  })
})

describe("a post that only asks", () => {
  const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"
  const effective = `${scope}/networkInterfaces/nic/effectiveNetworkSecurityGroups`
  const adminRules = `${scope}/virtualNetworks/v/listNetworkManagerEffectiveSecurityAdminRules`
  const posted = (path: string, posts?: readonly RegExp[]) => () =>
    readsOnly(endpoint, posts).sendRequest(
      ask(`${endpoint}${path}?api-version=1`, "POST"),
      respond(200, "{}"),
    )

  test.each([effective, adminRules])("goes out with --effective-rules alone: %s", (path) => {
    expect(posted(path)).toThrow(/only reads/)
    expect(posted(path, effectiveRulesPosts)).not.toThrow()
  })

  test.each([
    `${scope}/networkInterfaces/nic/effectiveRouteTable`,
    `${scope}/virtualNetworks/v/subnets/effectiveNetworkSecurityGroups`,
    `${effective}/more`,
    `/elsewhere${effective}`,
    `${scope}/networkInterfaces/a/b/effectiveNetworkSecurityGroups`,
  ])("none that is merely like them does: %s", (path) => {
    expect(posted(path, effectiveRulesPosts)).toThrow(/only reads/)
  })

  test("is asked again while its answer is not ready", async () => {
    const once = askOnce()
    const waiting = respond(202, "")
    await once.sendRequest(ask(), waiting)
    await once.sendRequest(ask(), waiting)
    expect(waiting).toHaveBeenCalledTimes(2)
  })
})

describe("calls at once", () => {
  test("are never more than allowed", async () => {
    const pending: ServerResponse[] = []
    let received = 0
    const origin = await serve((_, response) => {
      received += 1
      pending.push(response)
    })
    const client = readOnlyClient({ endpoint: origin, timeout: 5000, concurrency: 2 })
    const answers = Promise.all([1, 2, 3, 4, 5].map((page) => client.sendRequest(plain(`${origin}/${page}`))))
    for (let answered = 0; answered < 5; answered += 1) {
      const expected = Math.min(answered + 2, 5)
      await vi.waitFor(() => expect(received).toBe(expected))
      pending.shift()?.end("{}")
    }
    expect(await answers).toHaveLength(5)
  })

  test("are given up after their time, and say how long that was", async () => {
    const origin = await serve(() => {})
    const client = readOnlyClient({ endpoint: origin, timeout: 50, concurrency: 1 })
    await expect(client.sendRequest(plain(origin))).rejects.toMatchObject({
      code: "REQUEST_TIMEOUT",
      message: "Azure did not answer within 0.05 s.",
    })
  })

  test("end with the audit, which is not their time being up", async () => {
    const audit = new AbortController()
    const origin = await serve(() => audit.abort())
    const client = readOnlyClient({ endpoint: origin, timeout: 5000, concurrency: 1 })
    const request = plain(origin)
    request.abortSignal = audit.signal
    await expect(client.sendRequest(request)).rejects.toMatchObject({ name: "AbortError" })
  })
})

/** A request to loopback in clear text, which only this test may send. */
const plain = (url: string): PipelineRequest =>
  createPipelineRequest({ url, method: "GET", allowInsecureConnection: true })

describe("answers only", () => {
  test("JSON passes, whatever it is called", async () => {
    const next = respond(200, "{}", { "content-type": "application/problem+json" })
    expect(await answersOnly.sendRequest(ask(), next)).toMatchObject({ status: 200 })
  })

  test.each(["text/html", "", "text/plain; note=json"])("200 as %o is no answer", async (type) => {
    const next = respond(200, "<html>", { "content-type": type })
    await expect(answersOnly.sendRequest(ask(), next)).rejects.toMatchObject({ statusCode: 200 })
  })

  test.each([
    ["the envelope", '{"error":{"code":"AuthorizationFailed","message":"no"}}'],
    ["the bare object of a few providers", '{"code":"AuthorizationFailed","message":"no"}'],
  ])("a refusal keeps its code and message from %s", async (_, body) => {
    await expect(answersOnly.sendRequest(ask(), respond(403, body))).rejects.toMatchObject({
      statusCode: 403,
      code: "AuthorizationFailed",
      message: "no",
    })
  })

  test.each(["", "null", "[]", "<html>", '"text"', '{"error":null}'])(
    "a refusal with body %o is a refusal",
    async (body) => {
      await expect(answersOnly.sendRequest(ask(), respond(403, body))).rejects.toMatchObject({
        statusCode: 403,
      })
    },
  )
})

test("the same URL is asked once, in whatever case, and another again", async () => {
  const once = askOnce()
  const next = respond(200, "{}")
  await Promise.all([
    once.sendRequest(ask(`${endpoint}/subscriptions/s/resourceGroups/RG?api-version=1`), next),
    once.sendRequest(ask(`${endpoint}/subscriptions/s/resourcegroups/rg?api-version=1`), next),
  ])
  expect(next).toHaveBeenCalledTimes(1)
  await once.sendRequest(
    ask(`${endpoint}/subscriptions/s/resourceGroups/rg?api-version=1&$skiptoken=A`),
    next,
  )
  await once.sendRequest(
    ask(`${endpoint}/subscriptions/s/resourceGroups/rg?api-version=1&$skiptoken=a`),
    next,
  )
  expect(next).toHaveBeenCalledTimes(3)
})

test("every request ends with the audit", async () => {
  const { signal } = new AbortController()
  const next = respond(200, "{}")
  await endWith(signal).sendRequest(ask(), next)
  expect(next.mock.calls[0]?.[0].abortSignal).toBe(signal)
})

const refusal = (versions: string, code = "NoRegisteredProviderFound") =>
  JSON.stringify({
    error: {
      code,
      message: `No registered resource provider found for location 'l' and API version 'v' for type 't'. The supported api-versions are '${versions}'. The supported locations are 'a, b'.`,
    },
  })

describe("the api-version", () => {
  test.each([
    ["the newest that is not newer", "2022-01-01, 2024-05-01, 2023-09-01", "2023-09-01"],
    ["stable before preview", "2022-01-01, 2023-10-01-preview", "2022-01-01"],
    ["a newer one when all are newer", "2025-01-01, 2026-01-01", "2026-01-01"],
    ["a preview when there is nothing else", "2022-01-01-preview", "2022-01-01-preview"],
    ["none when none is listed", "", undefined],
  ])("%s", (_, versions, chosen) => {
    expect(supportedVersion(refusal(versions), "2023-12-01")).toBe(chosen)
  })

  test("another error is not about the version", () => {
    expect(supportedVersion(refusal("2022-01-01", "ResourceNotFound"), "2023-12-01")).toBeUndefined()
  })

  test("is asked anew once, and only once", async () => {
    const next = respond(400, refusal("2022-01-01"))
    const answer = await negotiateApiVersion.sendRequest(ask(), next)
    expect(next).toHaveBeenCalledTimes(2)
    expect(answer.request.url).toBe(`${endpoint}/subscriptions?api-version=2022-01-01`)
  })

  test("a good answer is not asked again", async () => {
    const next = respond(200, refusal("2022-01-01"))
    await negotiateApiVersion.sendRequest(ask(), next)
    expect(next).toHaveBeenCalledTimes(1)
  })
})

const throttled = (after: string) =>
  respond(429, '{"error":{"message":"slow down"}}', { "retry-after": after })

describe("waiting", () => {
  test("beyond the end of the audit is given up at once, and says how long it would have been", async () => {
    const policy = waitWithin(Date.now() + 10_000)
    await expect(policy.sendRequest(ask(), throttled("60"))).rejects.toMatchObject({
      statusCode: 429,
      message: expect.stringContaining("60 s"),
    })
  })

  test.each(["1", "0", "", "soon"])("of %o within it is left to the retries", async (after) => {
    const policy = waitWithin(Date.now() + 10_000)
    expect(await policy.sendRequest(ask(), throttled(after))).toMatchObject({ status: 429 })
  })

  test("until a date is understood", async () => {
    const policy = waitWithin(Date.now() + 10_000)
    const tomorrow = new Date(Date.now() + 86_400_000).toUTCString()
    await expect(policy.sendRequest(ask(), throttled(tomorrow))).rejects.toMatchObject({ statusCode: 429 })
  })
})
