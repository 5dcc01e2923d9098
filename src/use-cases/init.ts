import { existsSync } from "node:fs"
import { dirname, relative } from "node:path"
import { createInterface, type Interface } from "node:readline/promises"
import { Document, isCollection } from "yaml"
import { settingFlags } from "../config/flags.ts"
import { Config } from "../config/schema.ts"
import { UsageError } from "../config/usage-error.ts"
import { validated } from "../config/validate.ts"
import { writeResult } from "./output.ts"

type Name = keyof typeof Config.properties

/** The parts of a setting's JSON Schema that say what it may be. */
interface Shape {
  type?: string
  description?: string
  enum?: readonly string[]
  minimum?: number
  items?: Shape
}

interface Described {
  summary?: string | undefined
  helpValue?: string | string[] | undefined
  helpGroup?: string | undefined
}

const shapes = Config.properties as Record<Name, Shape>
const flags: Partial<Record<Name, Described>> = settingFlags
const names = Object.keys(shapes) as Name[]

/** What most deployments differ in; the rest waits in the file as comments. */
const asked = ["ip", "url", "token-env", "azure-auth", "profile", "fail-on"] as const satisfies Name[]

/**
 * Writes a configuration file: what is given in force, every other setting as a comment.
 *
 * @throws UsageError when the file is there and may not be replaced, or when the settings could not be loaded
 */
export async function init(given: Config, file: string, force: boolean): Promise<void> {
  refuseToReplace(file, force)
  await writeResult(file, configText(await validated(Config, given, "What is given"), file))
}

/** @throws UsageError when the file is there and may not be replaced */
export function refuseToReplace(file: string, force: boolean): void {
  if (!force && existsSync(file)) throw new UsageError(`${file} is there already; --force replaces it.`)
}

/** The text of a configuration file that lies at this place. */
export function configText(given: Config, file: string): string {
  const groups = Map.groupBy(names, (name) => flags[name]?.helpGroup ?? "RULES")
  return [
    `# yaml-language-server: $schema=${schemaFrom(file)}`,
    "# The command line wins over the environment, the environment over this file, this file over the defaults.",
    ...[...groups].flatMap(([group, members]) => [
      `\n# ${group}`,
      ...members.map((name) => `\n${settingText(name, given[name])}`),
    ]),
    "",
  ].join("\n")
}

/** Where an installed chroma-audit keeps the schema, as seen from the file: editors start from there. */
function schemaFrom(file: string): string {
  const path = relative(dirname(file), "node_modules/chroma-audit/schemas/config-1.json").replaceAll(
    "\\",
    "/",
  )
  return path.startsWith("..") ? path : `./${path}`
}

function settingText(name: Name, given: unknown): string {
  const choices = choicesOf(name)
  const about = `# ${summaryOf(name)}${choices && choices.length > 1 ? ` One of ${choices.join(", ")}.` : ""}\n`
  if (given !== undefined) return about + entry(name, given)
  const placeholder = sample(shapes[name], flags[name]?.helpValue)
  return about + entry(name, placeholder).replaceAll(/^/gm, "# ")
}

const summaryOf = (name: Name): string => flags[name]?.summary ?? shapes[name].description ?? ""
const choicesOf = (name: Name): readonly string[] | undefined => shapes[name].enum ?? shapes[name].items?.enum

/** A value that would load, so that whoever removes the # is told nothing but what to put there. */
function sample(shape: Shape, helpValue: Described["helpValue"] = "VALUE"): unknown {
  if (shape.enum) return shape.enum[0]
  if (shape.items) return [sample(shape.items, helpValue)]
  if (shape.type === "boolean") return true
  if (shape.type === "integer" || shape.type === "number") return shape.minimum ?? 1
  return shape.type === "object" ? {} : String(helpValue)
}

/** `name: value`; lists and maps as far as possible on the same line. */
function entry(name: Name, value: unknown): string {
  const document = new Document({ [name]: value })
  const node = document.get(name, true)
  if (isCollection(node)) node.flow = true
  return document.toString({ lineWidth: 0, blockQuote: false, flowCollectionPadding: false }).trimEnd()
}

/**
 * Asks a person for what most deployments differ in; an empty answer leaves a setting out.
 *
 * @throws UsageError when the person leaves
 */
export async function ask(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Record<string, string>> {
  const terminal = createInterface({ input, output })
  const left = new AbortController()
  terminal.once("close", () => left.abort())
  const answers: Record<string, string> = {}
  try {
    for (const name of asked) {
      const answer = await answerTo(name, terminal, left.signal)
      if (answer !== "") answers[name] = answer
    }
    return answers
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error
    throw new UsageError("Nothing was written: the questions were left.")
  } finally {
    terminal.close()
  }
}

async function answerTo(name: Name, terminal: Interface, signal: AbortSignal): Promise<string> {
  const choices = choicesOf(name)
  const question = `${summaryOf(name)}${choices ? ` (${choices.join(", ")})` : ""}\n${name}: `
  for (;;) {
    const answer = (await terminal.question(question, { signal })).trim()
    if (answer === "" || !choices || choices.includes(answer)) return answer
  }
}
