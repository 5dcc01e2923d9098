import type { Cause, Evidence, Facts, Known, Observation, Plane, ValueOf } from "./evidence.ts"

/** One observation as a collector states it; the engine adds plane and time. */
export interface Observed {
  evidence: Evidence
  source: string
  as?: string | undefined
  observation: Observation
}

export interface CollectContext<F extends Facts> {
  /** What earlier collectors found: everything in `needs` is known here. */
  facts: Known<F>
  /** Aborts at the audit's deadline. */
  signal: AbortSignal
}

/**
 * Reads one part of the world and reports what it saw; it judges nothing and changes nothing. A
 * collector that throws leaves everything it provides unknown, with the error as the cause.
 */
export interface Collector<F extends Facts = Facts> {
  id: string
  plane: Plane
  /** What is being read, for the progress line: "the certificate". */
  title: string
  provides: readonly Evidence[]
  /** Collected first. If one of these is unknown or absent, so is all this collector provides. */
  needs?: F
  /** Azure RBAC actions its calls need. */
  permissions?: readonly string[]
  /** Those that only some deployments call for: of a load balancer, where there is one. */
  sometimes?: readonly string[]
  collect(context: CollectContext<F>): Promise<readonly Observed[]>
}

/** A collector whose facts are no longer in its type: what lists of collectors hold. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only way to forget contravariant parameters
export type AnyCollector = Collector<any>

export const defineCollector = <const F extends Facts>(collector: Collector<F>): Collector<F> => collector

export const known = <E extends Evidence>(token: E, source: string, value: ValueOf<E>): Observed => ({
  evidence: token,
  source,
  observation: { status: "known", value },
})

export const absent = (token: Evidence, source: string, reason: string): Observed => ({
  evidence: token,
  source,
  observation: { status: "absent", reason },
})

export const unknown = (token: Evidence, source: string, cause: Cause): Observed => ({
  evidence: token,
  source,
  observation: { status: "unknown", cause },
})
