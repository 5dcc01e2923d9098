import { groupOf, parseAddress, sameText, subscriptionOf } from "./address.ts"
import { ok, type Answer } from "./answer.ts"
import { parseQuery, run, type Query } from "./kql.ts"
import * as refuse from "./refuse.ts"
import type { Resource } from "./stack.ts"

interface Request {
  query?: string
  subscriptions?: readonly string[]
  options?: { $skipToken?: string }
}

/**
 * Answers a query as Azure Resource Graph does, over the given resources.
 *
 * @param body JSON
 * @param pageSize rows on a page; unset, all of them
 */
export function answerQuery(
  body: string,
  resources: readonly Resource[],
  pageSize: number = Infinity,
): Answer {
  const request = JSON.parse(body) as Request
  let query: Query
  try {
    query = parseQuery(request.query ?? "")
  } catch (error) {
    return refuse.invalidQuery(error instanceof Error ? error.message : String(error))
  }
  const rows = resources
    .filter(({ id }) => isAsked(id, request.subscriptions))
    .filter((resource) => tableOf(resource) === query.table)
    .map(rowOf)
  const found = run(query, rows)
  const start = Number(request.options?.$skipToken ?? 0)
  const data = found.slice(start, start + pageSize)
  const end = start + data.length
  return ok({
    totalRecords: found.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: "false",
    ...(end < found.length && { $skipToken: String(end) }),
  })
}

const isAsked = (id: string, subscriptions: readonly string[] | undefined): boolean =>
  subscriptions === undefined ||
  subscriptions.some((one) => sameText(`/subscriptions/${one}`, subscriptionOf(id) ?? ""))

/** What vaults protect has a table of its own; the vaults themselves are resources like any other. */
const protectedItems = /^microsoft\.(recoveryservices\/vaults|dataprotection\/backupvaults)\/./i

function tableOf({ id }: Resource): string {
  const { type } = parseAddress(id)
  if (/^microsoft\.resources\//i.test(type)) return "resourcecontainers"
  return protectedItems.test(type) ? "recoveryservicesresources" : "resources"
}

/** The graph writes types and groups in small letters, and ids as they are stored. */
const rowOf = (resource: Resource) => ({
  ...resource,
  type: parseAddress(resource.id).type.toLowerCase(),
  resourceGroup: groupOf(resource.id)?.split("/").at(-1)?.toLowerCase(),
  subscriptionId: subscriptionOf(resource.id)?.split("/").at(-1),
})
