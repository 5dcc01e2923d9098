import { isWithin, parentOf, parseAddress, sameText, type Address } from "./address.ts"
import type { Filter } from "./filter.ts"
import type { ResourceType } from "./resource-types.ts"
import type { Resource, Stack } from "./stack.ts"

interface Entry {
  address: Address
  resource: Resource
}

/** Finds and lists what a stack holds, by address. */
export class Store {
  readonly #entries: readonly Entry[]
  readonly #stack: Stack

  constructor(stack: Stack) {
    this.#stack = stack
    this.#entries = stack.resources
      .flatMap((resource) => [resource, ...nestedIn(resource)])
      .map((resource) => ({ address: parseAddress(resource.id), resource }))
  }

  find(path: string): Resource | undefined {
    return this.#entries.find(({ address }) => sameText(address.path, path))?.resource
  }

  list(collection: Address & { type: ResourceType }, filter: Filter): readonly Item[] {
    const irregular = irregularLists[collection.type]
    if (irregular) return irregular(this, collection, filter)
    return this.#ofType(collection.type)
      .filter(({ address }) => isIn(address, collection))
      .map(({ resource }) => resource)
  }

  all(): readonly Resource[] {
    return this.#entries.map(({ resource }) => resource)
  }

  /** Everything of a type below a path, however deep. */
  below(path: string, type: ResourceType): readonly Resource[] {
    return this.#ofType(type)
      .filter(({ address }) => isWithin(address.path, path))
      .map(({ resource }) => resource)
  }

  /** At a scope or above it and, unless only that is wanted, below it. */
  around({ scope, type }: Address, atScope: boolean): readonly Resource[] {
    return this.#ofType(type)
      .filter(({ address }) => isWithin(scope, address.scope) || (!atScope && isWithin(address.scope, scope)))
      .map(({ resource }) => resource)
  }

  skus(location: string | undefined): Stack["skus"] {
    return this.#stack.skus.filter(
      (sku) => location === undefined || sku.locations.some((offered) => sameText(offered, location)),
    )
  }

  #ofType(type: string): readonly Entry[] {
    return this.#entries.filter(({ address }) => sameText(address.type, type))
  }
}

/** A list holds what is directly below its path; at a subscription, also what is in its groups. */
const isIn = (address: Address, collection: Address): boolean =>
  sameText(parentOf(address.path), collection.path) ||
  (address.names.length === 1 && sameText(parentOf(parentOf(address.scope)), collection.scope))

/** Parts of a body that have an address below its own: subnets, security rules, extensions. */
export function nestedIn(resource: Resource): readonly Resource[] {
  const found: Resource[] = []
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    if (isResource(value) && value.id !== resource.id && isWithin(value.id, resource.id)) found.push(value)
    Object.values(value).forEach(visit)
  }
  visit(resource)
  return found
}

/** More than a reference, which is an id and nothing else. */
const isResource = (value: object): value is Resource =>
  "id" in value && typeof value.id === "string" && "name" in value

/** A resource, or something else that is listed: sizes have no id. */
type Item = Readonly<Record<string, unknown>>

type IrregularList = (store: Store, collection: Address, filter: Filter) => readonly Item[]

/** The lists that are not simply what lies below their path. */
const irregularLists: Partial<Record<ResourceType, IrregularList>> = {
  "Microsoft.Authorization/locks": (store, collection, { atScope }) => store.around(collection, atScope),
  "Microsoft.Authorization/roleAssignments": (store, collection, { atScope, equals }) =>
    store
      .around(collection, atScope)
      .filter(
        ({ properties }) =>
          !equals["principalId"] ||
          (properties as { principalId: string }).principalId === equals["principalId"],
      ),
  "Microsoft.Compute/virtualMachineScaleSets/publicIPAddresses": (store, { path }) =>
    store.below(
      parentOf(path),
      "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/ipConfigurations/publicIPAddresses",
    ),
  "Microsoft.Compute/skus": (store, _, { equals }) => store.skus(equals["location"]),
  "Microsoft.RecoveryServices/vaults/backupProtectedItems": (store, { path }) =>
    store.below(
      parentOf(path),
      "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
    ),
  "Microsoft.RecoveryServices/vaults/replicationProtectedItems": (store, { path }) =>
    store.below(
      parentOf(path),
      "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems",
    ),
}
