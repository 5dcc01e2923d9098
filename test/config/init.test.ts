import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { fc, test as property } from "@fast-check/vitest"
import { afterAll, describe, expect, test } from "vitest"
import { settingFlags } from "../../src/config/flags.ts"
import { loadConfig } from "../../src/config/load.ts"
import { Config } from "../../src/config/schema.ts"
import { ask, configText } from "../../src/use-cases/init.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-init-"))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, "chroma-audit.yaml")
const names = Object.keys(Config.properties)

async function readBack(text: string): Promise<Config> {
  writeFileSync(file, text)
  return (await loadConfig(file)).config
}

interface Shape {
  type?: string
  enum?: string[]
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  items?: Shape
}

/** Any value that a schema of the configuration allows. */
function anyOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.enum) return fc.constantFrom(...shape.enum)
  if (shape.items) return fc.array(anyOf(shape.items), { maxLength: 3 })
  const bounds = { min: shape.minimum ?? shape.exclusiveMinimum ?? 0, max: shape.maximum ?? 1e6 }
  if (shape.type === "boolean") return fc.boolean()
  if (shape.type === "integer") return fc.integer(bounds)
  if (shape.type === "number")
    return fc.double({ ...bounds, noNaN: true, minExcluded: shape.exclusiveMinimum !== undefined })
  return shape.type === "object" ? fc.dictionary(text, fc.dictionary(text, anyOption, plain), plain) : text
}
const plain = { noNullPrototype: true, maxKeys: 3 }
const anyOption = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean())
const text = fc.string({ minLength: 1, maxLength: 90, unit: "binary" }).filter((one) => one !== "__proto__")
const anyConfig = fc.record(
  Object.fromEntries(Object.entries(Config.properties).map(([name, shape]) => [name, anyOf(shape as Shape)])),
  { requiredKeys: [], noNullPrototype: true },
)

describe("a configuration that init writes", () => {
  property.prop([anyConfig])("is read back as it was given", async (config) => {
    expect(await readBack(configText(config, file))).toEqual(config)
  })

  test("says nothing when nothing is given", async () => {
    expect(await readBack(configText({}, file))).toEqual({})
  })

  test.each(names)("loads when the # before %s is removed", async (name) => {
    const commented = configText({}, file)
    const uncommented = commented.replace(`\n# ${name}: `, `\n${name}: `)
    expect(Object.keys(await readBack(uncommented))).toEqual([name])
  })

  test.each([
    ["chroma-audit.yaml", "./node_modules/chroma-audit/schemas/config-1.json"],
    ["ci/audit.yaml", "../node_modules/chroma-audit/schemas/config-1.json"],
  ])("at %s tells editors to read %s", (place, schema) => {
    expect(configText({}, place).split("\n")[0]).toBe(`# yaml-language-server: $schema=${schema}`)
  })
})

test("every flag that is a setting can be given in the file, and the file adds plugins and options", () => {
  expect([...Object.keys(settingFlags), "plugins", "options"].toSorted()).toEqual(names.toSorted())
})

describe("asked", () => {
  /** Answers each question by its name as soon as it is put; without an answer the person leaves. */
  function person(answers: Record<string, string[]>) {
    const [input, output] = [new PassThrough(), new PassThrough()]
    output.setEncoding("utf8").on("data", (shown: string) => {
      const name = /([\w-]+): $/.exec(shown)?.[1]
      if (name === undefined) return
      const answer = answers[name] ? answers[name].shift() : ""
      if (answer === undefined) input.end()
      else input.write(`${answer}\n`)
    })
    return ask(input, output)
  }

  test("a person's answers are the settings, and an empty one is none", async () => {
    expect(await person({ ip: ["20.1.2.3"], profile: ["baseline"] })).toEqual({
      ip: "20.1.2.3",
      profile: "baseline",
    })
  })

  test("what is no choice is asked again", async () => {
    expect(await person({ "fail-on": ["sometimes", "high"] })).toEqual({ "fail-on": "high" })
  })

  test("a person who leaves is told that nothing was written", async () => {
    await expect(person({ profile: [] })).rejects.toThrow("Nothing was written")
  })
})
