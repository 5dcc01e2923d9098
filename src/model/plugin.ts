import type { AnyCollector } from "./collector.ts"
import type { Report } from "./report.ts"
import type { AnyRule } from "./rule.ts"
import type { AuditRequest } from "./target.ts"

export interface View {
  color: boolean
  /** Columns. */
  width: number
}

/** A format: a pure function of the report. */
export interface Reporter {
  /** The name given to `--format`. */
  id: string
  render(report: Report, view: View): string
}

/** What a package or file named under `plugins:` exports by default. */
export interface Plugin {
  name: string
  version: string
  rules?: readonly AnyRule[]
  /** Collectors for one audit; building them must not do I/O. */
  collectors?: (request: AuditRequest) => readonly AnyCollector[]
  reporters?: readonly Reporter[]
}

export const definePlugin = (plugin: Plugin): Plugin => plugin
