import { existsSync, readdirSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, extname, join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { pluginApi, type Plugin } from "../model/plugin.ts"
import type { AnyRule } from "../model/rule.ts"
import { RuleMetadata } from "./rule-metadata.ts"
import { UsageError } from "./usage-error.ts"
import { validated } from "./validate.ts"

/**
 * Loads what the configuration names under `plugins:`, seen from the configuration's folder: an installed
 * package, or a path (starting with "." or "/") of a package's folder, a module, a YAML file of rules, or a
 * folder of such files.
 *
 * @throws UsageError naming the plugin that cannot be loaded and why
 */
export async function loadPlugins(names: readonly string[], folder: string): Promise<Plugin[]> {
  const plugins = await Promise.all(names.map((name) => loadPlugin(name, folder)))
  const ids = plugins.flatMap(({ name, rules = [] }) => rules.map(({ id }) => ({ id, name })))
  const twice = ids.find(({ id }, index) => ids.findIndex((other) => other.id === id) !== index)
  if (twice)
    throw new UsageError(`The plugin ${twice.name} brings the rule ${twice.id}, which is there already.`)
  return plugins
}

async function loadPlugin(name: string, folder: string): Promise<Plugin> {
  let exported: unknown
  try {
    exported = /^[./]/.test(name)
      ? await loadPath(resolve(folder, name))
      : await importDefault(createRequire(resolve(folder, "_")).resolve(name))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`The plugin ${name} cannot be loaded: ${firstLine(error)}`)
  }
  return checked(name, exported)
}

async function loadPath(path: string): Promise<unknown> {
  if (statSync(path).isDirectory()) {
    return existsSync(join(path, "package.json"))
      ? importDefault(createRequire(join(path, "_")).resolve(path))
      : local(basename(path), (await Promise.all(ruleFiles(path).map(loadPath))).flatMap(rulesOf))
  }
  if ([".yaml", ".yml"].includes(extname(path)))
    return (await import("./declarative-rules.ts")).rulesFromYaml(path)
  const exported = await importDefault(path)
  return isRule(exported) ? local(basename(path), [exported]) : exported
}

const ruleFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => /\.(ya?ml|[cm]?[jt]s)$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
    .toSorted()
    .map((file) => join(folder, file))

const importDefault = async (path: string): Promise<unknown> =>
  ((await import(pathToFileURL(path).href)) as { default?: unknown }).default

/** Rules without a package of their own: they are as old as the files. */
const local = (name: string, rules: readonly AnyRule[]): Plugin => ({
  api: pluginApi,
  name,
  version: "local",
  rules,
})

const rulesOf = (exported: unknown): readonly AnyRule[] => (exported as Partial<Plugin>).rules ?? []

const isRule = (value: unknown): value is AnyRule =>
  typeof value === "object" && value !== null && "check" in value && "id" in value

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Plugin).name === "string" &&
  typeof (value as Plugin).version === "string" &&
  typeof (value as Plugin).api === "number"

/** @throws UsageError when it is no plugin, is made for another API, or one of its rules is no rule */
async function checked(name: string, exported: unknown): Promise<Plugin> {
  if (!isPlugin(exported)) {
    throw new UsageError(
      `The plugin ${name} must export by default what definePlugin({ name, version, … }) returns, or a rule.`,
    )
  }
  if (exported.api !== pluginApi) {
    throw new UsageError(
      `The plugin ${name} ${exported.version} is made for plugin API ${exported.api}, and this chroma-audit ` +
        `has ${pluginApi}: install a ${exported.api > pluginApi ? "newer chroma-audit" : "newer version of it"}.`,
    )
  }
  for (const rule of exported.rules ?? []) {
    const what = `The rule ${rule.id} of the plugin ${name}`
    await validated(RuleMetadata, rule, what)
    if (typeof rule.check !== "function" || typeof rule.fix !== "function")
      throw new UsageError(`${what} must have the functions check and fix.`)
  }
  return { ...exported, collectors: (request) => collectorsOf(exported, request) }
}

/** Building collectors is the plugin's code too: what it throws is the plugin's. */
function collectorsOf(plugin: Plugin, request: Parameters<NonNullable<Plugin["collectors"]>>[0]) {
  try {
    return plugin.collectors?.(request) ?? []
  } catch (error) {
    throw new UsageError(`The plugin ${plugin.name} cannot make its collectors: ${firstLine(error)}`)
  }
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split("\n")[0] ?? ""
