/** ARM ids and the names in them compare without case: providers spell the same id in different ways. */
export const sameId = (one: string, other: string | null | undefined): boolean =>
  one.toLowerCase() === other?.toLowerCase()

/** Whether an id is the scope itself or lies in it: a VM lies in its resource group and its subscription. */
export function liesIn(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase().replace(/\/$/, "")]
  return inner === outer || inner.startsWith(`${outer}/`)
}

export const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1)
export const subscriptionOf = (id: string): string => id.split("/").slice(0, 3).join("/")
/** Id of the resource group that an id lies in. */
export const groupIdOf = (id: string): string => id.split("/").slice(0, 5).join("/")
/** Name of the resource group that an id lies in. */
export const groupOf = (id: string): string => nameOf(groupIdOf(id))
