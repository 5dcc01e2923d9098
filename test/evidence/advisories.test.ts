import { describe, expect, test } from "vitest"
import { bearing, configuredRelease, overlap, releaseOf, releaseText } from "../../src/evidence/advisories.ts"
import { exampleServer, exampleSettings } from "../../rules/examples.ts"

describe("where possible releases lie against 1.0.0 to 1.5.9", () => {
  test.each([
    ["1.0.0", "1.5.9", "inside"],
    ["1.3.5", "1.3.5", "inside"],
    ["1.5.9", "1.5.9", "inside"],
    ["0.6.3", "0.6.3", "outside"],
    ["1.5.10", "1.6.0", "outside"],
    ["1.6.0", null, "outside"],
    [null, "0.6.3", "outside"],
    ["0.6.3", "1.0.0", "straddling"],
    ["1.5.9", "1.5.10", "straddling"],
    ["1.5.9", null, "straddling"],
    [null, "1.5.9", "straddling"],
    [null, null, "straddling"],
  ])("%s to %s is %s", (from, to, expected) => {
    expect(overlap({ from, to }, { from: "1.0.0", to: "1.5.9" })).toBe(expected)
  })

  test.each([
    [null, "1.5.9", "inside"],
    ["0.4.0", "1.5.9", "inside"],
    [null, null, "straddling"],
    ["1.6.0", null, "outside"],
  ])("against everything up to 1.5.9, %s to %s is %s", (from, to, expected) => {
    expect(overlap({ from, to }, { from: null, to: "1.5.9" })).toBe(expected)
  })
})

describe("whether an advisory bears on a release", () => {
  const pythonOnly = { implementations: ["python"], affected: { from: "1.0.0", to: "1.5.9" } } as const
  const both = { ...pythonOnly, implementations: ["python", "rust"] } as const
  test.each([
    ["python in the range", pythonOnly, "python", "1.3.5", "1.3.5", "affected"],
    ["rust in the range of a Python advisory", pythonOnly, "rust", "1.3.5", "1.3.5", "unaffected"],
    [
      "some server in the range of a Python advisory",
      pythonOnly,
      "undetermined",
      "1.3.5",
      "1.3.5",
      "undetermined",
    ],
    ["some server in the range of an advisory of both", both, "undetermined", "1.3.5", "1.3.5", "affected"],
    ["some server outside", pythonOnly, "undetermined", "0.6.3", "0.6.3", "unaffected"],
    ["a straddling range", both, "rust", "1.5.9", null, "undetermined"],
    ["rust, whatever its release", pythonOnly, "rust", null, null, "unaffected"],
  ] as const)("%s", (_, advisory, implementation, from, to, expected) => {
    expect(bearing(advisory, { implementation, from, to })).toBe(expected)
  })
})

describe("what runs", () => {
  const rust = exampleServer({ from: "1.3.1", to: "1.5.9" })
  test("is made exact by a file that agrees with the server", () => {
    expect(releaseOf(rust, exampleSettings({ version: "1.4.1" }))).toEqual({
      implementation: "rust",
      from: "1.4.1",
      to: "1.4.1",
    })
  })

  test("is what the server shows where a file contradicts it", () => {
    expect(releaseOf(rust, exampleSettings({ version: "0.6.3" }))).toMatchObject({
      from: "1.3.1",
      to: "1.5.9",
    })
  })

  test("is some server when a file alone names a 1.x", () => {
    expect(releaseOf(undefined, exampleSettings({ version: "1.5.9" }))?.implementation).toBe("undetermined")
  })

  test("is the Python server when a file alone names a 0.x", () => {
    expect(releaseOf(undefined, exampleSettings({ version: "0.6.3" }))?.implementation).toBe("python")
  })

  test.each([null, "latest"])("is not known from the version %s", (version) => {
    expect(releaseOf(undefined, exampleSettings({ version }))).toBeUndefined()
  })
})

test("a configuration is judged by the version that it names itself", () => {
  expect(configuredRelease(exampleSettings({ version: "0.6.3" }), exampleServer())).toMatchObject({
    from: "0.6.3",
  })
})

test("a configuration that names none is judged by what runs", () => {
  expect(configuredRelease(exampleSettings({ version: null }), exampleServer())).toMatchObject({
    from: "1.5.9",
  })
})

test.each([
  ["1.5.9", "1.5.9", "1.5.9 (rust server)"],
  ["1.3.1", "1.5.9", "1.3.1 to 1.5.9 (rust server)"],
  ["1.5.9", null, "1.5.9 or newer (rust server)"],
  [null, "1.5.9", "1.5.9 or older (rust server)"],
  [null, null, "some release (rust server)"],
])("%s to %s reads %s", (from, to, text) => {
  expect(releaseText({ implementation: "rust", from, to })).toBe(text)
})
