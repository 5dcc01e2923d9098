import type { AnyCollector, Observed } from "../model/collector.ts"
import type { Cause, Evidence, Fact, Observation, Witness } from "../model/evidence.ts"
import { EvidenceStore } from "./evidence-store.ts"

export interface Progress {
  started(collector: AnyCollector): void
  finished(collector: AnyCollector, witnesses: readonly Witness[]): void
}

/**
 * Runs every collector as soon as what it needs is there, all others beside it. Never throws for a
 * collector's sake: what fails or does not answer by the deadline is unknown, with the reason.
 *
 * @param deadline milliseconds for all of them together
 */
export async function collect(
  collectors: readonly AnyCollector[],
  deadline: number,
  progress?: Progress,
): Promise<Witness[]> {
  const signal = AbortSignal.timeout(deadline)
  const running = new Map<AnyCollector, Promise<Witness[]>>()

  const start = (collector: AnyCollector): Promise<Witness[]> => {
    const started = running.get(collector) ?? runCollector(collector)
    running.set(collector, started)
    return started
  }

  const runCollector = async (collector: AnyCollector): Promise<Witness[]> => {
    const needs = Object.entries<Fact>(collector.needs ?? {})
    const providers = collectors.filter((other) =>
      other.provides.some(({ id }) => needs.some(([, fact]) => mentions(fact, id))),
    )
    const store = new EvidenceStore((await Promise.all(providers.map(start))).flat())
    progress?.started(collector)
    const witnesses = await observe(collector, needs, store, signal)
    progress?.finished(collector, witnesses)
    return witnesses
  }

  return (await Promise.all(collectors.map(start))).flat()
}

const mentions = (fact: Fact, id: string): boolean =>
  "strongest" in fact ? fact.strongest.some((token) => token.id === id) : fact.id === id

async function observe(
  collector: AnyCollector,
  needs: readonly [string, Fact][],
  store: EvidenceStore,
  signal: AbortSignal,
): Promise<Witness[]> {
  const facts: Record<string, unknown> = {}
  for (const [name, fact] of needs) {
    const { observation } = store.resolve(fact)
    if (observation.status !== "known")
      return collector.provides.map((token) => witness(token, collector, collector.id, observation))
    facts[name] = observation.value
  }
  let observed: readonly Observed[] = []
  let failure: Cause = { kind: "failed", detail: `The collector ${collector.id} did not report it.` }
  try {
    observed = await Promise.race([collector.collect({ facts, signal }), rejectOnAbort(signal)])
  } catch (error) {
    failure = signal.aborted
      ? {
          kind: "timeout",
          detail: "It had not answered when the audit's deadline came.",
          unlock: "Give the audit more time with --deadline.",
        }
      : { kind: "failed", detail: error instanceof Error ? error.message : String(error) }
  }
  return collector.provides.map((token) => {
    const one = observed.find(({ evidence }) => evidence.id === token.id)
    if (!one) return witness(token, collector, collector.id, { status: "unknown", cause: failure })
    return { ...witness(token, collector, one.source, one.observation), ...(one.as ? { as: one.as } : {}) }
  })
}

/** The plane is the collector's: a plan can say what Azure will be asked for once it exists. */
const witness = (
  token: Evidence,
  { plane }: AnyCollector,
  source: string,
  observation: Observation,
): Witness => ({
  ...observation,
  evidence: token.id,
  plane,
  source,
  at: new Date().toISOString(),
})

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true })
  })
