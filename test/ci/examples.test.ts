/** What the documentation tells pipelines to do. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { validateWorkflow } from "@action-validator/core"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { reportFlags, targetFlags } from "../../src/config/flags.ts"
import { exitCodeList, exitCodes, exitMeanings } from "../../src/use-cases/exit-codes.ts"

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8")
const flags = Object.keys({ ...targetFlags, ...reportFlags })
const examples = ["docs/ci/github.yml", "docs/ci/azure-pipelines.yml", "docs/ci/gitlab-ci.yml"]

test.each([".github/workflows/check.yml", "docs/ci/github.yml"])("%s is what GitHub takes", (name) => {
  expect(validateWorkflow(read(name))).toMatchObject({ actionType: "workflow", errors: [] })
})

test.each(examples)("%s is YAML", (name) => {
  expect(parse(read(name))).toBeTypeOf("object")
})

test("the example for GitHub gives the action inputs that it has", () => {
  const { inputs } = parse(read("action.yml")) as { inputs: object }
  const { jobs } = parse(read("docs/ci/github.yml")) as {
    jobs: { audit: { steps: { id?: string; with?: object }[] } }
  }
  const given = jobs.audit.steps.find(({ id }) => id === "audit")?.with ?? {}
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
})

test.each([...examples, "docs/ci/README.md", "README.md"])("%s names flags of run that exist", (name) => {
  const runs = read(name)
    .replaceAll(/\\\n\s*/g, "")
    .replaceAll(/\n\s+(?=--|\$\()/g, " ")
    .matchAll(/chroma-audit run ([^\n`]*)/g)
  const used = [...runs].flatMap(([, args = ""]) =>
    [...args.matchAll(/(?<= |^)--([a-z-]+)/g)].map(([, flag]) => flag),
  )
  expect(used.filter((flag) => !flags.includes(flag ?? ""))).toEqual([])
})

describe("the exit codes are those of the code", () => {
  test("in the README", () => {
    expect(read("README.md").replaceAll(/\s+/g, " ")).toContain(exitCodeList((code) => `**${code}**`))
  })

  test.each(Object.entries(exitCodes))("in docs/exit-codes.md: %s", (name, code) => {
    const row = new RegExp(String.raw`^\| ${code} +\| (.*?) +\|`, "m").exec(read("docs/exit-codes.md"))
    expect(row?.[1]).toBe(exitMeanings[name as keyof typeof exitMeanings])
  })
})
