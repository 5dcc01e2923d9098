import type { Reporter } from "../model/plugin.ts"

/** What JSON may hold as it is and a terminal would obey: C1 controls, line and bidirectional controls. */
const obeyed = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g

/** The text of a JSON document with everything but plain characters escaped. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(
    obeyed,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )

/** The report itself; see schemas/report-1.json. */
export const json: Reporter = { id: "json", render: (report) => `${jsonText(report)}\n` }
