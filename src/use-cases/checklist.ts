import { readFile } from "node:fs/promises"
import { readReport } from "../config/report.ts"
import { UsageError } from "../config/usage-error.ts"
import { knownRules } from "./explain.ts"
import { writeResult } from "./output.ts"
import { checklistOf, type ChecklistFormat, type Written } from "../reporters/checklist/checklist.ts"

const formats: Readonly<Record<string, () => Promise<ChecklistFormat>>> = {
  markdown: async () => (await import("../reporters/checklist/markdown.ts")).markdownChecklist,
  html: async () => (await import("../reporters/checklist/html.ts")).htmlChecklist,
}

/**
 * Writes the checklist of a saved report; what people wrote into a file that is there already stays.
 *
 * @throws UsageError for a format that does not exist, or a file whose text would be lost
 */
export async function writeChecklist(
  file: string,
  flags: { format: readonly string[]; config?: string | undefined },
): Promise<void> {
  const [report, rules] = await Promise.all([readReport(file), knownRules(flags.config)])
  const checklist = checklistOf(report, new Map(rules.map(({ id, title }) => [id, title])))
  const pages = await Promise.all(
    flags.format.map(async (wanted) => {
      const [name = "", ...rest] = wanted.split("=")
      const format = await formats[name]?.()
      if (!format)
        throw new UsageError(`There is no checklist format "${name}"; there are markdown and html.`)
      const path = rest.length > 0 ? rest.join("=") : undefined
      return { path, text: format.render(checklist, path ? await writtenIn(path, format) : new Map()) }
    }),
  )
  for (const { path, text } of pages) {
    if (path === undefined) process.stdout.write(text)
    else await writeResult(path, text)
  }
}

async function writtenIn(path: string, format: ChecklistFormat): Promise<Written> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return ""
    throw new UsageError(`${path} cannot be read: ${error.code}.`)
  })
  const written = format.read(text, path)
  if (text.trim() !== "" && written.size === 0) {
    throw new UsageError(`${path} is there and is no checklist; move it away, or name another file.`)
  }
  return written
}
