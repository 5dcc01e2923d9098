import { Report } from "../model/report.ts"
import { readText } from "./load.ts"
import { UsageError } from "./usage-error.ts"
import { validated } from "./validate.ts"

/**
 * Reads a saved report: JSON, or an HTML report, which embeds it.
 *
 * @throws UsageError when the file holds no report
 */
export async function readReport(file: string): Promise<Report> {
  const text = await readText(file, "The report")
  const embedded = /<script[^>]*type="application\/json"[^>]*>([^]*?)<\/script>/.exec(text)?.[1]
  return validated(Report, parse(embedded ?? text, file), `The report ${file}`)
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} holds no report; give the JSON or the HTML that a run wrote.`)
  }
}
