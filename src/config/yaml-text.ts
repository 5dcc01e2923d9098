import { isNode, LineCounter, parseDocument } from "yaml"
import { UsageError } from "./usage-error.ts"

/** A YAML document that remembers where its parts stand. */
export interface YamlText {
  value: unknown
  /** The line of the value under these keys; 1 when there is none. */
  lineOf: (...keys: readonly (string | number)[]) => number
}

/**
 * @param name what to call the text in messages: its file
 * @throws UsageError naming file and line; never quotes the text, which may hold secrets
 */
export function parseYaml(text: string, name: string): YamlText {
  const lines = new LineCounter()
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const [error] = document.errors
  if (error) {
    throw new UsageError(`${name}:${lineAt(error.pos[0])} is not valid YAML (${error.code}).`)
  }
  return {
    value: expanded(document, name),
    lineOf: (...keys) => {
      const node = document.getIn(keys, true)
      return isNode(node) && node.range ? lineAt(node.range[0]) : 1
    },
  }
}

/** Aliases that would unfold without end are refused by the library. */
function expanded(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS()
  } catch {
    throw new UsageError(`${name} is not valid YAML: its aliases cannot be resolved.`)
  }
}
