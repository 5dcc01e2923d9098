/**
 * Takes the README's picture: what a terminal of 100 columns shows of `chroma-audit demo`. Needs Debian's
 * chromium. `npm run picture`
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { html } from "hono/html"
import { chromium } from "playwright-core"

const bin = fileURLToPath(new URL("../bin/run.js", import.meta.url))
const lines = 46

const { stdout } = spawnSync(process.execPath, [bin, "demo", ...process.argv.slice(2)], {
  encoding: "utf8",
  env: { ...process.env, FORCE_COLOR: "1", COLUMNS: "100" },
})
const shown = stdout.split("\n").slice(0, lines)

const colors: Record<string, string> = {
  "1": "font-weight:bold",
  "2": "opacity:.65",
  "4": "text-decoration:underline",
  "31": "color:#ff7b72",
  "32": "color:#7ee787",
  "33": "color:#e3b341",
  "36": "color:#79c0ff",
}
const escapes = /\u001B\[([\d;]*)m/ // oxlint-disable-line no-control-regex -- the escapes are what is read

/** Select Graphic Rendition to spans; a reset of any kind ends the attributes it resets. */
function spans(text: string) {
  const active = new Set<string>()
  return text.split(escapes).map((part, index) => {
    if (index % 2 === 0) {
      const style = [...active].map((code) => colors[code] ?? "").join(";")
      return html`<span style="${style}">${part}</span>`
    }
    for (const code of part.split(";")) {
      if (code === "" || code === "0") active.clear()
      else if (code === "22") ["1", "2"].forEach((one) => active.delete(one))
      else if (code === "24") active.delete("4")
      else if (code === "39") ["31", "32", "33", "36"].forEach((one) => active.delete(one))
      else active.add(code)
    }
    return ""
  })
}

const prompt = html`<span style="opacity:.65">$ chroma-audit demo</span>`
const page = html`<!doctype html><meta charset="utf-8" />
  <body style="margin:0;background:#0d1117;color:#e6edf3">
    <pre style="margin:0;padding:20px 24px;font:14px/1.45 'DejaVu Sans Mono',monospace;width:max-content">
${prompt}${"\n\n"}${spans(shown.join("\n"))}</pre>
  </body>`

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
})
const view = await browser.newPage({ deviceScaleFactor: 2 })
await view.setContent(String(await page))
await view.locator("pre").screenshot({ path: fileURLToPath(new URL("../docs/report.png", import.meta.url)) })
await browser.close()
