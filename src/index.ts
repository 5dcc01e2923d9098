/** The public API: everything a rule pack needs, and everything the built-in rules use. */
export * from "./rule.ts"
export { evidence, type Evidence, type Plane } from "./model/evidence.ts"
export { absent, defineCollector, known, unknown, type Collector } from "./model/collector.ts"
export { definePlugin, type Plugin, type Reporter, type View } from "./model/plugin.ts"
export type { AuditRequest } from "./model/target.ts"
export type { Finding, Report } from "./model/report.ts"
