import type { Caller } from "./access-token.ts"
import { actions } from "./actions.ts"
import {
  groupOf,
  isWithin,
  parentOf,
  parseAddress,
  sameText,
  subscriptionOf,
  type Address,
} from "./address.ts"
import { inProgress, ok, type Answer } from "./answer.ts"
import type { Behaviour } from "./behaviour.ts"
import { parseFilter } from "./filter.ts"
import { describeMetrics } from "./metrics.ts"
import { Operations } from "./operations.ts"
import * as refuse from "./refuse.ts"
import { answerQuery } from "./resource-graph.ts"
import {
  endsWithEmptyLink,
  expandable,
  registeredType,
  unpaged,
  type ResourceType,
} from "./resource-types.ts"
import { propertiesOf, type Resource, type Stack } from "./stack.ts"
import { Store } from "./store.ts"

const graph = "Microsoft.ResourceGraph/resources"

/** What the simulated Azure Resource Manager needs to know of a request. */
export interface ArmRequest {
  method: string
  url: URL
  authorization: string | undefined
  body: string
}

/** A request that was understood and may be answered. */
interface Question extends Address {
  type: ResourceType
  url: URL
  body: string
}

/** Answers requests as Azure Resource Manager does, from a stack. Knows nothing of sockets. */
export class ResourceManager {
  readonly #stack: Stack
  readonly #store: Store
  readonly #caller: Caller
  readonly #behaviour: Behaviour
  readonly #operations = new Operations()

  constructor(stack: Stack, caller: Caller, behaviour: Behaviour) {
    this.#stack = stack
    this.#store = new Store(stack)
    this.#caller = caller
    this.#behaviour = behaviour
  }

  answer({ method, url, authorization, body }: ArmRequest): Answer {
    const address = parseAddress(url.pathname)
    const version = url.searchParams.get("api-version")
    if (method !== "GET" && method !== "POST") return refuse.methodNotAllowed(method)
    if (authorization !== `Bearer ${this.#caller.token}`)
      return refuse.unauthenticated(this.#stack.tenantId, authorization)
    if (version === null) return refuse.missingApiVersion()
    const type = registeredType(address.type)
    if (!type) return refuse.invalidResourceType(address.type, version)
    const question = { ...address, type, url, body }
    return (
      this.#refuseVersion(type, version) ??
      this.#refuseScope(question, method) ??
      (method === "POST" ? this.#act(question) : this.#read(question))
    )
  }

  #refuseVersion(type: ResourceType, version: string): Answer | undefined {
    if (!/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) return refuse.invalidApiVersion(version)
    const versions = Object.entries(this.#behaviour.apiVersions ?? {}).find(([of]) => sameText(of, type))?.[1]
    return !versions || versions.includes(version)
      ? undefined
      : refuse.unsupportedApiVersion(type, version, versions)
  }

  #refuseScope(question: Question, method: string): Answer | undefined {
    const { path, type, isCollection } = question
    const subscription = subscriptionOf(path)
    if (subscription && (!this.#store.find(subscription) || this.#isInvisible(subscription)))
      return refuse.subscriptionNotFound(subscription)
    const also = alsoNeeded[`${type} ${question.url.searchParams.get("$expand")}`] ?? []
    const action = `${type}/${method === "POST" && type !== graph ? "action" : "read"}`
    // Anyone may list subscriptions; who has no role gets an empty list.
    const isOpen = isCollection && type === "Microsoft.Resources/subscriptions"
    const refused = isOpen ? undefined : [action, ...also].find((each) => !this.#may(each))
    if (refused !== undefined || this.#isInvisible(path))
      return refuse.forbidden(
        this.#caller.objectId,
        refused ?? action,
        isCollection ? holderOf(question) : path,
      )
    const group = groupOf(path)
    return group && !this.#store.find(group) ? refuse.groupNotFound(group) : undefined
  }

  #read(question: Question): Answer {
    const { path, type, names, isCollection, url } = question
    if (type in actions) return refuse.methodNotAllowed("GET")
    if (!isCollection) {
      const resource = this.#store.find(path)
      if (resource) return this.#show(resource, question)
      return this.#operations.poll(names.at(-1) ?? "", url) ?? refuse.resourceNotFound(question)
    }
    const holderPath = holderOf(question)
    const holder = this.#store.find(holderPath)
    if (holderPath && !holder) return refuse.resourceNotFound(parseAddress(holderPath))
    return holder && type === "Microsoft.Compute/virtualMachines/instanceView"
      ? ok(propertiesOf(holder)["instanceView"])
      : this.#list(question)
  }

  #show(resource: Resource, { type, url }: Question): Answer {
    const expand = url.searchParams.get("$expand")
    const known = expandable[type]
    return expand && known && !known.includes(expand)
      ? refuse.invalidParameter("$expand", expand)
      : ok(withoutUnexpanded(resource, type, expand))
  }

  #list(question: Question): Answer {
    const { type, url } = question
    if (type === "Microsoft.Authorization/permissions") return ok({ value: [this.#permissions()] })
    const items = this.#store
      .list(question, parseFilter(url.searchParams.get("$filter")))
      .filter(({ id }) => typeof id !== "string" || !this.#isInvisible(id))
      .map((item) => withoutUnexpanded(item, type, url.searchParams.get("$expand")))
    if (type === "Microsoft.Insights/metrics") return ok(describeMetrics(items, url.searchParams))
    const { pageSize } = this.#behaviour
    if (pageSize !== undefined && !unpaged.includes(type)) return ok(pageOf(items, pageSize, url))
    return ok({ value: items, ...(endsWithEmptyLink.includes(type) && { nextLink: "" }) })
  }

  #act({ path, type, isCollection, url, body }: Question): Answer {
    if (type === graph) return answerQuery(body, this.#inGraph(), this.#behaviour.pageSize)
    const action = actions[type]
    if (!action || !isCollection) return refuse.methodNotAllowed("POST")
    const resource = this.#store.find(parentOf(path))
    if (!resource) return refuse.resourceNotFound(parseAddress(parentOf(path)))
    const result = action.result(this.#store, resource, this.#stack)
    if (action.immediate) return ok(result)
    const place = `${subscriptionOf(path)}/providers/${type.split("/")[0]}/locations/${String(resource["location"])}`
    return inProgress(`${url.origin}${place}/operationResults/${this.#operations.begin(result)}${url.search}`)
  }

  /** Only what the caller may read is in its graph. */
  #inGraph(): readonly Resource[] {
    if (this.#behaviour.graphBehind) return []
    return this.#store.all().filter(({ id }) => {
      return !this.#isInvisible(id) && this.#may(`${parseAddress(id).type}/read`)
    })
  }

  #permissions() {
    const { allowed, denied = [] } = this.#behaviour
    return { actions: allowed ?? ["*"], notActions: denied, dataActions: [], notDataActions: [] }
  }

  #may(action: string): boolean {
    const { actions, notActions } = this.#permissions()
    const isIn = (patterns: readonly string[]) => patterns.some((pattern) => covers(pattern, action))
    return isIn(actions) && !isIn(notActions)
  }

  #isInvisible(path: string): boolean {
    return (this.#behaviour.invisible ?? []).some((scope) => isWithin(path, scope))
  }
}

/** What an expansion shows is a type of its own, with an action of its own. */
const alsoNeeded: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Compute/restorePointCollections restorePoints": [
    "Microsoft.Compute/restorePointCollections/restorePoints/read",
  ],
}

/** "Microsoft.Insights/*" covers everything of that provider. */
const covers = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`, "i").test(action)

/** "…/virtualMachines/V/extensions" hangs under V, "…/providers/Microsoft.Compute/disks" under its scope. */
const holderOf = ({ path, scope, names }: Address): string => (names.length > 0 ? parentOf(path) : scope)

/** Every page that holds something leads on to the next. */
function pageOf(
  items: readonly object[],
  size: number,
  url: URL,
): { value: readonly object[]; nextLink?: string } {
  const start = Number(url.searchParams.get("$skiptoken") ?? 0)
  const value = items.slice(start, start + size)
  if (value.length === 0) return { value }
  const next = new URL(url)
  next.searchParams.set("$skiptoken", String(start + size))
  return { value, nextLink: next.href }
}

function withoutUnexpanded<R extends object>(resource: R, type: ResourceType, expand: string | null): R {
  const hidden = expandable[type]?.filter((name) => name !== expand) ?? []
  if (hidden.length === 0 || !("properties" in resource)) return resource
  const shown = Object.entries(resource.properties as object).filter(([name]) => !hidden.includes(name))
  return { ...resource, properties: Object.fromEntries(shown) }
}
