import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { AxeBuilder } from "@axe-core/playwright"
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Report } from "../../src/model/report.ts"
import { checklistOf } from "../../src/reporters/checklist/checklist.ts"
import { htmlChecklist } from "../../src/reporters/checklist/html.ts"
import { eveningBefore, hostile } from "../support/reports.ts"
import { needs } from "../support/setup.ts"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
let browser: Browser
let folder: string

beforeAll(async () => {
  if (!existsSync(executablePath)) needs("chromium", "chromium", "Chromium, or its path in CHROMIUM")
  folder = await mkdtemp(join(tmpdir(), "chroma-audit-checklist-"))
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  })
})

afterAll(async () => {
  await browser?.close()
  if (folder) await rm(folder, { recursive: true })
})

const rendered = (report: Report): string => htmlChecklist.render(checklistOf(report, new Map()), new Map())

async function open(text: string, options: BrowserContextOptions = {}): Promise<Page> {
  const file = join(folder, `${crypto.randomUUID()}.html`)
  await writeFile(file, text)
  const context = await browser.newContext({ offline: true, ...options })
  const page = await context.newPage()
  await page.goto(pathToFileURL(file).href)
  return page
}

test.each(["light", "dark"] as const)("axe finds nothing wrong in %s colours", async (colorScheme) => {
  for (const report of [eveningBefore, hostile]) {
    const page = await open(rendered(report), { colorScheme, bypassCSP: true })
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  }
})

test("what is typed is saved, read back, and still there in the saved page", async () => {
  const page = await open(rendered(eveningBefore))
  const note = 'Ask Ada </textarea><script>alert(1)</script> & "co"\nby Friday'
  await page.locator('[name="cors-restricted/notes"]').fill(note)
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save with what is written" }).click(),
  ])
  const saved = await readFile(await download.path(), "utf8")
  expect(htmlChecklist.read(saved, "launch.html").get("cors-restricted/notes")).toBe(note)
  const again = await open(saved)
  expect(await again.locator('[name="cors-restricted/notes"]').inputValue()).toBe(note)
  expect(await again.locator("script").count()).toBe(1)
})

test.each([400, 1200])("nothing sticks out at %i pixels", async (width) => {
  const page = await open(rendered(hostile), { viewport: { width, height: 800 } })
  await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width)
})
