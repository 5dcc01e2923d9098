/**
 * A path in Azure Resource Manager's grammar: a scope, a provider, then types and names in turn.
 *
 *     /subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/V/extensions
 *     └────────────── scope ──────────┘           └──── type: …/virtualMachines/extensions ────┘
 *
 * Subscriptions and resource groups are addressed the same way, as types of Microsoft.Resources.
 */
export interface Address {
  /** Without a trailing slash, in the letters it was written in. */
  path: string
  /** What the provider hangs under: "" is the tenant, else a subscription, a group or a resource. */
  scope: string
  /** "Microsoft.Compute/virtualMachines/extensions". */
  type: string
  /** One for each segment of the type after the provider; one fewer when it addresses a collection. */
  names: readonly string[]
  isCollection: boolean
}

export function parseAddress(path: string): Address {
  const segments = path.split("/").filter(Boolean).map(decoded)
  const provider = segments.findLastIndex((segment) => segment.toLowerCase() === "providers")
  const namespace = provider < 0 ? "Microsoft.Resources" : (segments[provider + 1] ?? "")
  const rest = provider < 0 ? segments : segments.slice(provider + 2)
  const types = rest.filter((_, index) => index % 2 === 0)
  return {
    path: pathOf(segments),
    scope: pathOf(segments.slice(0, Math.max(provider, 0))),
    type: [namespace, ...types].join("/"),
    names: rest.filter((_, index) => index % 2 === 1),
    isCollection: rest.length % 2 === 1,
  }
}

/** A broken percent escape stays as it is: there is nothing by such a name. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Ids are compared without regard to letter case, always. */
export const sameText = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Whether `path` is `scope` or lies below it. */
export const isWithin = (path: string, scope: string): boolean =>
  `${path}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase())

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"))

/** "/subscriptions/S" of any path below it; undefined for the tenant's own. */
export const subscriptionOf = (path: string): string | undefined => /^\/subscriptions\/[^/]+/i.exec(path)?.[0]

/** "/subscriptions/S/resourceGroups/G" of any path below it. */
export const groupOf = (path: string): string | undefined =>
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(path)?.[0]

const pathOf = (segments: readonly string[]): string => segments.map((segment) => `/${segment}`).join("")
