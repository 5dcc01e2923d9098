/** Writes docs/rules and docs/reference from the code, and the site of all documentation to docs-site/. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { referencePages } from "./reference-pages.ts"
import { rulePages } from "./rule-pages.ts"
import { writeSite } from "./site.ts"

const root = fileURLToPath(new URL("../", import.meta.url))

for (const [folder, pages] of [
  ["docs/rules/", await rulePages()],
  ["docs/reference/", referencePages()],
] as const) {
  rmSync(root + folder, { recursive: true, force: true })
  mkdirSync(root + folder, { recursive: true })
  for (const [file, text] of pages) writeFileSync(root + folder + file, text)
}
await writeSite(root, `${root}docs-site/`)
