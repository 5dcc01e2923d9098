import type { Command } from "./rule.ts"

/**
 * Writes a command line: az`vm start --ids ${vm.id}`. What is filled in comes from the audited
 * deployment, so each value becomes one word of a POSIX shell, whatever it contains.
 */
export const command =
  (tool: string) =>
  (text: TemplateStringsArray, ...values: readonly (string | number)[]): Command => ({
    tool,
    run: `${tool} ${String.raw(text, ...values.map((value) => word(String(value))))}`,
  })

/** A command line of the Azure CLI. */
export const az = command("az")

const word = (text: string): string =>
  /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
