import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { referencePages } from "../../scripts/reference-pages.ts"
import { rulePages } from "../../scripts/rule-pages.ts"

const docs = fileURLToPath(new URL("../../docs/", import.meta.url))

test.each([
  ["rules", rulePages],
  ["reference", referencePages],
])("docs/%s says what the code says; `npm run docs` writes it", async (folder, pages) => {
  const written = readdirSync(docs + folder).map((file) => [
    file,
    readFileSync(`${docs}${folder}/${file}`, "utf8"),
  ])
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(await pages()))
})
