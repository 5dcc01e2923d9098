export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

const unescaped: Record<string, string> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" }

/**
 * Reads the Prometheus text exposition format.
 *
 * @throws Error on a line that is neither a comment nor a sample, and on a sample of no declared type
 */
export function parsePrometheus(text: string): Sample[] {
  const types = new Set([...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map(([, name]) => name))
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("# HELP ") && !line.startsWith("# TYPE "))
    .map((line) => {
      const [, name = "", labels = "", value = ""] =
        /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\]|\\[\\"n])*",?)*)\} (\S+)$/.exec(line) ?? []
      if (!types.has(name) || Number.isNaN(Number(value))) throw new Error(`This is no sample: ${line}`)
      const pairs = labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\[\\"n])*)"/g)
      return {
        name,
        value: Number(value),
        labels: Object.fromEntries(
          [...pairs].map(([, label, raw = ""]) => [
            label,
            raw.replaceAll(/\\[\\"n]/g, (escape) => unescaped[escape] ?? ""),
          ]),
        ),
      }
    })
}
