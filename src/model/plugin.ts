import type { Framework } from "./framework.ts"
import type { AnyCollector } from "./collector.ts"
import type { Report } from "./report.ts"
import type { AnyRule } from "./rule.ts"
import type { AuditRequest } from "./target.ts"

export interface View {
  color: boolean
  /** Columns. */
  width: number
  /** Draw with ASCII alone. */
  ascii?: boolean | undefined
  /** Formats for people also group the report by its controls. */
  framework?: Framework | undefined
}

/** A format: a pure function of the report. */
export interface Reporter {
  /** The name given to `--format`. */
  id: string
  render(report: Report, view: View): string
}

/** The version of this contract. It changes when a plugin written for the last one would no longer work. */
export const pluginApi = 1

/** What a package or file named under `plugins:` exports by default. */
export interface Plugin {
  /** The `pluginApi` of the chroma-audit that it was written for. */
  api: number
  name: string
  version: string
  rules?: readonly AnyRule[]
  /** Collectors for one audit; building them must not do I/O. */
  collectors?: (request: AuditRequest) => readonly AnyCollector[]
  reporters?: readonly Reporter[]
}

/** Declares a plugin, for the API of the chroma-audit that it is imported from. */
export const definePlugin = (plugin: Omit<Plugin, "api">): Plugin => ({ api: pluginApi, ...plugin })
