import { parseAddress, sameText } from "./address.ts"

/** A resource as Azure Resource Manager puts it on the wire. */
export interface Resource {
  id: string
  [field: string]: unknown
}

/** Everything one simulated Azure holds. Plain data: a variant is another value, see {@link amend}. */
export interface Stack {
  tenantId: string
  /** Subscriptions, resource groups and resources alike. What an id nests, its parent's body may hold. */
  resources: readonly Resource[]
  /** Sizes that the skus list offers; they have no id. */
  skus: readonly ResourceSku[]
  /** What the VM prints when a command is run inside it. */
  commandOutput?: string
}

export interface ResourceSku {
  resourceType: string
  name: string
  locations: readonly string[]
  [field: string]: unknown
}

const isOf = (type: string) => (resource: Resource) => sameText(parseAddress(resource.id).type, type)

/**
 * The same stack with every resource of one type changed.
 *
 * @throws Error when the stack has none: a variant that varies nothing is a mistake
 */
export function amend(stack: Stack, type: string, change: (resource: Resource) => Resource): Stack {
  if (!stack.resources.some(isOf(type))) throw new Error(`The stack has no ${type}.`)
  return {
    ...stack,
    resources: stack.resources.map((resource) => (isOf(type)(resource) ? change(resource) : resource)),
  }
}

/** The same stack with the given properties of every resource of one type set. */
export const setProperties = (stack: Stack, type: string, properties: Record<string, unknown>): Stack =>
  amend(stack, type, (resource) => ({
    ...resource,
    properties: { ...(resource["properties"] as Record<string, unknown>), ...properties },
  }))

/** The same stack without the resources of one type. */
export const without = (stack: Stack, type: string): Stack => ({
  ...stack,
  resources: stack.resources.filter((resource) => !isOf(type)(resource)),
})

export const adding = (stack: Stack, ...resources: readonly Resource[]): Stack => ({
  ...stack,
  resources: [...stack.resources, ...resources],
})
