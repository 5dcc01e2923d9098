import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeEach, describe, expect, test } from "vitest"
import { newRule } from "../../src/use-cases/new-rule.ts"
import type { AnyRule } from "../../src/model/rule.ts"
import { ruleFaults } from "../../src/testing.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chroma-audit-new-rule-"))
})

test("in a pack it writes the rule and a test of it, on the package's names", async () => {
  const said = await newRule("scalability/acme-fast", folder)
  expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()).toEqual([
    "rules",
    "rules/acme-fast.ts",
    "test",
    "test/acme-fast.test.ts",
  ])
  expect(readFileSync(join(folder, "rules/acme-fast.ts"), "utf8")).toContain('from "chroma-audit/rule"')
  expect(said).toContain("wrote rules/acme-fast.ts")
})

test("in this project it writes what passes the rule tester as it stands", async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url))
  writeFileSync(join(folder, "package.json"), '{ "name": "chroma-audit" }')
  await newRule("maintenance/acme-scaffold", folder)
  const text = readFileSync(join(folder, "rules/maintenance/acme-scaffold.ts"), "utf8")
  // Run from the temporary folder: the same text, with the paths of the project's own modules.
  const here = join(folder, "acme-scaffold.ts")
  writeFileSync(
    here,
    text
      .replace("../../src/rule.ts", join(root, "src/rule.ts"))
      .replace("../examples.ts", join(root, "rules/examples.ts")),
  )
  const { default: rule } = (await import(here)) as { default: AnyRule }
  expect(rule.area).toBe("maintenance")
  expect(await ruleFaults(rule)).toEqual([])
})

describe("it refuses", () => {
  test.each([
    ["an area that does not exist", "performance/acme-fast", /There is no area "performance"/],
    ["an id that is none", "scalability/Fast", /"Fast" is not an id/],
    ["a path", "scalability/../../acme-fast", /is not an id/],
  ])("%s", async (_, name, says) => {
    await expect(newRule(name, folder)).rejects.toThrow(says)
    expect(readdirSync(folder)).toEqual([])
  })

  test("to write over a file", async () => {
    await newRule("scalability/acme-fast", folder)
    await expect(newRule("scalability/acme-fast", folder)).rejects.toThrow(
      "rules/acme-fast.ts is there already.",
    )
  })
})
