import { createRequire } from "node:module"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Plugin } from "../model/plugin.ts"
import { UsageError } from "./usage-error.ts"

/**
 * Imports what the configuration names under `plugins:`: a file (a path starting with "." or "/") or an
 * installed package, both seen from the configuration's folder.
 *
 * @throws UsageError naming the plugin that cannot be loaded and why
 */
export async function loadPlugins(names: readonly string[], folder: string): Promise<Plugin[]> {
  const plugins = await Promise.all(names.map((name) => loadPlugin(name, folder)))
  const ids = plugins.flatMap(({ name, rules = [] }) => rules.map(({ id }) => ({ id, name })))
  const twice = ids.find(({ id }, index) => ids.findIndex((other) => other.id === id) !== index)
  if (twice)
    throw new UsageError(`The plugin ${twice.name} brings the rule ${twice.id}, which another plugin has.`)
  return plugins
}

async function loadPlugin(name: string, folder: string): Promise<Plugin> {
  let module: { default?: unknown }
  try {
    module = (await import(locate(name, folder))) as typeof module
  } catch (error) {
    throw new UsageError(`The plugin ${name} cannot be loaded: ${firstLine(error)}`)
  }
  if (!isPlugin(module.default)) {
    throw new UsageError(
      `The plugin ${name} must export by default what definePlugin({ name, version, … }) returns.`,
    )
  }
  return module.default
}

function locate(name: string, folder: string): string {
  const path = /^[./]/.test(name) ? resolve(folder, name) : createRequire(resolve(folder, "_")).resolve(name)
  return pathToFileURL(path).href
}

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Plugin).name === "string" &&
  typeof (value as Plugin).version === "string"

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split("\n")[0] ?? ""
