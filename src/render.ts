import { readText } from "./config/load.ts"
import { UsageError } from "./config/usage-error.ts"
import { validated } from "./config/validate.ts"
import { Report } from "./model/report.ts"
import { outputs, write } from "./output.ts"

/**
 * Renders a saved report: JSON, or an HTML report, which embeds it.
 *
 * @throws UsageError when the file holds no report
 */
export async function render(file: string, formats: readonly string[]): Promise<void> {
  const wanted = await outputs(formats, [])
  const text = await readText(file, "The report")
  const embedded = /<script[^>]*type="application\/json"[^>]*>([^]*?)<\/script>/.exec(text)?.[1]
  await write(await validated(Report, parse(embedded ?? text, file), `The report ${file}`), wanted)
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} holds no report; give the JSON or the HTML that a run wrote.`)
  }
}
