import type { Reporter } from "../model/plugin.ts"

/** The built-in formats by name, each loaded when it is asked for. */
export const reporters: Readonly<Record<string, () => Promise<Reporter>>> = {
  terminal: async () => (await import("./terminal/terminal.ts")).terminal,
  json: async () => (await import("./json.ts")).json,
  html: async () => (await import("./html/html.ts")).html,
}
