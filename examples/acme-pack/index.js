import { readFileSync } from "node:fs"
import { definePlugin } from "chroma-audit"
import { changeCalendar } from "./change-calendar.js"
import outsideFreeze from "./rules/acme-outside-freeze.js"
import vmOwned from "./rules/acme-vm-owned.js"
import { oneLine } from "./one-line.js"

const { name, version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"))

export default definePlugin({
  name,
  version,
  rules: [vmOwned, outsideFreeze],
  collectors: () => [changeCalendar],
  reporters: [oneLine],
})
