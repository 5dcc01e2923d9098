import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { parse } from "yaml"
import { Config } from "./schema.ts"
import { UsageError } from "./usage-error.ts"
import { validated } from "./validate.ts"

export const defaultConfigFile = "chroma-audit.yaml"

export interface LoadedConfig {
  config: Config
  /** Folder that relative paths and plugins in the file start from. */
  folder: string
}

/** Reads the named file, or chroma-audit.yaml when it is there, or nothing. */
export async function loadConfig(file: string | undefined): Promise<LoadedConfig> {
  if (file === undefined && !existsSync(defaultConfigFile)) return { config: {}, folder: process.cwd() }
  const path = resolve(file ?? defaultConfigFile)
  const document = parseYaml(await readText(path, "The configuration"), path)
  const config = await validated(Config, document ?? {}, `The configuration ${path}`)
  return { config, folder: dirname(path) }
}

/** @throws UsageError naming the file, when it cannot be read */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const reason = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : code
    throw new UsageError(`${what} ${path} cannot be read: ${reason}.`)
  }
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new UsageError(`${path} is not valid YAML: ${(error as Error).message.split("\n")[0]}`)
  }
}
