import type { Finding } from "../model/report.ts"

/** A place in a repository, as code hosts demand of every result. */
export interface Anchor {
  path: string
  line: number
}

/**
 * The line of the declared file that showed the finding. What was seen in a live deployment lies in no
 * file; it is anchored where the audit of this deployment is configured.
 */
export function anchor({ evidence }: Finding): Anchor {
  const declared = evidence.find(({ plane }) => plane === "declared")
  const [, path, line] = /^(.+):(\d+)$/.exec(declared?.source ?? "") ?? []
  return path && line ? { path, line: Math.max(1, Number(line)) } : { path: "chroma-audit.yaml", line: 1 }
}
