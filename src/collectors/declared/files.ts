import { stat } from "node:fs/promises"
import { text } from "node:stream/consumers"
import { readText } from "../../config/load.ts"
import { UsageError } from "../../config/usage-error.ts"

const mebibyte = 1024 * 1024
const largest = 20 * mebibyte

/** Standard input can be read once. */
let standardInput: Promise<string> | undefined

/**
 * The text of a file that the user hands over; `-` is standard input.
 *
 * @throws UsageError when it cannot be read or is larger than 20 MiB
 */
export async function readHandedOver(path: string, what: string): Promise<string> {
  const size = path === "-" ? undefined : (await stat(path).catch(() => undefined))?.size
  if (size !== undefined && size > largest) throw tooLarge(path, what)
  const content = path === "-" ? await (standardInput ??= text(process.stdin)) : await readText(path, what)
  if (content.length > largest) throw tooLarge(path, what)
  return content
}

const tooLarge = (path: string, what: string): UsageError =>
  new UsageError(`${what} ${path} is larger than ${largest / mebibyte} MiB; that is not one deployment's.`)

/** @throws UsageError naming the file, without quoting what it holds */
export function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new UsageError(`${name} is not valid JSON.`)
  }
}
