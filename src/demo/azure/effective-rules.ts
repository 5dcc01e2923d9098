import type { Resource } from "./stack.ts"
import type { Store } from "./store.ts"

interface Reference {
  id: string
}
interface Interface {
  networkSecurityGroup?: Reference
  ipConfigurations: readonly { properties: { subnet: Reference } }[]
}
interface Rule {
  name: string
  properties: Record<string, unknown> & { protocol: string }
}

/** What `effectiveNetworkSecurityGroups` says of an interface: the rules of subnet and interface, in its own words. */
export function effectiveSecurityGroups(store: Store, networkInterface: Resource): unknown {
  const { networkSecurityGroup, ipConfigurations } = networkInterface["properties"] as Interface
  const subnets = [...new Set(ipConfigurations.map(({ properties }) => properties.subnet.id))]
  const associations = [
    ...subnets.map((id) => ({ association: { subnet: { id } }, group: groupOfSubnet(store, id) })),
    {
      association: { networkInterface: { id: networkInterface.id } },
      group: networkSecurityGroup && store.find(networkSecurityGroup.id),
    },
  ]
  return {
    value: associations.flatMap(({ association, group }) =>
      group
        ? [
            {
              networkSecurityGroup: { id: group.id },
              association,
              effectiveSecurityRules: effectiveRules(group),
            },
          ]
        : [],
    ),
  }
}

function groupOfSubnet(store: Store, subnetId: string): Resource | undefined {
  const subnet = store.find(subnetId)?.["properties"] as { networkSecurityGroup?: Reference } | undefined
  return subnet?.networkSecurityGroup && store.find(subnet.networkSecurityGroup.id)
}

function effectiveRules(group: Resource): unknown[] {
  const properties = group["properties"] as Record<"securityRules" | "defaultSecurityRules", readonly Rule[]>
  return (["securityRules", "defaultSecurityRules"] as const).flatMap((kind) =>
    properties[kind].map((rule) => ({ name: `${kind}/${rule.name}`, ...inEffectiveTerms(rule.properties) })),
  )
}

/** Protocol "All", ports as ranges, each field in the singular and the plural. */
function inEffectiveTerms({ protocol, access, priority, direction, ...rule }: Rule["properties"]): object {
  const ranges = ["sourcePortRange", "destinationPortRange"].map((field) =>
    bothNumbers(field, `${field}s`, valuesOf(rule, field, `${field}s`).map(effectivePorts)),
  )
  const prefixes = ["sourceAddressPrefix", "destinationAddressPrefix"].map((field) =>
    bothNumbers(field, `${field}es`, valuesOf(rule, field, `${field}es`).map(effectivePrefix)),
  )
  return Object.assign(
    { protocol: protocol === "*" ? "All" : protocol, access, priority, direction },
    ...ranges,
    ...prefixes,
  )
}

const valuesOf = (rule: Record<string, unknown>, singular: string, plural: string): readonly string[] =>
  [rule[singular] ?? rule[plural] ?? []].flat() as string[]

const bothNumbers = (singular: string, plural: string, values: readonly string[]): object =>
  values.length === 1 ? { [singular]: values[0], [plural]: values } : { [plural]: values }

const effectivePorts = (ports: string): string =>
  ports === "*" ? "0-65535" : ports.includes("-") ? ports : `${ports}-${ports}`

const effectivePrefix = (prefix: string): string => (prefix === "*" ? "0.0.0.0/0" : prefix)
