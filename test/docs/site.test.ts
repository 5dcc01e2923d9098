import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { writeSite } from "../../scripts/site.ts"
import { builtInRules } from "../../rules/index.ts"

const site = `${mkdtempSync(join(tmpdir(), "chroma-audit-site-"))}/`
beforeAll(() => writeSite(fileURLToPath(new URL("../..", import.meta.url)), site))
afterAll(() => rmSync(site, { recursive: true }))

const pages = () => globSync("**/*.html", { cwd: site })
const text = (page: string) => readFileSync(join(site, page), "utf8")
const matches = (pattern: RegExp, page: string) =>
  [...text(page).matchAll(pattern)].map(([, found = ""]) => found)

test("no link is dead: each names a file of the site, and an anchor that is there", () => {
  const dead = pages().flatMap((page) =>
    matches(/(?:href|src)="([^"]*)"/g, page)
      .filter((link) => !/^(https?|data):/.test(link))
      .filter((link) => {
        const [path = "", anchor] = link.split("#")
        const file = path === "" ? join(site, page) : resolve(site, dirname(page), path)
        return (
          !existsSync(file) ||
          (anchor !== undefined && !readFileSync(file, "utf8").includes(`id="${anchor}"`))
        )
      })
      .map((link) => `${page}: ${link}`),
  )
  expect(dead).toEqual([])
})

test("it loads nothing from elsewhere", () => {
  const loaded = pages().flatMap((page) => [
    ...matches(/<(?:img|script|link)[^>]*(?:src|href)="(https?:[^"]*)"/g, page),
  ])
  expect(loaded).toEqual([])
})

test("it has a page for every rule, and they are reached from the list", () => {
  const listed = matches(/href="([\w-]+)\.html"/g, "rules/index.html")
  expect(builtInRules.map(({ id }) => id).filter((id) => !listed.includes(id))).toEqual([])
})
