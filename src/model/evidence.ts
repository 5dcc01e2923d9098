import { Type, type Static, type TSchema } from "typebox"

/**
 * Where evidence comes from. `data` is the endpoint read with a token; `guest` is inside the VM;
 * `declared` is files; `attested` is a person's dated statement.
 */
export const planes = ["endpoint", "azure", "data", "guest", "declared", "attested"] as const
export type Plane = (typeof planes)[number]

/** The planes an audit must have asked before its score may be an A. */
export const fullScope: readonly Plane[] = planes.filter((plane) => plane !== "data")

/** Why something is not known, and what would make it known. */
export const Cause = Type.Object(
  {
    kind: Type.Enum([
      "not-requested",
      "unauthenticated",
      "forbidden",
      "not-found",
      "timeout",
      "throttled",
      "malformed",
      "unreachable",
      "unsupported",
      /** The evidence is there and does not decide the question. */
      "inconclusive",
      /** A rule or collector failed; `detail` is its error. */
      "failed",
    ]),
    /** One sentence: what was asked and what came back. */
    detail: Type.String(),
    /** The Azure RBAC action that was missing. */
    permission: Type.Optional(Type.String()),
    /** What to do to get an answer. */
    unlock: Type.Optional(Type.String()),
  },
  { title: "Cause" },
)
export type Cause = Static<typeof Cause>
export type CauseKind = Cause["kind"]

/**
 * What is known of one piece of evidence. `absent` is knowledge too: the thing was looked for, the
 * look-up succeeded, and it is not there (no load balancer, no TLS).
 */
export type Observation<T = unknown> =
  { status: "known"; value: T } | { status: "absent"; reason: string } | { status: "unknown"; cause: Cause }

/** An observation with its provenance, as it is saved and replayed. */
export type Witness<T = unknown> = {
  /** Id of the evidence token. */
  evidence: string
  plane: Plane
  /** A URL, an ARM id with its api-version, a file with its line: where someone else can look. */
  source: string
  /** When, ISO 8601. */
  at: string
  /** The identity that asked, where one was used. */
  as?: string
} & Observation<T>

/** A typed name for something that can be observed. Compare by `id`. */
export interface Evidence<S extends TSchema = TSchema> {
  readonly id: string
  readonly plane: Plane
  /** What it is, as the end of "could not learn …". */
  readonly title: string
  readonly schema: S
}

/** The same question answered by several planes; the first that knows wins. Order: strongest first. */
export interface Strongest<S extends TSchema = TSchema> {
  readonly strongest: readonly Evidence<S>[]
}

export type Fact<S extends TSchema = TSchema> = Evidence<S> | Strongest<S>
export type Facts = Readonly<Record<string, Fact>>

export type ValueOf<F extends Fact> = F extends Fact<infer S> ? Static<S> : never
export type Known<F extends Facts> = { readonly [K in keyof F]: ValueOf<F[K]> }
export type Wanted<F extends Facts> = { readonly [K in keyof F]: ValueOf<F[K]> | undefined }

export const evidence = <S extends TSchema>(
  id: string,
  plane: Plane,
  title: string,
  schema: S,
): Evidence<S> => ({ id, plane, title, schema })

export const strongest = <S extends TSchema>(...tokens: readonly Evidence<S>[]): Strongest<S> => ({
  strongest: tokens,
})

/** The tokens behind a fact, strongest first. */
export const tokensOf = (fact: Fact): readonly Evidence[] => ("strongest" in fact ? fact.strongest : [fact])
