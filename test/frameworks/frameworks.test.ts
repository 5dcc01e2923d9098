import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { builtInRules } from "../../rules/index.ts"
import { frameworkIds } from "../../src/model/framework.ts"
import { frameworks } from "../../src/frameworks/index.ts"

const documented = readFileSync(new URL("../../docs/frameworks.md", import.meta.url), "utf8")

test("every name that --framework takes is a framework, and the other way round", () => {
  expect(frameworks.map(({ id }) => id)).toEqual([...frameworkIds])
})

describe.each(frameworks)("$id", ({ id, name, controls, edition, source }) => {
  test("maps rules that exist", () => {
    const known = new Set(builtInRules.map(({ id }) => id))
    expect(controls.flatMap(({ rules }) => rules).filter((rule) => !known.has(rule))).toEqual([])
  })

  test("names each control once, with rules, each of them once", () => {
    expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length)
    for (const { rules } of controls) expect(new Set(rules).size).toBe(rules.length)
    expect(controls.filter(({ rules }) => rules.length === 0)).toEqual([])
  })

  test("is in the documentation, with its edition and its address", () => {
    const row = documented.split("\n").find((line) => line.includes(`\`${id}\``)) ?? ""
    expect(row).toContain(`[${name}](${source})`)
    expect(row).toContain(edition)
  })

  test("says which edition it maps, and where that is published", () => {
    expect(edition).not.toBe("")
    expect(source).toMatch(/^https:/)
  })
})
