import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, expect, test } from "vitest"
import { collections } from "../../../src/evidence/endpoint.ts"
import { bearer, observe } from "./observe.ts"

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))

const heartbeat = { "nanosecond heartbeat": 1_795_341_969 }
const tenant = "/api/v2/tenants/default_tenant"
const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`

/** A Chroma of so many collections with ten records each, that keeps what it is asked. */
async function server({
  held,
  databases = ["default_database"],
  pages = (limit, offset) =>
    Array.from({ length: Math.max(0, Math.min(limit, held - offset)) }, (_, at) => offset + at),
}: {
  held: number
  databases?: readonly string[]
  pages?: (limit: number, offset: number) => readonly number[]
}) {
  const asked: string[] = []
  const answer = (url: URL): unknown => {
    asked.push(url.pathname + url.search)
    if (url.pathname === "/api/v2/heartbeat") return heartbeat
    if (url.pathname === `${tenant}/databases`) return databases.map((name) => ({ name }))
    if (url.pathname.endsWith("/count")) return 10
    if (!url.pathname.endsWith("/collections")) return undefined
    const page = pages(Number(url.searchParams.get("limit")), Number(url.searchParams.get("offset")))
    return page.map((index) => ({ id: idOf(index), name: "secret", dimension: 8 }))
  }
  const serving = createServer((incoming, outgoing) => {
    const said = answer(new URL(incoming.url ?? "/", "http://self.invalid"))
    incoming.resume()
    outgoing.writeHead(said === undefined ? 404 : 200, { "content-type": "application/json" })
    outgoing.end(JSON.stringify(said))
  }).listen(0, "127.0.0.1")
  await once(serving, "listening")
  stops.push(() => {
    serving.closeAllConnections()
    serving.close()
  })
  const { port } = serving.address() as AddressInfo
  const seen = await observe({ ip: "127.0.0.1", concurrency: 32, endpoint: { ports: [port], token: bearer } })
  return { asked, sizes: seen.value(collections), evidence: JSON.stringify(seen.witnesses) }
}

const counts = (asked: readonly string[]): number => asked.filter((path) => path.endsWith("/count")).length

test("more than one page is read to the end", async () => {
  const { sizes, evidence } = await server({ held: 120 })
  expect(sizes.collections).toHaveLength(120)
  expect(sizes).toMatchObject({ databases: 1, truncated: false })
  expect(evidence).not.toContain("secret")
})

test("no more than two hundred are counted, and it is said that there are more", async () => {
  const { asked, sizes } = await server({ held: 10_000 })
  expect(sizes.truncated).toBe(true)
  expect(counts(asked)).toBe(200)
})

test("a server that says the same page again and again is left at that", async () => {
  const { asked, sizes } = await server({
    held: 1,
    pages: (limit) => Array.from({ length: limit }, (_, at) => at),
  })
  expect(sizes.collections).toHaveLength(50)
  expect(asked.filter((path) => path.includes("limit=50"))).toHaveLength(2)
})

test("twenty databases are looked into, under no name that leads elsewhere", async () => {
  const names = ["../../../reset", "a/b", ...Array.from({ length: 30 }, (_, index) => `db-${index}`)]
  const { asked, sizes } = await server({ held: 1, databases: names })
  expect(sizes).toMatchObject({ databases: 30, truncated: true })
  expect(sizes.collections).toHaveLength(20)
  expect(
    asked.filter((path) => /reset|a\/b|\.\.\/\.\./.test(path) && !path.startsWith("/api/v2/heartbeat/")),
  ).toEqual([])
})
