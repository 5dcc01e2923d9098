import { isBody, type HclBody } from "../hcl.ts"

/** A resource as the plan says it will be. */
export interface Planned {
  /** Terraform's: "module.chroma.azurerm_subnet.this[0]". */
  address: string
  type: string
  values: HclBody
  /** The ARM id that it has or, under a subscription called "planned", will have. */
  id: string
}

/** The planned resources, and what refers to what: most ids are known only after apply. */
export interface Plan {
  /** The file, for sources. */
  file: string
  ofType: (...types: readonly string[]) => Planned[]
  /** What an argument refers to: by id where that is known, else by the expression it is written as. */
  linked: (from: Planned, argument: readonly string[], ...types: readonly string[]) => Planned[]
  /** What refers to a resource with that argument. */
  linking: (to: Planned, argument: readonly string[], ...types: readonly string[]) => Planned[]
}

/**
 * @param resources of `planned_values`, managed ones alone
 * @param configuration the plan's own, with the expressions of every argument
 */
export function planOf(
  resources: readonly { address: string; type: string; values?: HclBody | undefined }[],
  configuration: unknown,
  file: string,
): Plan {
  const root = moduleOf(isBody(configuration) ? configuration["root_module"] : undefined)
  const subscription = subscriptionIn(resources)
  const all: Planned[] = resources.map(({ address, type, values = {} }) => ({
    address,
    type,
    values,
    id: idOf({ address, type, values }, subscription),
  }))
  const ofType: Plan["ofType"] = (...types) => all.filter(({ type }) => types.includes(type))
  const linked: Plan["linked"] = (from, argument, ...types) => {
    const ids = textsAt(from.values, argument).map((id) => id.toLowerCase())
    const keys = referredTo(root, from, argument)
    const found = ofType(...types).filter(
      ({ address, id }) => ids.includes(id.toLowerCase()) || keys.has(withoutIndexes(address)),
    )
    const sameIndex = found.filter(({ address }) => indexOf(address) === indexOf(from.address))
    return sameIndex.length > 0 ? sameIndex : found
  }
  return {
    file,
    ofType,
    linked,
    linking: (to, argument, ...types) =>
      ofType(...types).filter((one) => linked(one, argument, to.type).includes(to)),
  }
}

const indexes = /\[(?:"[^"]*"|\d+)\]/g
const withoutIndexes = (address: string): string => address.replace(indexes, "")
const indexOf = (address: string): string => address.match(indexes)?.at(-1) ?? ""

interface Module {
  /** By type and name. */
  resources: ReadonlyMap<string, unknown>
  calls: HclBody
  outputs: HclBody
}

function moduleOf(module: unknown): Module {
  const { resources, module_calls: calls, outputs } = isBody(module) ? module : {}
  return {
    resources: new Map(
      (Array.isArray(resources) ? resources : [])
        .filter(isBody)
        .map(({ address, expressions }) => [String(address), expressions]),
    ),
    calls: isBody(calls) ? calls : {},
    outputs: isBody(outputs) ? outputs : {},
  }
}

/** The modules from the root to the one that is called so: `["chroma", "network"]`. */
function modulesTo(root: Module, path: readonly string[]): Module[] {
  const modules = [root]
  for (const name of path) {
    const call = modules.at(-1)?.calls[name]
    modules.push(moduleOf(isBody(call) ? call["module"] : undefined))
  }
  return modules
}

/** The resources that an argument's expression names, as addresses without indexes. */
function referredTo(root: Module, { address }: Planned, argument: readonly string[]): Set<string> {
  const parts = withoutIndexes(address).split(".")
  const own = parts.slice(-2).join(".")
  const path = parts.slice(0, -2).filter((_, position) => position % 2 === 1)
  const expressions = modulesTo(root, path).at(-1)?.resources.get(own)
  return new Set(referencesIn(expressions, argument).flatMap((reference) => follow(root, path, reference)))
}

/** Through the variables of a module to its caller, and through the outputs of a module into it. */
function follow(root: Module, path: readonly string[], reference: string): string[] {
  const [first = "", second = "", third = ""] = withoutIndexes(reference).split(".")
  const modules = modulesTo(root, path)
  if (first === "var") {
    const call = modules.at(-2)?.calls[path.at(-1) ?? ""]
    const expression = isBody(call) && isBody(call["expressions"]) ? call["expressions"][second] : undefined
    return referencesIn(expression, []).flatMap((outer) => follow(root, path.slice(0, -1), outer))
  }
  if (first === "module") {
    const inside = [...path, second]
    const output = modulesTo(root, inside).at(-1)?.outputs[third]
    return referencesIn(output, ["expression"]).flatMap((inner) => follow(root, inside, inner))
  }
  return second === "" ? [] : [[...path.flatMap((name) => ["module", name]), first, second].join(".")]
}

/** The references of an expression, or of the part of it that the argument names. Blocks are lists. */
function referencesIn(expression: unknown, argument: readonly string[]): string[] {
  if (Array.isArray(expression)) return expression.flatMap((one) => referencesIn(one, argument))
  if (!isBody(expression)) return []
  const [next, ...rest] = argument
  if (next !== undefined) return referencesIn(expression[next], rest)
  return Object.entries(expression).flatMap(([name, value]) =>
    name === "references" && Array.isArray(value) ? value.map(String) : referencesIn(value, []),
  )
}

/** The texts under an argument: one, or those of a list. */
export function textsAt(value: unknown, argument: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsAt(one, argument))
  const [next, ...rest] = argument
  if (next === undefined) return typeof value === "string" ? [value] : []
  return isBody(value) ? textsAt(value[next], rest) : []
}

const armTypes: Readonly<Record<string, string>> = {
  azurerm_linux_virtual_machine: "Microsoft.Compute/virtualMachines",
  azurerm_virtual_machine: "Microsoft.Compute/virtualMachines",
  azurerm_managed_disk: "Microsoft.Compute/disks",
  azurerm_availability_set: "Microsoft.Compute/availabilitySets",
  azurerm_network_interface: "Microsoft.Network/networkInterfaces",
  azurerm_network_security_group: "Microsoft.Network/networkSecurityGroups",
  azurerm_public_ip: "Microsoft.Network/publicIPAddresses",
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks",
  azurerm_recovery_services_vault: "Microsoft.RecoveryServices/vaults",
  azurerm_monitor_action_group: "Microsoft.Insights/actionGroups",
  azurerm_monitor_metric_alert: "Microsoft.Insights/metricAlerts",
  azurerm_monitor_activity_log_alert: "Microsoft.Insights/activityLogAlerts",
  azurerm_monitor_scheduled_query_rules_alert_v2: "Microsoft.Insights/scheduledQueryRules",
  azurerm_monitor_data_collection_rule: "Microsoft.Insights/dataCollectionRules",
}

/** The only subscription that the plan mentions. */
function subscriptionIn(resources: unknown): string {
  const mentioned = JSON.stringify(resources).match(/(?<=\/subscriptions\/)[0-9a-f]{8}-[0-9a-f-]{27}/gi)
  const [only = "planned", ...others] = new Set(mentioned)
  return others.length === 0 ? only : "planned"
}

function idOf({ address, type, values }: Omit<Planned, "id">, subscription: string): string {
  const text = (name: string): string | undefined => textsAt(values, [name])[0]
  const group = `/subscriptions/${subscription}/resourceGroups/${text("resource_group_name") ?? text("name") ?? address}`
  if (text("id") !== undefined) return String(text("id"))
  if (type === "azurerm_resource_group") return group
  if (type === "azurerm_subnet")
    return `${group}/providers/Microsoft.Network/virtualNetworks/${text("virtual_network_name")}/subnets/${text("name")}`
  return `${group}/providers/${armTypes[type] ?? `Terraform/${type}`}/${text("name") ?? address}`
}
