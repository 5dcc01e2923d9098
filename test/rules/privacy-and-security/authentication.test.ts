import { describe, expect, test } from "vitest"
import { exampleApi, exampleClearApi, exampleReads, exampleWrites } from "../../../rules/examples.ts"
import { askAgain } from "../../../rules/token-proxy.ts"
import { answerOf, closedText, openText, probesText } from "../../../src/evidence/probes.ts"

const front = { kind: "reverse proxy", name: "nginx" } as const

describe("what is observed is one sentence", () => {
  test("of how many of how many let a stranger in", () => {
    const reads = [...exampleReads("accepted").slice(0, 2), ...exampleReads().slice(2)]
    const { deciding } = answerOf(reads)
    expect(openText(deciding, reads.length, "reads answered")).toBe(
      "2 of 3 reads answered without credentials: list collections, count collections",
    )
  })

  test.each([
    ["a proxy that names itself", exampleReads("refused", { front }), "by nginx (reverse proxy), status 401"],
    ["Chroma", exampleReads("refused", { by: "chroma", status: 403 }), "by Chroma itself, status 403"],
    ["who knows", exampleReads(), "by something in front that does not name itself, status 401"],
  ])("of who refuses: %s", (_, reads, end) => {
    expect(closedText(reads, "reads")).toBe(`3 of 3 reads refused without credentials ${end}`)
  })

  test("of what is alike, once", () => {
    expect(probesText(exampleReads("inconclusive", { detail: "status 503 proves nothing" }))).toBe(
      "list collections, count collections, identity: status 503 proves nothing",
    )
  })
})

describe("how to see that it is mended", () => {
  test("is the request that was answered, at the URL that was audited", () => {
    expect(askAgain(exampleReads("accepted"), exampleClearApi())).toBe(
      "curl --include 'http://203.0.113.7:8000/api/v2/tenants/default_tenant/databases/default_database/collections?limit=1&offset=0' answers 401",
    )
  })

  test("sends a body that no release accepts where there is one", () => {
    expect(askAgain(exampleWrites("accepted"), exampleApi())).toBe(
      `curl --include --json '{"name":"!"}' https://chroma.example.com/api/v2/tenants/default_tenant/databases/default_database/collections answers 401`,
    )
  })
})
