import gte from "semver/functions/gte.js"
import lt from "semver/functions/lt.js"
import lte from "semver/functions/lte.js"
import valid from "semver/functions/valid.js"

/**
 * Which releases of Chroma this tool calls supported. The project itself publishes no support
 * statement, so this is ours: the newest minor and the two before it.
 */
export const chromaSupport = {
  asOf: "2026-11-22",
  newest: "1.5.9",
  minors: ["1.5", "1.4", "1.3"],
  source: "https://github.com/chroma-core/chroma/releases",
} as const

const oldest = `${chromaSupport.minors.at(-1)}.0`

/** Both inclusive; null when open-ended. */
export interface ReleaseRange {
  from: string | null
  to: string | null
}

/**
 * What the server shows of its release, made exact by what a file or image tag names. The server is
 * the stronger witness: a name outside what it shows is not believed.
 */
export function narrowRelease(shown: ReleaseRange, named: string | null): ReleaseRange {
  const version = valid(named)
  const believed =
    version !== null &&
    (shown.from === null || gte(version, shown.from)) &&
    (shown.to === null || lte(version, shown.to))
  return believed ? { from: version, to: version } : shown
}

/** A range with releases on both sides of the line is undetermined. */
export function chromaSupportOf({ from, to }: ReleaseRange): "supported" | "unsupported" | "undetermined" {
  if (from !== null && gte(from, oldest)) return "supported"
  if (to !== null && lt(to, oldest)) return "unsupported"
  return "undetermined"
}
