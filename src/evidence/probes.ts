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

/** "list collections, count: refused with 401; query: no answer came in time". */
export const probesText = (probes: readonly Probe[]): string =>
  [...Map.groupBy(probes, ({ detail }) => detail)]
    .map(([detail, alike]) => `${namesOf(alike)}: ${detail}`)
    .join("; ")

const namesOf = (probes: readonly Probe[]): string => probes.map(({ name }) => name).join(", ")

/**
 * "2 of 5 reads answered without credentials: list collections, count collections".
 *
 * @param probes those that let a stranger in
 */
export const openText = (probes: readonly Probe[], of: number, what: string): string =>
  `${probes.length} of ${of} ${what} without credentials: ${namesOf(probes)}`

/** "5 of 5 reads refused without credentials by nginx (reverse proxy), status 401". */
export function closedText(probes: readonly Probe[], what: string): string {
  const statuses = [...new Set(probes.map(({ status }) => status ?? "none"))].join(", ")
  const refusers = [...new Set(probes.map(refuserOf))].join(" and ")
  return `${probes.length} of ${probes.length} ${what} refused without credentials by ${refusers}, status ${statuses}`
}

function refuserOf({ by, front }: Probe): string {
  if (front) return `${front.name} (${front.kind})`
  return by === "chroma" ? "Chroma itself" : "something in front that does not name itself"
}

/** "GET /api/v2/…": what a finding is about. */
export const requestsOf = (probes: readonly Probe[]): string[] =>
  probes.map(({ method, path }) => `${method} ${path}`)
