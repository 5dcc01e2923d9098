import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { rulePages } from "../../scripts/rule-pages.ts"

const folder = fileURLToPath(new URL("../../docs/rules/", import.meta.url))

test("docs/rules says what the rules say; `npm run docs` writes it", async () => {
  const written = readdirSync(folder).map((file) => [file, readFileSync(`${folder}${file}`, "utf8")])
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(await rulePages()))
})
