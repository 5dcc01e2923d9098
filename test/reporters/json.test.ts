import { readFileSync } from "node:fs"
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

test.each(Object.entries(schemaFiles()))("schemas/%s is what scripts/schemas.ts writes", (file, text) => {
  expect(readFileSync(`${schemasFolder}${file}`, "utf8")).toBe(text)
})

describe("the published schema", () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  formats.default(ajv)
  const valid = ajv.compile(JSON.parse(readFileSync(`${schemasFolder}report-1.json`, "utf8")) as object)

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
