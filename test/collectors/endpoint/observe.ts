import { endpointCollectors } from "../../../src/collectors/endpoint/index.ts"
import { collect } from "../../../src/engine/collect.ts"
import type { endpoint } from "../../../src/evidence/index.ts"
import type { Evidence, Observation, ValueOf } from "../../../src/model/evidence.ts"
import type { AuditRequest, EndpointAccess } from "../../../src/model/target.ts"

export const token = "7Qm2xVb9KfT4sLw8ZrN3cJh6DpYg5AuE"
export const bearer: NonNullable<EndpointAccess["token"]> = {
  value: token,
  header: "Authorization",
  scheme: "bearer",
}

export const request = (target: Partial<AuditRequest>): AuditRequest => ({
  timeout: 3_000,
  deadline: 25_000,
  concurrency: 8,
  ...target,
})

/** Everything the endpoint plane has to say, as the engine gets it. */
export async function observe(target: Partial<AuditRequest>) {
  const asked = request(target)
  const witnesses = await collect(endpointCollectors(asked), asked.deadline)
  const observation = (evidence: Evidence): Observation => {
    const witness = witnesses.find((one) => one.evidence === evidence.id)
    if (!witness) throw new Error(`Nobody reported ${evidence.id}.`)
    return witness
  }
  return {
    witnesses,
    observation,
    value<E extends Evidence>(evidence: E): ValueOf<E> {
      const seen = observation(evidence)
      if (seen.status !== "known") throw new Error(`${evidence.id} is ${JSON.stringify(seen)}`)
      return seen.value as ValueOf<E>
    },
  }
}
export type Seen = Awaited<ReturnType<typeof observe>>

/** The verdicts alone, each once. */
export const verdicts = (seen: Seen, evidence: typeof endpoint.anonymousReads): string[] =>
  [...new Set(seen.value(evidence).map(({ verdict }) => verdict))].toSorted()
