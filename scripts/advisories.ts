/** Compares the advisories with OSV: `npm run advisories`. Says what changed, and what a person has to decide. */
import { readFileSync, writeFileSync } from "node:fs"
import { format } from "prettier"
import type { AdvisoryFile } from "../src/evidence/advisories.ts"
import { compareWith, knownToOsv, type Vulnerability } from "./osv.ts"

const place = new URL("../src/evidence/advisories.json", import.meta.url)
const current = JSON.parse(readFileSync(place, "utf8")) as AdvisoryFile

const known = await knownToOsv().catch((error: Error & { cause?: Error }) => {
  const reason = error.cause?.message ?? error.message
  console.error(`OSV could not be asked: ${reason}. The advisories of ${current.asOf} stay as they are.`)
  return undefined
})
if (known) await update(known)

async function update(vulnerabilities: readonly Vulnerability[]): Promise<void> {
  const today = new Date().toISOString().slice(0, 10)
  const { file, changes, open } = compareWith(vulnerabilities, current, today)
  writeFileSync(place, await format(JSON.stringify(file), { parser: "json", printWidth: 110 }))
  console.log(`${vulnerabilities.length} records of OSV compared with ${file.advisories.length} advisories.`)
  for (const change of changes) console.log(change)
  for (const question of open) console.error(question)
  if (open.length > 0) process.exitCode = 1
}
