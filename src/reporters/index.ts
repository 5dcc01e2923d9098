import type { Reporter } from "../model/plugin.ts"

/** The built-in formats by name, each loaded when it is asked for. */
export const reporters: Readonly<Record<string, () => Promise<Reporter>>> = {
  terminal: async () => (await import("./terminal/terminal.ts")).terminal,
  json: async () => (await import("./json.ts")).json,
  html: async () => (await import("./html/html.ts")).html,
  sarif: async () => (await import("./sarif.ts")).sarif,
  junit: async () => (await import("./junit.ts")).junit,
  markdown: async () => (await import("./markdown.ts")).markdown,
  csv: async () => (await import("./csv.ts")).csv,
  ocsf: async () => (await import("./ocsf.ts")).ocsf,
  gitlab: async () => (await import("./gitlab.ts")).gitlab,
  prometheus: async () => (await import("./prometheus.ts")).prometheus,
}
