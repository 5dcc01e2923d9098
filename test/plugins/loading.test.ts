import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, test } from "vitest"
import { loadPlugins } from "../../src/config/plugins.ts"
import { ruleFaults } from "../../src/testing.ts"

const api = pathToFileURL(new URL("../../src/index.ts", import.meta.url).pathname).href

/** A folder with these files. */
function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "chroma-audit-plugins-"))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

const rule = (id: string, changes = "") => `{
  id: "${id}", area: "maintenance", severity: "low", profile: "baseline", title: "It is so", failureTitle: "It is not",
  why: "", references: [], needs: {}, check: () => ({ status: "not-applicable", reason: "" }), effort: "minutes",
  fix: () => ({ summary: "", commands: [] }), examples: [], ${changes} }`

const yaml = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    api: 1,
    name: "acme",
    version: "1.0.0",
    rules: [
      {
        id: "acme-disk-size",
        area: "scalability",
        severity: "medium",
        profile: "production",
        title: "Every disk has 64 GiB",
        failureTitle: "A disk has less than 64 GiB",
        why: "Our index grows by a gigabyte a week, and nobody here resizes a disk more than once a year.",
        references: ["https://example.com/disks"],
        evidence: "azure.disks.*.sizeGiB",
        must: { type: "number", minimum: 64 },
        observed: "{value} GiB",
        expected: "at least 64 GiB",
        effort: "minutes",
        fix: "Resize the disk.",
        examples: { pass: 64, fail: 63 },
        ...changes,
      },
    ],
  })

const idsIn = async (name: string, folder: string) =>
  (await loadPlugins([name], folder)).flatMap(({ rules = [] }) => rules.map(({ id }) => id))

describe("a plugin is", () => {
  test("an installed package", async () => {
    const folder = folderOf({
      "node_modules/acme/package.json": '{ "name": "acme", "type": "module", "exports": "./pack.js" }',
      "node_modules/acme/pack.js": `import { definePlugin } from "${api}"
        export default definePlugin({ name: "acme", version: "1.2.3", rules: [${rule("acme-one")}] })`,
    })
    expect(await loadPlugins(["acme"], folder)).toMatchObject([{ name: "acme", version: "1.2.3" }])
  })

  test("the folder of a package", async () => {
    const folder = folderOf({
      "acme/package.json": '{ "name": "acme", "type": "module", "main": "./pack.js" }',
      "acme/pack.js": `import { definePlugin } from "${api}"
        export default definePlugin({ name: "acme", version: "1.2.3", rules: [${rule("acme-one")}] })`,
    })
    expect(await idsIn("./acme", folder)).toEqual(["acme-one"])
  })

  test("a file of one rule", async () => {
    const folder = folderOf({ "one.ts": `export default ${rule("acme-one")} as const` })
    expect(await loadPlugins(["./one.ts"], folder)).toMatchObject([{ name: "one.ts", version: "local" }])
  })

  test("a folder of rules, TypeScript and YAML beside each other", async () => {
    const folder = folderOf({ "rules/b.ts": `export default ${rule("acme-one")}`, "rules/a.yaml": yaml() })
    expect(await idsIn("./rules", folder)).toEqual(["acme-disk-size", "acme-one"])
  })
})

describe("what is broken is named, with the reason", () => {
  test.each<[what: string, files: Record<string, string>, says: RegExp]>([
    ["a syntax error", { "acme.mjs": "export default {" }, /The plugin \.\/acme\.mjs cannot be loaded: /],
    ["no default export", { "acme.mjs": "export const a = 1" }, /acme\.mjs must export by default/],
    [
      "another API",
      { "acme.mjs": 'export default { api: 2, name: "acme", version: "9.0.0" }' },
      /acme\.mjs 9\.0\.0 is made for plugin API 2, and this chroma-audit has 1: install a newer chroma-audit/,
    ],
    [
      "an area that does not exist",
      { "acme.mjs": `export default ${rule("acme-one", 'area: "speed"')}` },
      /rule acme-one of the plugin \.\/acme\.mjs is not valid: area must be one of/,
    ],
    [
      "a rule that cannot be checked",
      { "acme.mjs": `export default ${rule("acme-one", "check: undefined")}` },
      /must have the functions check and fix/,
    ],
    [
      "one id twice",
      {
        "acme.mjs": `export default { api: 1, name: "acme", version: "1", rules: [${rule("acme-one")}, ${rule("acme-one")}] }`,
      },
      /brings the rule acme-one, which is there already/,
    ],
  ])("%s", async (_, files, says) => {
    await expect(loadPlugins(["./acme.mjs"], folderOf(files))).rejects.toThrow(says)
  })

  test("a package that is not installed", async () => {
    await expect(loadPlugins(["acme"], folderOf({}))).rejects.toThrow(
      /The plugin acme cannot be loaded: Cannot find module/,
    )
  })

  test("collectors that cannot be made", async () => {
    const folder = folderOf({
      "acme.mjs":
        'export default { api: 1, name: "acme", version: "1", collectors: () => { throw new Error("no key") } }',
    })
    const [plugin] = await loadPlugins(["./acme.mjs"], folder)
    expect(() => plugin?.collectors?.({} as never)).toThrow(
      "The plugin acme cannot make its collectors: no key",
    )
  })
})

describe("a rule in YAML", () => {
  const only = async (text: string) => {
    const [plugin] = await loadPlugins(["./acme.yaml"], folderOf({ "acme.yaml": text }))
    return plugin?.rules?.[0]
  }

  test("does all that a rule must, and names its file's pack", async () => {
    const found = await only(yaml())
    expect(found && (await ruleFaults(found))).toEqual([])
  })

  test("lets the worst of a list decide, and says which it is", async () => {
    const found = await only(yaml())
    const disks = [
      { id: "/disks/a", name: "a", sizeGiB: 128 },
      { id: "/disks/b", name: "b", sizeGiB: 32 },
    ]
    expect(found?.check({ fact: disks }, { at: new Date(0), options: {} })).toMatchObject({
      status: "fail",
      observed: "b: 32 GiB",
      resources: ["/disks/b"],
    })
  })

  test("reads evidence that several planes answer", async () => {
    const found = await only(
      yaml({
        evidence: "configuration.settings.environment.CHROMA_OTEL_SERVICE_NAME",
        must: { const: "acme" },
        examples: { pass: "acme", fail: "chroma" },
      }),
    )
    expect(found?.check({ fact: { environment: {} } }, { at: new Date(0), options: {} }).status).toBe(
      "unknown",
    )
  })

  test.each<[what: string, changes: Record<string, unknown>, says: RegExp]>([
    [
      "unknown evidence",
      { evidence: "azure.disc.sizeGiB" },
      /acme-disk-size in .*there is no evidence "azure\.disc"/,
    ],
    ["a path that is not there", { evidence: "azure.disks.*.size" }, /"size" is not in .*sizeGiB/],
    ["a list without *", { evidence: "azure.disks.sizeGiB" }, /there is \* for each of the list/],
    ["a bound that would pass any text", { must: { minimum: 64 } }, /missing type "number"/],
    [
      "an example that comes out otherwise",
      { examples: { pass: 63, fail: 62 } },
      /the example 63 should pass/,
    ],
    ["a word that means nothing", { sevrity: "low" }, /has "sevrity", which means nothing here/],
  ])("is refused for %s", async (_, changes, says) => {
    await expect(only(yaml(changes))).rejects.toThrow(says)
  })
})
