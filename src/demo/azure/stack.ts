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

/** @throws Error unless the stack has exactly one resource of the type */
export function onlyOf(stack: Stack, type: string): Resource {
  const [only, ...others] = stack.resources.filter(isOf(type))
  if (!only || others.length > 0) throw new Error(`The stack has not exactly one ${type}.`)
  return only
}

/** @throws Error unless the stack has a resource of the type by that name */
export function ofName(stack: Stack, type: string, name: string): Resource {
  const found = stack.resources.filter(isOf(type)).find((resource) => resource["name"] === name)
  if (!found) throw new Error(`The stack has no ${type} named ${name}.`)
  return found
}

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
export const setProperties = (stack: Stack, type: string, properties: object): Stack =>
  amend(stack, type, (resource) => withProperties(resource, properties))

export const withProperties = (resource: Resource, properties: object): Resource => ({
  ...resource,
  properties: { ...propertiesOf(resource), ...properties },
})

export const propertiesOf = (resource: Resource) => resource["properties"] as Record<string, unknown>

/** The same stack without the resources of one type. */
export const without = (stack: Stack, type: string): Stack => ({
  ...stack,
  resources: stack.resources.filter((resource) => !isOf(type)(resource)),
})

export const adding = (stack: Stack, ...resources: readonly Resource[]): Stack => ({
  ...stack,
  resources: [...stack.resources, ...resources],
})
