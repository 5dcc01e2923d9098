import { readFileSync } from "node:fs"
import lte from "semver/functions/lte.js"
import { describe, expect, test } from "vitest"
import { parseApiDescription, releasesOf } from "../../../src/collectors/endpoint/fingerprint.ts"
import { identifyServer, type Traits } from "../../../src/collectors/endpoint/server.ts"

/** Builds of Chroma's server for npm, with the releases they were cut beside; some a few commits off the tag. */
const builds: readonly [binding: string, first: string, last: string][] = [
  ["0.1.2", "1.0.10", "1.0.10"],
  ["0.1.3", "1.0.12", "1.0.12"],
  ["1.0.1", "1.0.15", "1.0.15"],
  ["1.0.2", "1.0.16", "1.0.16"],
  ["1.0.3", "1.0.17", "1.0.17"],
  ["1.0.5", "1.0.19", "1.0.20"],
  ["1.0.6", "1.0.21", "1.0.21"],
  ["1.0.7", "1.1.0", "1.1.1"],
  ["1.0.8", "1.1.0", "1.1.1"],
  ["1.0.9", "1.2.0", "1.2.2"],
  ["1.1.0", "1.3.1", "1.3.3"],
  ["1.1.1", "1.3.5", "1.3.5"],
  ["1.1.4", "1.3.7", "1.3.7"],
  ["1.2.0", "1.4.0", "1.4.0"],
  ["1.2.1", "1.4.1", "1.4.1"],
  ["1.3.0", "1.5.0", "1.5.0"],
  ["1.3.1", "1.5.1", "1.5.1"],
  ["1.3.2", "1.5.6", "1.5.8"],
  ["1.3.3", "1.5.7", "1.5.8"],
  ["1.3.4", "1.5.9", "1.5.9"],
]

const descriptionOf = (binding: string) => {
  const text = readFileSync(
    new URL(`../../fixtures/chroma-http/openapi/binding-${binding}.json`, import.meta.url),
    "utf8",
  )
  return parseApiDescription(text)!
}

test.each(builds)("the description of binding %s fits a release from %s to %s", (binding, first, last) => {
  const { from, to } = releasesOf(descriptionOf(binding))
  expect(from && lte(from, last)).toBe(true)
  expect(to === null || lte(first, to)).toBe(true)
})

test("a newer build is never taken for an older release", () => {
  const lower = builds.map(([binding]) => releasesOf(descriptionOf(binding)).from ?? "")
  expect(lower).toEqual(lower.toSorted((a, b) => (a === b ? 0 : lte(a, b) ? -1 : 1)))
})

test("a description without any marker is of the first releases", () => {
  expect(releasesOf({ title: "", version: "", operations: new Set(), schemas: new Set() })).toEqual({
    from: "1.0.0",
    to: "1.0.7",
  })
})

test.each(["", "null", "[]", "{}", '{"openapi":"3.1.0"}', '{"openapi":"3.1.0","paths":null}', "<html>"])(
  "%j is no description",
  (text) => expect(parseApiDescription(text)).toBeUndefined(),
)

describe("what the server is", () => {
  const silent: Traits = { reported: undefined, description: undefined, uvicorn: false, v1: undefined }
  const rust = { implementation: "rust", reported: "1.0.0" }
  const python = { implementation: "python" }
  const cases: readonly [string, Partial<Traits>, object][] = [
    [
      "Rust, description open",
      { reported: "1.0.0", description: descriptionOf("1.3.4"), v1: "gone" },
      { ...rust, from: "1.5.9", to: "1.5.9" },
    ],
    ["Rust, description closed", { reported: "1.0.0", v1: "gone" }, { ...rust, from: "1.0.0", to: null }],
    [
      "1.0.0 and nothing else",
      { reported: "1.0.0" },
      { implementation: "undetermined", from: "1.0.0", to: null },
    ],
    [
      "a gateway's own description says nothing of Chroma",
      {
        reported: "1.0.0",
        v1: "gone",
        description: parseApiDescription('{"openapi":"3.0.0","info":{"title":"Shop"},"paths":{}}'),
      },
      { ...rust, from: "1.0.0", to: null },
    ],
    [
      "Python of 1.x behind a proxy that hides uvicorn",
      { reported: "1.3.5" },
      { ...python, from: "1.3.5", to: "1.3.5" },
    ],
    [
      "Python 1.0.0 by its Server header",
      { reported: "1.0.0", uvicorn: true },
      { ...python, from: "1.0.0", to: "1.0.0" },
    ],
    [
      "Python 1.0.0 by its v1 API",
      { reported: "1.0.0", v1: "served" },
      { ...python, from: "1.0.0", to: "1.0.0" },
    ],
    [
      "0.6.3, version closed, description open",
      {
        description: parseApiDescription(
          '{"openapi":"3.1.0","info":{"title":"Chroma","version":"0.6.3"},"paths":{}}',
        ),
      },
      { ...python, from: "0.6.3", to: "0.6.3" },
    ],
    [
      "0.5.23, version closed: its description says 0.1.0",
      {
        description: parseApiDescription(
          '{"openapi":"3.1.0","info":{"title":"FastAPI","version":"0.1.0"},"paths":{}}',
        ),
      },
      { ...python, from: null, to: null },
    ],
  ]
  test("nothing, when nothing was said", () => expect(identifyServer(silent)).toBeUndefined())

  test.each(cases)("%s", (_, traits, expected) => {
    expect(identifyServer({ ...silent, ...traits })).toMatchObject(expected)
  })
})
