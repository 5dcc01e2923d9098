import { gt, lt } from "semver"
import { Type, type Static } from "typebox"
import file from "./advisories.json" with { type: "json" }
import type { ValueOf } from "../model/evidence.ts"
import type { Settings } from "./configuration.ts"
import type { server } from "./endpoint.ts"
import { narrowRelease, type ReleaseRange } from "./support-policy.ts"

type Server = ValueOf<typeof server>

/** What runs, as far as it is known. */
export interface Release extends ReleaseRange {
  implementation: Server["implementation"]
}

/** Both ends inclusive; null where it is open. */
const Range = Type.Object({
  from: Type.Union([Type.String(), Type.Null()]),
  to: Type.Union([Type.String(), Type.Null()]),
})

export const Advisory = Type.Object({
  id: Type.String(),
  /** What other databases call it. */
  aliases: Type.Array(Type.String()),
  /** What an attacker gains, as the end of "lets …". */
  consequence: Type.String(),
  /** Takeover or authentication bypass by someone without any credential. */
  critical: Type.Boolean(),
  implementations: Type.Array(Type.Enum(["python", "rust"])),
  /** Releases of PyPI's chromadb. The upper end is the newest release while no fix is released. */
  affected: Range,
  source: Type.String(),
  /** Why it is judged so. */
  note: Type.Optional(Type.String()),
})
export type Advisory = Static<typeof Advisory>

/** What advisories.json holds. `npm run advisories` compares it with OSV; consequence, gravity and servers are people's judgement. */
export const AdvisoryFile = Type.Object({
  /** The day on which it was last compared with its sources. */
  asOf: Type.String(),
  advisories: Type.Array(Advisory),
})
export type AdvisoryFile = Static<typeof AdvisoryFile>

/** Published advisories about the Chroma server, and the day up to which that holds. */
export const { asOf: advisoriesAsOf, advisories } = file as AdvisoryFile

/**
 * What runs: what the server shows of itself, narrowed to the version that its configuration names where
 * the two agree. Undefined when neither says anything.
 */
export function releaseOf(shown: Server, settings?: Settings): Release
export function releaseOf(shown: Server | undefined, settings: Settings | undefined): Release | undefined
export function releaseOf(shown: Server | undefined, settings?: Settings): Release | undefined {
  const { from = null, to = null, implementation = "undetermined" } = shown ?? {}
  const range = narrowRelease({ from, to }, settings?.version ?? null)
  if (!shown && range.from === null) return undefined
  const isPython = overlap(range, { from: null, to: lastPythonOnly }) === "inside"
  return { ...range, implementation: isPython ? "python" : implementation }
}

/** What a configuration is judged by: the version that it names itself, else what runs. */
export const configuredRelease = (
  settings: Settings | undefined,
  running: Server | undefined,
): Release | undefined => releaseOf(undefined, settings) ?? releaseOf(running, undefined)

/** The Rust server came with 1.0.0. */
const lastPythonOnly = "0.6.3"

export type Bearing = "affected" | "unaffected" | "undetermined"

/** Whether an advisory, or anything that some releases of some implementation have, applies. */
export function bearing(
  { implementations, affected }: { implementations: readonly string[]; affected: ReleaseRange },
  release: Release,
): Bearing {
  const position = overlap(release, affected)
  const { implementation } = release
  const known = implementation !== "undetermined"
  if (position === "outside" || (known && !implementations.includes(implementation))) return "unaffected"
  const certain = known || implementations.length > 1
  return position === "inside" && certain ? "affected" : "undetermined"
}

/** Where the possible releases lie, as against the others. */
export function overlap(possible: ReleaseRange, other: ReleaseRange): "inside" | "outside" | "straddling" {
  if (isBefore(possible.to, other.from) || isBefore(other.to, possible.from)) return "outside"
  const startsInside = other.from === null || (possible.from !== null && !isBefore(possible.from, other.from))
  const endsInside = other.to === null || (possible.to !== null && !gt(possible.to, other.to))
  return startsInside && endsInside ? "inside" : "straddling"
}

const isBefore = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && lt(one, other)

/** "1.5.9", "1.3.0 to 1.5.9", "1.5.9 or newer". */
export function releaseText({ from, to, implementation }: Release): string {
  const server = implementation === "undetermined" ? "" : ` (${implementation} server)`
  if (from !== null && from === to) return `${from}${server}`
  if (from === null && to === null) return `some release${server}`
  if (to === null) return `${from} or newer${server}`
  return from === null ? `${to} or older${server}` : `${from} to ${to}${server}`
}
