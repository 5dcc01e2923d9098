import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { builtInRules } from "../../rules/index.ts"
import { ruleList, rulesFolder } from "../../scripts/rule-list.ts"
import { ruleFaults } from "../../src/testing.ts"

test("the list names every rule file", () => {
  expect(readFileSync(`${rulesFolder}index.ts`, "utf8")).toBe(ruleList())
})

test("ids are unique", () => {
  const ids = builtInRules.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)])
})

describe.each(builtInRules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test("lies in the file of its area and id", async () => {
    const file = (await import(`../../rules/${rule.area}/${id}.ts`)) as { default: unknown }
    expect(file.default).toBe(rule)
  })

  test("does what its examples say", async () => {
    expect(await ruleFaults(rule)).toEqual([])
  })
})
