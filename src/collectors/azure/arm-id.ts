/**
 * ARM ids: pairs of a type and a name, such as `/subscriptions/{s}/resourceGroups/{g}/providers/{ns}/{type}/{name}`.
 * Providers spell the same id in different cases, so ids compare without it.
 */
export const sameId = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase()

/** Whether the id is the scope itself or lies below it: a VM is within its group and its subscription. */
export const isWithin = (id: string, scope: string): boolean => closed(id).startsWith(closed(scope))

const closed = (id: string): string => (rooted(id) === "/" ? "/" : `${rooted(id).toLowerCase()}/`)

/** With one leading slash and none at the end: alert rules write scopes without the first. */
export const rooted = (id: string): string => `/${id.replace(/^\/+|\/+$/g, "")}`

const segmentsOf = (id: string): string[] => rooted(id).slice(1).split("/")

/** Where the type stands in the id; a name that reads like a type does not count. */
const positionOf = (id: string, type: string): number =>
  segmentsOf(id).findIndex((segment, index) => index % 2 === 0 && sameId(segment, type))

/** The name that follows a type: `findNameAfter(id, "virtualMachines")`. */
export function findNameAfter(id: string, type: string): string | undefined {
  const position = positionOf(id, type)
  return position < 0 ? undefined : segmentsOf(id)[position + 1]
}

/** @throws TypeError when the id has no such type */
export function nameAfter(id: string, type: string): string {
  const name = findNameAfter(id, type)
  if (!name) throw new TypeError(`"${id}" is not the id of something in ${type}`)
  return name
}

/** The id up to and including the name of that type: the virtual network of a subnet. */
export const idUpTo = (id: string, type: string): string =>
  rooted(
    segmentsOf(id)
      .slice(0, positionOf(id, type) + 2)
      .join("/"),
  )

/** Ids without duplicates; the first spelling stays. */
export const distinctIds = (ids: readonly string[]): string[] =>
  ids.filter((id, index) => ids.findIndex((other) => sameId(other, id)) === index)

export const subscriptionOf = (id: string): string => nameAfter(id, "subscriptions")
export const resourceGroupOf = (id: string): string => nameAfter(id, "resourceGroups")
