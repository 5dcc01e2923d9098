import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { AxeBuilder } from "@axe-core/playwright"
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { frameworks } from "../../src/frameworks/index.ts"
import type { Report } from "../../src/model/report.ts"
import { html } from "../../src/reporters/html/html.ts"
import { eveningBefore, hostile, morningAfter } from "../support/reports.ts"
import { needs } from "../support/setup.ts"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
let browser: Browser
let folder: string

beforeAll(async () => {
  if (!existsSync(executablePath)) needs("chromium", "chromium", "Chromium, or its path in CHROMIUM")
  folder = await mkdtemp(join(tmpdir(), "chroma-audit-html-"))
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  })
})

afterAll(async () => {
  await browser?.close()
  if (folder) await rm(folder, { recursive: true })
})

/** Opens a report as a person would: a file, in a browser that reaches no network. */
async function open(report: Report, options: BrowserContextOptions = {}, fragment = ""): Promise<Page> {
  const file = join(folder, `${crypto.randomUUID()}.html`)
  await writeFile(file, html.render(report, { color: false, width: 80 }))
  const context = await browser.newContext({ offline: true, ...options })
  const page = await context.newPage()
  await page.goto(pathToFileURL(file).href + fragment)
  return page
}

const shown = (page: Page): Promise<number> => page.locator(".finding:visible").count()
const failing = eveningBefore.findings.filter(({ status }) => status === "fail")

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  test.each([
    ["the evening before", eveningBefore],
    ["the morning after", morningAfter],
    ["hostile", hostile],
  ])("axe finds nothing wrong with the report %s, all of it opened", async (_, report) => {
    const page = await open(report, { colorScheme, bypassCSP: true })
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html: element }) => element)])).toEqual([])
  })
})

test("axe finds nothing wrong with a report grouped by a framework", async () => {
  const file = join(folder, "framework.html")
  await writeFile(file, html.render(eveningBefore, { color: false, width: 80, framework: frameworks[0] }))
  const page = await (await browser.newContext({ bypassCSP: true })).newPage()
  await page.goto(pathToFileURL(file).href)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html: element }) => element)])).toEqual([])
})

test("it loads nothing but itself and breaks no rule of its own policy", async () => {
  const page = await (await browser.newContext()).newPage()
  const seen: string[] = []
  page.on("request", (request) => seen.push(request.url()))
  page.on("console", (message) => seen.push(message.text()))
  const file = join(folder, "requests.html")
  await writeFile(file, html.render(eveningBefore, { color: false, width: 80 }))
  await page.goto(pathToFileURL(file).href, { waitUntil: "networkidle" })
  expect(seen).toEqual([pathToFileURL(file).href])
})

test("filters combine", async () => {
  const page = await open(eveningBefore)
  expect(await shown(page)).toBe(eveningBefore.findings.length)
  await page.getByLabel("✖ fails").check()
  expect(await shown(page)).toBe(failing.length)
  await page.getByLabel("Scalability").check()
  expect(await shown(page)).toBe(failing.filter(({ area }) => area === "scalability").length)
  await page.getByLabel("medium").check()
  expect(await page.locator(".finding:visible h3").allTextContents()).toEqual([
    "The VM's processor is throttled when its credits run out",
  ])
})

test("a link to a rule opens it, whatever the filters hide", async () => {
  const page = await open(eveningBefore, {}, "#cors-restricted")
  const body = page.locator("#cors-restricted")
  expect(await body.isVisible()).toBe(true)
  await page.getByLabel("✔ passed").check()
  expect(await body.isVisible()).toBe(true)
  await page.getByRole("link", { name: "tls-plaintext-port" }).first().click()
  await page.waitForURL(/#tls-plaintext-port$/)
  expect(await page.locator("#tls-plaintext-port").isVisible()).toBe(true)
})

test("hostile texts stay text", async () => {
  const page = await open(hostile)
  const made =
    "main img, main iframe, script:not(#report), svg[onload], [onerror], a[href^='javascript' i], details details"
  expect(await page.locator(made).count()).toBe(0)
  expect(await page.locator("script").count()).toBe(1)
  expect(await page.locator(".finding").count()).toBe(hostile.findings.length)
})

test("the report can be read back from the page, exactly", async () => {
  const page = await open(hostile)
  const embedded = await page.locator("#report").textContent()
  expect(JSON.parse(embedded ?? "")).toEqual(JSON.parse(JSON.stringify(hostile)))
})

test.each([400, 800, 1600])("nothing sticks out at %i pixels", async (width) => {
  for (const report of [eveningBefore, hostile]) {
    const page = await open(report, { viewport: { width, height: 800 } })
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width)
  }
})

test("on paper every failure is unfolded", async () => {
  const page = await open(eveningBefore)
  await page.emulateMedia({ media: "print" })
  expect(await page.getByText("az vm resize").isVisible()).toBe(true)
  expect(await page.locator(".filters").isVisible()).toBe(false)
  const paper = await page.pdf({ format: "A4" })
  expect(paper.subarray(0, 5).toString()).toBe("%PDF-")
})
