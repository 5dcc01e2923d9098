import gte from "semver/functions/gte.js"
import lt from "semver/functions/lt.js"

/**
 * Which releases of Chroma this tool calls supported. The project itself publishes no support
 * statement, so this is ours: the newest minor and the two before it.
 */
export const chromaSupport = {
  asOf: "2026-11-22",
  newest: "1.5.9",
  /** The first release of the oldest of the three minors. */
  oldest: "1.3.0",
  minors: ["1.5", "1.4", "1.3"],
  source: "https://github.com/chroma-core/chroma/releases",
} as const

/** Both inclusive; null when open-ended. */
export interface ReleaseRange {
  from: string | null
  to: string | null
}

/** A range with releases on both sides of the line is undetermined. */
export function chromaSupportOf({ from, to }: ReleaseRange): "supported" | "unsupported" | "undetermined" {
  if (from !== null && gte(from, chromaSupport.oldest)) return "supported"
  if (to !== null && lt(to, chromaSupport.oldest)) return "unsupported"
  return "undetermined"
}
