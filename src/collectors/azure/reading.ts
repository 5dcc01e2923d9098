import type { azure } from "../../evidence/index.ts"
import { absent, defineCollector, known, unknown, type AnyCollector } from "../../model/collector.ts"
import type { Evidence, Facts, Known, ValueOf } from "../../model/evidence.ts"
import { causeOf, Unlearned } from "./cause.ts"
import type { Session } from "./session.ts"

/** How one piece of evidence is read from Azure Resource Manager. */
export interface Reading<E extends Evidence, F extends Facts> {
  token: E
  needs?: F
  /** RBAC actions of its requests, the most telling first. */
  permissions: readonly string[]
  /** Those that only some deployments call for. */
  sometimes?: readonly string[]
  /** The only kinds of host that it is known of; any unless said. */
  hosts?: readonly ValueOf<typeof azure.host>["kind"][]
  /**
   * Throws what the SDKs throw, and {@link Unlearned} where it knows better: the cause follows from
   * the error. What Azure left out stays undefined; the token's schema says whether that may be.
   */
  read: (session: Session, facts: Known<F>) => Promise<Draft<ValueOf<E>> | Absence>
}

/** A reading whose types are no longer known: what lists of readings hold. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only way to forget contravariant parameters
export type AnyReading = Reading<any, any>

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no needs means no facts
export const defineReading = <const E extends Evidence, const F extends Facts = {}>(
  reading: Reading<E, F>,
): Reading<E, F> => reading

/** A value before its schema has been checked: any part may be missing, any string may be a new one. */
export type Draft<T> = T extends string
  ? string | undefined
  : T extends readonly (infer I)[]
    ? Draft<I>[] | undefined
    : T extends object
      ? { [K in keyof T]: Draft<T[K]> } | undefined
      : T | undefined

/** The look-up succeeded, and there is no such thing. */
export class Absence {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

/** Makes a reading a collector. */
export const collectorOf = (
  { token, needs, permissions, sometimes = [], read }: AnyReading,
  open: (signal: AbortSignal) => Promise<Session>,
): AnyCollector =>
  defineCollector({
    id: token.id,
    plane: "azure",
    title: token.title,
    provides: [token],
    needs: needs ?? {},
    permissions,
    sometimes,
    async collect({ facts, signal }) {
      let session: Session
      try {
        session = await open(signal)
      } catch (error) {
        return [unknown(token, token.id, causeOf(error))]
      }
      const { outcome, source } = await session.trace(async () => {
        const answer: unknown = await read(session, facts)
        if (!(answer instanceof Absence)) await assertShape(token, answer)
        return answer
      })
      const seen =
        outcome.status === "rejected"
          ? unknown(token, source, causeOf(outcome.reason, [...permissions, ...sometimes][0]))
          : outcome.value instanceof Absence
            ? absent(token, source, outcome.value.reason)
            : known(token, source, outcome.value)
      return [{ ...seen, ...(session.identity() ? { as: session.identity() } : {}) }]
    },
  })

async function assertShape({ schema, title }: Evidence, value: unknown): Promise<void> {
  const { Errors } = await import("typebox/value")
  const [error] = Errors(schema, value)
  if (!error) return
  throw new Unlearned({
    kind: "malformed",
    detail: `Azure's answer about ${title} is not as documented: ${error.instancePath || "the whole"} ${error.message}.`,
  })
}

/**
 * Waits for all and gives their values in order.
 *
 * @throws the first failure in order, so that the same answers give the same cause
 */
export async function all<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(work)
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason
    return outcome.value
  })
}

const unoffered = ["MissingSubscriptionRegistration", "InvalidResourceType"]

/** All items of a list. A provider that the subscription never registered, or the cloud lacks, has none. */
export async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  try {
    return await Array.fromAsync(items)
  } catch (error) {
    if (error instanceof Error && "code" in error && unoffered.includes(String(error.code))) return []
    throw error
  }
}
