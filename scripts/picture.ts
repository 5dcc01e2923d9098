/**
 * Takes the pictures of docs/: what terminals of several widths show of `chroma-audit demo`. Needs Debian's
 * chromium. `npm run picture`
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { html } from "hono/html"
import { chromium } from "playwright-core"

const bin = fileURLToPath(new URL("../bin/run.js", import.meta.url))
const lines = 46

/** Each picture with the environment that makes its terminal. */
const terminals = {
  "report.png": { COLUMNS: "100", FORCE_COLOR: "1", LC_ALL: "C.UTF-8" },
  "report-80.png": { COLUMNS: "80", NO_COLOR: "1", LC_ALL: "C" },
  "report-200.png": { COLUMNS: "200", FORCE_COLOR: "1", LC_ALL: "C.UTF-8" },
}

function shownIn(terminal: NodeJS.ProcessEnv): string {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env
  const { stdout } = spawnSync(process.execPath, [bin, "demo", ...process.argv.slice(2)], {
    encoding: "utf8",
    env: { ...inherited, ...terminal },
  })
  return stdout.split("\n").slice(0, lines).join("\n")
}

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
const page = (shown: string, columns: string) =>
  html`<!doctype html><meta charset="utf-8" />
    <body style="margin:0;background:#0d1117;color:#e6edf3">
      <pre style="margin:0;padding:20px 24px;font:14px/1.45 'DejaVu Sans Mono',monospace;width:${columns}ch">
${prompt}${"\n\n"}${spans(shown)}</pre>
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
for (const [file, terminal] of Object.entries(terminals)) {
  await view.setContent(String(await page(shownIn(terminal), terminal.COLUMNS)))
  await view.locator("pre").screenshot({ path: fileURLToPath(new URL(`../docs/${file}`, import.meta.url)) })
}
await browser.close()
