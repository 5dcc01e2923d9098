import { gt, lt } from "semver"
import type { ValueOf } from "../model/evidence.ts"
import type { Settings } from "./configuration.ts"
import type { server } from "./endpoint.ts"
import { narrowRelease, type ReleaseRange } from "./support-policy.ts"

type Server = ValueOf<typeof server>

/** What runs, as far as it is known. */
export interface Release extends ReleaseRange {
  implementation: Server["implementation"]
}

/** The day on which the advisories below were last compared with their sources. */
export const advisoriesAsOf = "2026-11-22"

export interface Advisory {
  id: string
  /** What an attacker gains, as the end of "lets …". */
  consequence: string
  /** Takeover or authentication bypass by someone without any credential. */
  critical: boolean
  implementations: readonly ("python" | "rust")[]
  /** Releases of chromadb, both inclusive. The upper end is the newest release while no fix is released. */
  affected: ReleaseRange
  source: string
}

/** Published advisories about the Chroma server. Ranges are those of the advisories, for PyPI's chromadb. */
export const advisories: readonly Advisory[] = [
  {
    id: "CVE-2026-45829",
    consequence:
      "anyone run code on the server, through the embedding function of a collection that they create",
    critical: true,
    implementations: ["python"],
    affected: { from: "1.0.0", to: "1.5.9" },
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-45829",
  },
  {
    // Also code execution, but it takes a credential.
    id: "CVE-2026-45833",
    consequence: "a client with a credential run code on the server, by updating a collection",
    critical: false,
    implementations: ["python"],
    affected: { from: "0.4.17", to: "1.5.9" },
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-45833",
  },
  {
    id: "CVE-2026-45830",
    consequence: "a client of one tenant reach another tenant's collections by their ids",
    critical: false,
    implementations: ["python", "rust"],
    affected: { from: "0.4.17", to: "1.5.9" },
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-45830",
  },
  {
    id: "CVE-2026-45831",
    consequence: "a user of SimpleRBAC act on resources outside the role",
    critical: false,
    implementations: ["python"],
    affected: { from: "0.5.0", to: "1.5.9" },
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-45831",
  },
  {
    // The advisory names no first release; the v1 API, which it is about, is in all of them.
    id: "CVE-2026-45832",
    consequence: "a user escape tenant rules through the v1 API, which cannot be switched off",
    critical: false,
    implementations: ["python"],
    affected: { from: null, to: "1.5.9" },
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-45832",
  },
]

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
  { implementations, affected }: Pick<Advisory, "implementations" | "affected">,
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
