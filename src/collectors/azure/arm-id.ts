/** Providers spell the same ARM id in different cases, so ids compare without it. */
export const sameId = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase()

/** Whether the id is the scope itself or lies below it: a VM is within its group and its subscription. */
export const isWithin = (id: string, scope: string): boolean =>
  `${rooted(id)}/`.toLowerCase().startsWith(`${rooted(scope)}/`.toLowerCase())

/** With one leading slash and none at the end: alert rules write scopes without the first. */
export const rooted = (id: string): string => `/${id.replace(/^\/+|\/+$/g, "")}`

/**
 * The name that follows a type: `nameAfter(id, "virtualMachines")`.
 *
 * @throws TypeError when the id has no such part
 */
export function nameAfter(id: string, type: string): string {
  const name = findNameAfter(id, type)
  if (!name) throw new TypeError(`"${id}" is not the id of something in ${type}`)
  return name
}

export function findNameAfter(id: string, type: string): string | undefined {
  const segments = id.split("/")
  return segments[segments.findIndex((segment) => sameId(segment, type)) + 1] || undefined
}

/** The id up to and including the name of that type: the virtual network of a subnet. */
export function idUpTo(id: string, type: string): string {
  const segments = id.split("/")
  return segments.slice(0, segments.findIndex((segment) => sameId(segment, type)) + 2).join("/")
}

/** An id without duplicates, whatever their casing; the first spelling stays. */
export const distinctIds = (ids: readonly string[]): string[] =>
  [...new Map(ids.toReversed().map((id) => [id.toLowerCase(), id])).values()].toReversed()

export const subscriptionOf = (id: string): string => nameAfter(id, "subscriptions")
export const resourceGroupOf = (id: string): string => nameAfter(id, "resourceGroups")
