import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Check } from "typebox/value"
import { valid } from "semver"
import { afterEach, describe, expect, test } from "vitest"
import { compareWith, knownToOsv, type Vulnerability } from "../../scripts/osv.ts"
import { AdvisoryFile } from "../../src/evidence/advisories.ts"

const file = JSON.parse(
  readFileSync(new URL("../../src/evidence/advisories.json", import.meta.url), "utf8"),
) as AdvisoryFile
const [first] = file.advisories
const today = "2027-01-31"

/** A record as OSV has it, about the first advisory. */
const record = (changes: Partial<Vulnerability> = {}): Vulnerability => ({
  id: first?.aliases[0] ?? "",
  aliases: [first?.id ?? ""],
  affected: [
    {
      package: { name: "chromadb", ecosystem: "PyPI" },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "1.0.0" }, { last_affected: "1.5.9" }] }],
      versions: ["1.0.0", "1.5.9"],
    },
  ],
  ...changes,
})

test("the file is well-formed, and every release in it is one", () => {
  expect(Check(AdvisoryFile, file)).toBe(true)
  const releases = file.advisories.flatMap(({ affected }) => [affected.from, affected.to])
  expect(releases.filter((release) => release !== null && valid(release) === null)).toEqual([])
})

describe("a comparison", () => {
  test("that finds nothing new moves the day alone", () => {
    expect(compareWith([record()], file, today)).toEqual({
      file: { ...file, asOf: today },
      changes: [],
      open: [],
    })
  })

  test("takes over a fix: the releases before it are what is affected", () => {
    const fixed = record({
      affected: [
        {
          ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "1.0.0" }, { fixed: "1.6.0" }] }],
          versions: ["1.0.0", "1.5.10", "1.5.9"],
        },
      ],
    })
    const { file: after, changes } = compareWith([fixed], file, today)
    expect(after.advisories[0]?.affected).toEqual({ from: "1.0.0", to: "1.5.10" })
    expect(changes).toEqual([`${first?.id} affects 1.0.0 to 1.5.10, not 1.0.0 to 1.5.9.`])
  })

  test("leaves releases alone that a record does not name", () => {
    const vague = record({
      affected: [{ ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }] }],
    })
    expect(compareWith([vague], file, today).file.advisories).toEqual(file.advisories)
  })

  test.each([
    ["one that nobody has judged", record({ id: "CVE-2027-1", aliases: [], summary: "Worse" }), "CVE-2027-1"],
    ["one that was withdrawn", record({ withdrawn: "2027-01-01T00:00:00Z" }), first?.id ?? ""],
  ])("asks a person about %s, and keeps the day", (_, vulnerability, named) => {
    const { file: after, open } = compareWith([vulnerability], file, today)
    expect(open).toEqual([expect.stringContaining(named)])
    expect(after).toEqual(file)
  })
})

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))

async function osv(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, "127.0.0.1")
  await once(server, "listening")
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe("OSV", () => {
  test("is read page by page", async () => {
    const asked: unknown[] = []
    const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
      const { page_token: page } = JSON.parse((await incoming.toArray()).join("")) as { page_token?: string }
      asked.push(page)
      outgoing.end(JSON.stringify({ vulns: [record()], ...(page ? {} : { next_page_token: "2" }) }))
    }
    const origin = await osv((incoming, outgoing) => void answer(incoming, outgoing))
    expect(await knownToOsv(origin)).toHaveLength(2)
    expect(asked).toEqual([undefined, "2"])
  })

  test.each<[string, RequestListener, RegExp]>([
    ["is down", (_, outgoing) => outgoing.writeHead(503).end(), /503/],
    ["says something else", (_, outgoing) => outgoing.end('{"vulns":[{"id":7}]}'), /another form/],
    ["says no JSON", (_, outgoing) => outgoing.end("<html>"), /JSON/],
    ["says too much", (_, outgoing) => outgoing.end(" ".repeat(5_000_000)), /more than/],
    ["never ends its pages", (_, outgoing) => outgoing.end('{"next_page_token":"again"}'), /pages/],
    [
      "sends one elsewhere",
      (_, outgoing) => outgoing.writeHead(307, { location: "/other" }).end(),
      /fetch failed/,
    ],
  ])("is not believed when it %s", async (_, handler, reason) => {
    await expect(knownToOsv(await osv(handler))).rejects.toThrow(reason)
  })
})
