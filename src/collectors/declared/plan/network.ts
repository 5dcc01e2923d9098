import type * as azure from "../../../evidence/azure.ts"
import type { ValueOf } from "../../../model/evidence.ts"
import { defaultRules } from "../../azure/security-group.ts"
import { blocks, textOf, type HclBody } from "../hcl.ts"
import { textsAt, type Plan, type Planned } from "./graph.ts"

/** Something that a plan does not show, because it is not part of it. */
export class Outside extends Error {}

export const interfacesOf = (plan: Plan, machine: Planned): Planned[] =>
  plan.linked(machine, ["network_interface_ids"], "azurerm_network_interface")

/** The public address of the machine's first interface that has one. */
export const publicAddressOf = (plan: Plan, machine: Planned): Planned | undefined =>
  interfacesOf(plan, machine).flatMap((one) => addressesOf(plan, one))[0]

const addressesOf = (plan: Plan, one: Planned): Planned[] =>
  plan.linked(one, ["ip_configuration", "public_ip_address_id"], "azurerm_public_ip")

export function publicIpAddress({ id, values }: Planned): ValueOf<typeof azure.publicIpAddress> {
  return {
    id,
    name: textOf(values["name"]) ?? "",
    sku: values["sku"] === "Basic" ? "Basic" : "Standard",
    allocation: values["allocation_method"] === "Dynamic" ? "Dynamic" : "Static",
    zones: textsAt(values, ["zones"]),
    location: textOf(values["location"]) ?? "",
    fqdn: textOf(values["fqdn"]),
    ddosProtectionMode: textOf(values["ddos_protection_mode"]),
  }
}

/** @throws Outside when a subnet is not part of the plan */
export const networkInterfaces = (plan: Plan, machine: Planned): azure.NetworkInterface[] =>
  interfacesOf(plan, machine).map((one, position) => networkInterface(plan, one, position === 0))

function networkInterface(plan: Plan, one: Planned, primary: boolean): azure.NetworkInterface {
  const [address] = addressesOf(plan, one)
  const [subnet] = plan.linked(one, ["ip_configuration", "subnet_id"], "azurerm_subnet")
  return {
    id: one.id,
    name: textOf(one.values["name"]) ?? "",
    resourceGroup: textOf(one.values["resource_group_name"]) ?? "",
    primary,
    ipForwarding: (one.values["ip_forwarding_enabled"] ?? one.values["enable_ip_forwarding"]) === true,
    acceleratedNetworking:
      (one.values["accelerated_networking_enabled"] ?? one.values["enable_accelerated_networking"]) === true,
    securityGroupId: groupBy(
      plan,
      one,
      "azurerm_network_interface_security_group_association",
      "network_interface_id",
    ),
    ipConfigurations: blocks(one.values, "ip_configuration").map((configuration, position) => ({
      name: textOf(configuration["name"]) ?? "",
      privateIpAddress: textOf(configuration["private_ip_address"]) ?? firstIn(subnet),
      subnetId: subnet?.id ?? outside(one, "its subnet"),
      publicIpAddress:
        address && position === 0 ? { id: address.id, sku: publicIpAddress(address).sku } : null,
      applicationSecurityGroups: [],
      loadBalancerTargets: [],
      gatewayLoadBalancer: false,
    })),
  }
}

/** Azure keeps the first four addresses of a subnet and hands out the others in order. */
const firstIn = (subnet: Planned | undefined): string =>
  (textsAt(subnet?.values, ["address_prefixes"])[0] ?? "0.0.0.0/0").replace(/\.\d+\/\d+$/, ".4")

function groupBy(plan: Plan, member: Planned, association: string, argument: string): string | null {
  const [link] = plan.linking(member, [argument], association)
  const [group] = link
    ? plan.linked(link, ["network_security_group_id"], "azurerm_network_security_group")
    : []
  if (link && !group) outside(link, "its security group")
  return group?.id ?? null
}

function outside({ address }: Planned, what: string): never {
  throw new Outside(`${address} leads to ${what}, which is not part of the plan.`)
}

/** @throws Outside when a subnet or a security group is not part of the plan */
export function networkSecurity(plan: Plan, machine: Planned): ValueOf<typeof azure.networkSecurity> {
  const subnets = interfacesOf(plan, machine).flatMap((one) =>
    plan.linked(one, ["ip_configuration", "subnet_id"], "azurerm_subnet"),
  )
  return {
    interfaces: networkInterfaces(plan, machine),
    subnets: subnets.map((subnet) => ({
      id: subnet.id,
      securityGroupId: groupBy(
        plan,
        subnet,
        "azurerm_subnet_network_security_group_association",
        "subnet_id",
      ),
      addressPrefixes: textsAt(subnet.values, ["address_prefixes"]),
      virtualNetworkPrefixes: plan
        .ofType("azurerm_virtual_network")
        .filter(({ values }) => values["name"] === subnet.values["virtual_network_name"])
        .flatMap(({ values }) => textsAt(values, ["address_space"])),
      defaultRoute: defaultRouteOf(plan, subnet),
    })),
    groups: plan.ofType("azurerm_network_security_group").map((group) => securityGroup(plan, group)),
  }
}

function defaultRouteOf(plan: Plan, subnet: Planned): string | null {
  const [link] = plan.linking(subnet, ["subnet_id"], "azurerm_subnet_route_table_association")
  const [table] = link ? plan.linked(link, ["route_table_id"], "azurerm_route_table") : []
  const route = table && blocks(table.values, "route").find((one) => one["address_prefix"] === "0.0.0.0/0")
  return route ? textOf(route["next_hop_type"]) : null
}

const securityGroup = (plan: Plan, group: Planned): azure.SecurityGroup => ({
  id: group.id,
  name: textOf(group.values["name"]) ?? "",
  resourceGroup: textOf(group.values["resource_group_name"]) ?? "",
  rules: [
    ...blocks(group.values, "security_rule").map(securityRule),
    ...plan
      .ofType("azurerm_network_security_rule")
      .filter(({ values }) => values["network_security_group_name"] === group.values["name"])
      .map(({ values }) => securityRule(values)),
    ...defaultRules,
  ],
})

const securityRule = (values: HclBody): azure.SecurityRule => ({
  name: textOf(values["name"]) ?? "",
  priority: Number(values["priority"]),
  direction: values["direction"] === "Outbound" ? "Outbound" : "Inbound",
  access: values["access"] === "Deny" ? "Deny" : "Allow",
  protocol: textOf(values["protocol"]) ?? "*",
  sources: oneOrMany(values, "source_address_prefix", "source_address_prefixes"),
  sourceApplicationSecurityGroups: textsAt(values, ["source_application_security_group_ids"]),
  destinations: oneOrMany(values, "destination_address_prefix", "destination_address_prefixes"),
  destinationApplicationSecurityGroups: textsAt(values, ["destination_application_security_group_ids"]),
  destinationPorts: oneOrMany(values, "destination_port_range", "destination_port_ranges"),
})

const oneOrMany = (values: HclBody, one: string, many: string): string[] => [
  ...textsAt(values, [one]).filter((text) => text !== ""),
  ...textsAt(values, [many]),
]
