import { randomUUID } from "node:crypto"
import type { Caller } from "./access-token.ts"
import {
  groupOf,
  isWithin,
  parentOf,
  parseAddress,
  sameText,
  subscriptionOf,
  type Address,
} from "./address.ts"
import type { Behaviour } from "./behaviour.ts"
import { effectiveSecurityGroups } from "./effective-rules.ts"
import * as refuse from "./errors.ts"
import type { Answer } from "./errors.ts"
import {
  endsWithEmptyLink,
  expandable,
  registeredType,
  unpaged,
  type ResourceType,
} from "./resource-types.ts"
import { propertiesOf, type Resource, type Stack } from "./stack.ts"
import { Store, type Filter } from "./store.ts"

/** What the simulated Azure Resource Manager needs to know of a request. */
export interface ArmRequest {
  method: string
  url: URL
  authorization: string | undefined
}

/** Answers requests as Azure Resource Manager does, from a stack. Knows nothing of sockets. */
export class ResourceManager {
  readonly #stack: Stack
  readonly #store: Store
  readonly #caller: Caller
  readonly #behaviour: Behaviour
  /** Bodies of long-running operations, by id, until they have been fetched. */
  readonly #operations = new Map<string, { polledOnce: boolean; body: unknown }>()

  constructor(stack: Stack, caller: Caller, behaviour: Behaviour) {
    this.#stack = stack
    this.#store = new Store(stack)
    this.#caller = caller
    this.#behaviour = behaviour
  }

  answer({ method, url, authorization }: ArmRequest): Answer {
    if (method !== "GET" && method !== "POST") return refuse.methodNotAllowed(method)
    const address = parseAddress(url.pathname)
    return (
      this.#refuseCaller(authorization) ??
      this.#refuseVersion(address, url.searchParams.get("api-version")) ??
      this.#refuseScope(address, method) ??
      (method === "POST" ? this.#act(address, url) : this.#read(address, url))
    )
  }

  #refuseCaller(authorization: string | undefined): Answer | undefined {
    return authorization === `Bearer ${this.#caller.token}`
      ? undefined
      : refuse.unauthenticated(this.#stack.tenantId, authorization)
  }

  #refuseVersion({ type }: Address, version: string | null): Answer | undefined {
    if (version === null) return refuse.missingApiVersion()
    if (!/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) return refuse.invalidApiVersion(version)
    if (!registeredType(type)) return refuse.invalidResourceType(type, version)
    const versions = Object.entries(this.#behaviour.apiVersions ?? {}).find(([of]) => sameText(of, type))?.[1]
    return !versions || versions.includes(version)
      ? undefined
      : refuse.unsupportedApiVersion(type, version, versions)
  }

  #refuseScope(address: Address, method: string): Answer | undefined {
    const { path, scope } = address
    const subscription = subscriptionOf(path)
    if (subscription && (!this.#store.find(subscription) || this.#isInvisible(subscription)))
      return refuse.subscriptionNotFound(subscription)
    const action = `${registeredType(address.type)}/${method === "POST" ? "action" : "read"}`
    if (this.#isDenied(action) || this.#isInvisible(path))
      return refuse.forbidden(this.#caller.objectId, action, address.isCollection ? scope : path)
    const group = groupOf(path)
    return group && !this.#store.find(group) ? refuse.groupNotFound(group) : undefined
  }

  #read(address: Address, url: URL): Answer {
    const operation = /\/operationResults$/i.test(address.type) && this.#operations.get(address.names.at(-1)!)
    if (operation) return this.#poll(operation, url)
    if (!address.isCollection) {
      const resource = this.#store.find(address.path)
      return resource ? this.#show(resource, address, url) : refuse.resourceNotFound(address)
    }
    const owner = parseAddress(isNested(address) ? parentOf(address.path) : address.scope)
    const holder = this.#store.find(owner.path)
    if (owner.path && !holder) return refuse.resourceNotFound(owner)
    return registeredType(address.type) === "Microsoft.Compute/virtualMachines/instanceView"
      ? { status: 200, body: propertiesOf(holder!)["instanceView"] }
      : this.#list(address, url)
  }

  #show(resource: Resource, { type }: Address, url: URL): Answer {
    const hidden = expandable[registeredType(type)!] ?? []
    const expand = url.searchParams.get("$expand")
    if (expand && hidden.length > 0 && !hidden.includes(expand))
      return refuse.invalidParameter("$expand", expand)
    return { status: 200, body: withoutUnexpanded(resource, type, expand) }
  }

  #list(address: Address, url: URL): Answer {
    const items = this.#store
      .list(address, parseFilter(url.searchParams.get("$filter")))
      .filter((item) => !this.#isInvisible((item as Partial<Resource>).id ?? ""))
      .map((item) => withoutUnexpanded(item as Resource, address.type, url.searchParams.get("$expand")))
    const type = registeredType(address.type)!
    const { pageSize = Infinity } = unpaged.includes(type) ? {} : this.#behaviour
    const start = Number(url.searchParams.get("$skiptoken") ?? 0)
    const page = items.slice(start, start + pageSize)
    if (pageSize < Infinity && page.length > 0) {
      const next = new URL(url)
      next.searchParams.set("$skiptoken", String(start + pageSize))
      return { status: 200, body: { value: page, nextLink: next.href } }
    }
    return { status: 200, body: { value: page, ...(endsWithEmptyLink.includes(type) && { nextLink: "" }) } }
  }

  #act(address: Address, url: URL): Answer {
    const resource = this.#store.find(parentOf(address.path))
    const type = registeredType(address.type)
    const action = type && actions[type]
    if (!action || !address.isCollection) return refuse.methodNotAllowed("POST")
    if (!resource) return refuse.resourceNotFound(parseAddress(parentOf(address.path)))
    const body = action(this.#store, resource, this.#stack)
    if (immediate.includes(type)) return { status: 200, body }
    const id = randomUUID()
    this.#operations.set(id, { polledOnce: false, body })
    const [namespace] = type.split("/")
    const location = new URL(
      `${subscriptionOf(address.path)}/providers/${namespace}/locations/${String(resource["location"])}/operationResults/${id}`,
      url,
    )
    location.search = url.search
    return inProgress(location.href)
  }

  #poll(operation: { polledOnce: boolean; body: unknown }, url: URL): Answer {
    if (operation.polledOnce) return { status: 200, body: operation.body }
    operation.polledOnce = true
    return inProgress(url.href)
  }

  #isDenied(action: string): boolean {
    return (this.#behaviour.denied ?? []).some((denied) =>
      denied.endsWith("*")
        ? action.toLowerCase().startsWith(denied.slice(0, -1).toLowerCase())
        : sameText(denied, action),
    )
  }

  #isInvisible(path: string): boolean {
    return (this.#behaviour.invisible ?? []).some((scope) => isWithin(path, scope))
  }
}

const inProgress = (location: string): Answer => ({ status: 202, headers: { location, "retry-after": "1" } })

/** "…/virtualMachines/V/extensions", as against "…/providers/Microsoft.Compute/virtualMachines". */
const isNested = ({ names }: Address): boolean => names.length > 0

type Action = (store: Store, resource: Resource, stack: Stack) => unknown

const actions: Partial<Record<ResourceType, Action>> = {
  "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups": effectiveSecurityGroups,
  "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules": (store) => ({
    value: store.below(
      "",
      "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
    ),
  }),
  "Microsoft.Compute/virtualMachines/runCommand": (_store, _resource, { commandOutput = "" }) => ({
    value: [
      {
        code: "ProvisioningState/succeeded",
        level: "Info",
        displayStatus: "Provisioning succeeded",
        message: `Enable succeeded: \n[stdout]\n${commandOutput}\n[stderr]\n`,
      },
    ],
  }),
}

/** Actions that answer at once; the others are long-running operations. */
const immediate: readonly ResourceType[] = [
  "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules",
]

function withoutUnexpanded(resource: Resource, type: string, expand: string | null): Resource {
  const hidden = (expandable[registeredType(type)!] ?? []).filter((name) => name !== expand)
  if (hidden.length === 0) return resource
  const properties = Object.entries(propertiesOf(resource)).filter(([name]) => !hidden.includes(name))
  return { ...resource, properties: Object.fromEntries(properties) }
}

/** The part of OData that auditors use: `field eq 'value'` joined by `and`, `atScope()`, `assignedTo('…')`. */
function parseFilter(text: string | null): Filter {
  const equals = [...(text ?? "").matchAll(/(\w+) eq '([^']*)'/g)].map(([, field, value]) => [field, value])
  const assignedTo = /assignedTo\('([^']*)'\)/.exec(text ?? "")?.[1]
  return {
    equals: { ...Object.fromEntries(equals), ...(assignedTo && { principalId: assignedTo }) },
    atScope: /atScope\(\)/.test(text ?? ""),
  }
}
