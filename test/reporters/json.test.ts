import { readdirSync, readFileSync } from "node:fs"
import { test } from "@fast-check/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import formats from "ajv-formats"
import { describe, expect } from "vitest"
import { schemaFiles, schemasFolder } from "../../scripts/schemas.ts"
import { json } from "../../src/reporters/json.ts"
import { anyReport, eveningBefore } from "../support/reports.ts"

const view = { color: false, width: 80 }

test.prop([anyReport])("is the report, exactly", (report) => {
  expect(JSON.parse(json.render(report, view))).toEqual(JSON.parse(JSON.stringify(report)))
})

test.prop([anyReport])("is as safe to print as it is to parse", (report) => {
  expect(json.render(report, view)).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202E\u2066-\u2069]/u)
})

const ajv = new Ajv2020({ strict: true, allErrors: true })
formats.default(ajv)
const compiled = (file: string) =>
  ajv.compile(JSON.parse(readFileSync(`${schemasFolder}${file}`, "utf8")) as object)

test("schemas/ holds what scripts/schemas.ts writes", () => {
  const published = readdirSync(schemasFolder).map((file) => [
    file,
    readFileSync(`${schemasFolder}${file}`, "utf8"),
  ])
  expect(Object.fromEntries(published)).toEqual(schemaFiles())
})

describe("the published schema of evidence", () => {
  const valid = compiled("evidence-1.json")
  const witness = {
    evidence: "endpoint.tls",
    plane: "endpoint",
    source: "https://h",
    at: "2026-11-22T18:04:11Z",
  }
  const saved = (one: object) => ({
    schemaVersion: "1",
    tool: { name: "chroma-audit", version: "1.0.0" },
    target: {},
    scope: ["endpoint"],
    startedAt: "2026-11-22T18:04:11Z",
    finishedAt: "2026-11-22T18:04:12Z",
    witnesses: [{ ...witness, ...one }],
  })

  test.each([
    { status: "known", value: { any: ["thing"] } },
    { status: "absent", reason: "nothing listens" },
    { status: "unknown", cause: { kind: "timeout", detail: "no answer within 10 s" } },
  ])("accepts what is $status", (one) => {
    expect(valid(saved(one)) ? [] : valid.errors).toEqual([])
  })

  test("refuses what is unknown for no reason", () => {
    expect(valid(saved({ status: "unknown" }))).toBe(false)
  })
})

test.each([
  ["config-1.json", { profile: "production", port: [443] }, { profile: "prod" }],
  [
    "waivers-1.json",
    {
      waivers: [{ rule: "vm-not-burstable", reason: "spiky", owner: "data-platform", expires: "2027-01-31" }],
    },
    { waivers: [{ rule: "vm-not-burstable" }] },
  ],
  [
    "attestations-1.json",
    {
      attestations: [
        { rule: "restore-tested", statement: "22 min", by: "A", on: "2026-10-01", expires: "2027-03-31" },
      ],
    },
    { attestations: [{ rule: "restore-tested", statement: "22 min" }] },
  ],
])(
  "schemas/%s helps an editor: it accepts a sound file and refuses an unsound one",
  (file, sound, unsound) => {
    const valid = compiled(file)
    expect([valid(sound), valid(unsound)]).toEqual([true, false])
  },
)

describe("the published schema of reports", () => {
  const valid = compiled("report-1.json")

  test.prop([anyReport])("accepts every report", (report) => {
    expect(valid(JSON.parse(json.render(report, view))) ? [] : valid.errors).toEqual([])
  })

  test("accepts fields of a later version", () => {
    expect(valid({ ...eveningBefore, later: true })).toBe(true)
  })

  const required = Object.keys(eveningBefore) as (keyof typeof eveningBefore)[]
  test.each(required)("refuses a report without %s", (name) => {
    const { [name]: _, ...rest } = eveningBefore
    expect(valid(rest)).toBe(false)
  })

  test.each(["status", "severity", "area", "stage"])("refuses an unheard-of %s", (name) => {
    const [first, ...rest] = eveningBefore.findings
    expect(valid({ ...eveningBefore, findings: [{ ...first, [name]: "perhaps" }, ...rest] })).toBe(false)
  })

  test.each([-0.1, 100.1, "81.8"])("refuses %s as a score", (proven) => {
    expect(valid({ ...eveningBefore, score: { ...eveningBefore.score, proven } })).toBe(false)
  })

  test("refuses a time that is none", () => {
    expect(valid({ ...eveningBefore, startedAt: "yesterday" })).toBe(false)
  })
})
