import { realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { styleText } from "node:util"
import { UsageError } from "../config/usage-error.ts"
import { suggestion } from "../config/catalogue.ts"
import type { Framework } from "../model/framework.ts"
import type { Plugin, Reporter, View } from "../model/plugin.ts"
import type { Report } from "../model/report.ts"

/** A rendering the user asked for: `--format name` or `--format name=file`. */
export interface Output {
  reporter: Reporter
  /** Standard output when absent. */
  file?: string | undefined
}

/** @throws UsageError for a format that does not exist, before anything is audited */
export async function outputs(formats: readonly string[], plugins: readonly Plugin[]): Promise<Output[]> {
  const { reporters } = await import("../reporters/index.ts")
  const brought = plugins.flatMap((plugin) => plugin.reporters ?? [])
  const find = async (name: string): Promise<Reporter> => {
    const reporter = (await reporters[name]?.()) ?? brought.find(({ id }) => id === name)
    if (reporter) return reporter
    const names = [...Object.keys(reporters), ...brought.map(({ id }) => id)]
    throw new UsageError(
      `There is no format "${name}"; there are ${names.join(", ")}.${nearest(name, names)}`,
    )
  }
  return Promise.all(
    formats.map(async (format) => {
      const [name = "", ...rest] = format.split("=")
      return { reporter: await find(name), file: rest.length > 0 ? rest.join("=") : undefined }
    }),
  )
}

const nearest = (name: string, names: readonly string[]): string =>
  names.some((other) => other.startsWith(name.slice(0, 3))) ? suggestion(name, names) : ""

/** Whether this stream shows colour: a terminal that can, unless NO_COLOR or FORCE_COLOR say otherwise. */
const colored = (stream: NodeJS.WriteStream): boolean => styleText("bold", "x", { stream }) !== "x"

/** The paper that standard output is. */
export const terminalView = (): View => ({
  color: colored(process.stdout),
  width: process.stdout.columns || Number(process.env["COLUMNS"]) || 80,
  ascii: drawsAscii(process.env),
})

/** A locale that is named and is not UTF-8, or a console with few glyphs. No locale at all tells nothing. */
function drawsAscii({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG
  return TERM === "linux" || (locale !== undefined && locale !== "" && !/utf-?8/i.test(locale))
}

/** Writes files first, standard output once and last, so that what a reader sees is complete. */
export async function write(report: Report, wanted: readonly Output[], framework?: Framework): Promise<void> {
  const view = { ...terminalView(), framework }
  const printed: string[] = []
  for (const { reporter, file } of wanted) {
    if (file === undefined) printed.push(reporter.render(report, view))
    else await writeResult(file, reporter.render(report, { color: false, width: 100, framework }))
  }
  process.stdout.write(printed.join("\n"))
}

/**
 * Writes beside the file, then renames: nobody ever finds half of it. A pipe or a device is written to.
 *
 * @throws UsageError when the file cannot be written
 */
export async function writeResult(file: string, text: string): Promise<void> {
  try {
    const place = await realpath(file).catch(() => file)
    const there = await stat(place).catch(() => undefined)
    if (there && !there.isFile()) return await writeFile(place, text)
    const beside = `${place}.${process.pid}.part`
    try {
      await writeFile(beside, text)
      await rename(beside, place)
    } catch (error) {
      await rm(beside, { force: true })
      throw error
    }
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}.`)
  }
}
