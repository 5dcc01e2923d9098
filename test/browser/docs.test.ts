import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { AxeBuilder } from "@axe-core/playwright"
import { chromium, type Browser, type Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { writeSite } from "../../scripts/site.ts"
import { needs } from "../support/setup.ts"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
const site = `${mkdtempSync(join(tmpdir(), "chroma-audit-site-"))}/`
let browser: Browser

beforeAll(async () => {
  if (!existsSync(executablePath)) needs("chromium", "chromium", "Chromium, or its path in CHROMIUM")
  await writeSite(fileURLToPath(new URL("../..", import.meta.url)), site)
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  })
})

afterAll(async () => {
  await browser?.close()
  rmSync(site, { recursive: true })
})

/** Opens a page as a person would: a file, in a browser that reaches no network. */
async function open(file: string, colorScheme: "light" | "dark" = "light"): Promise<Page> {
  const context = await browser.newContext({ offline: true, colorScheme })
  const page = await context.newPage()
  await page.goto(pathToFileURL(site + file).href)
  return page
}

test("the search finds a rule from another rule's page and leads to it", async () => {
  const page = await open("rules/vm-memory-minimum.html")
  await page.getByRole("searchbox").fill("newest backup recovery point")
  await page.getByRole("link", { name: /^backup-recent:/ }).click()
  await page.waitForURL(/rules\/backup-recent\.html$/)
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/^backup-recent/)
})

test("the search says when nothing is found", async () => {
  const page = await open("index.html")
  await page.getByRole("searchbox").fill("zeppelin")
  expect(await page.locator("#results").textContent()).toBe("Nothing found.")
})

test.each(["light", "dark"] as const)("axe finds nothing wrong in %s colours", async (colorScheme) => {
  for (const file of [
    "index.html",
    "rules/index.html",
    "rules/backup-recent.html",
    "reference/commands.html",
  ]) {
    const { violations } = await new AxeBuilder({ page: await open(file, colorScheme) }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  }
})
