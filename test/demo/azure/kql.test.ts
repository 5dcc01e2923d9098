import { expect, test } from "vitest"
import { addressHolders, protectedItems } from "../../../src/collectors/azure/graph.ts"
import { parseQuery, run } from "../../../src/demo/azure/kql.ts"

const rows = [
  { id: "A", type: "microsoft.network/publicipaddresses", place: "x", properties: { ipAddress: "20.1.2.3" } },
  {
    id: "B",
    type: "microsoft.containerinstance/containergroups",
    place: "x",
    properties: { ipAddress: { ip: "20.1.2.3" } },
  },
  { id: "C", type: "microsoft.app/managedenvironments", place: "y", properties: { staticIp: "20.1.2.4" } },
  { id: "D", type: "microsoft.compute/disks", place: "y" },
]
const ids = (query: string): unknown[] => run(parseQuery(query), rows).map(({ id }) => id)

test.each([
  ["a type in any letter case", "resources | where type in~ ('Microsoft.Compute/Disks')", ["D"]],
  ["a text in its own letter case only", "resources | where id in ('a', 'B')", ["B"]],
  ["either of two conditions", "resources | where id in ('A') or id in ('D')", ["A", "D"]],
  ["a path into properties", "resources | where tostring(properties.staticIp) in ('20.1.2.4')", ["C"]],
  ["small letters", "resources | where tolower(id) in ('c')", ["C"]],
  [
    "what is not there is empty text",
    "resources | where tostring(properties.staticIp) in ('')",
    ["A", "B", "D"],
  ],
  ["an object is no text", "resources | where properties in ('')", []],
  ["an escaped quote", String.raw`resources | where id in ('\'')`, []],
])("%s", (_, query, found) => {
  expect(ids(query)).toEqual(found)
})

test("columns are chosen, and rows that are alike fall together", () => {
  expect(run(parseQuery("resources | project id, place"), rows)[0]).toEqual({ id: "A", place: "x" })
  expect(run(parseQuery("resources | distinct place"), rows)).toEqual([{ place: "x" }, { place: "y" }])
})

test.each([
  "",
  "resources | take 5",
  "resources | where",
  "resources | where id == 'A'",
  "resources | where id in ('A'",
  "resources extra",
])("%o is not understood, rather than half", (query) => {
  expect(() => parseQuery(query)).toThrow(SyntaxError)
})

test("the auditor's own queries find what they are for, and quote what they are given", () => {
  expect(ids(addressHolders("20.1.2.3"))).toEqual(["A", "B"])
  const hostile = "/x') or id in ('A"
  expect(run(parseQuery(protectedItems([hostile])), rows)).toEqual([])
})
