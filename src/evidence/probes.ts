import type { Probe } from "./endpoint.ts"

export type Answer = Probe["verdict"]

/**
 * What probes show together: one accepted is enough to be open, only all refused is closed. Comes with
 * the probes that decide it, none when nothing was asked.
 */
export function answerOf(probes: readonly Probe[]): { answer: Answer; deciding: readonly Probe[] } {
  const accepted = probes.filter(({ verdict }) => verdict === "accepted")
  if (accepted.length > 0) return { answer: "accepted", deciding: accepted }
  const inconclusive = probes.filter(({ verdict }) => verdict === "inconclusive")
  if (inconclusive.length > 0 || probes.length === 0)
    return { answer: "inconclusive", deciding: inconclusive }
  return { answer: "refused", deciding: probes }
}

/** "list collections: 200, a list of collections; count: 200". */
export const probesText = (probes: readonly Probe[]): string =>
  probes.map(({ name, detail }) => `${name}: ${detail}`).join("; ")

/** "GET /api/v2/…": what a finding is about. */
export const requestsOf = (probes: readonly Probe[]): string[] =>
  probes.map(({ method, path }) => `${method} ${path}`)
