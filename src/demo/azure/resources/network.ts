import type { Resource } from "../stack.ts"
import { guidOf, resource, resourceId, type Place } from "./place.ts"

export function publicIpAddress(
  place: Place,
  name: string,
  { address, networkInterface }: { address: string; networkInterface: string },
): Resource {
  return resource(place, "Microsoft.Network/publicIPAddresses", name, {
    etag: etagOf(name),
    sku: { name: "Standard", tier: "Regional" },
    properties: {
      provisioningState: "Succeeded",
      resourceGuid: guidOf(name),
      ipAddress: address,
      publicIPAddressVersion: "IPv4",
      publicIPAllocationMethod: "Static",
      idleTimeoutInMinutes: 4,
      ipTags: [],
      ddosSettings: { protectionMode: "VirtualNetworkInherited" },
      ipConfiguration: {
        id: resourceId(
          place,
          "Microsoft.Network/networkInterfaces/ipConfigurations",
          networkInterface,
          ipConfiguration,
        ),
      },
    },
  })
}

const ipConfiguration = "ipconfig1"

export function networkInterface(
  place: Place,
  name: string,
  parts: {
    privateAddress: string
    publicIpAddress: string
    virtualNetwork: string
    subnet: string
    virtualMachine: string
    securityGroup: string
    acceleratedNetworking: boolean
  },
): Resource {
  return resource(place, "Microsoft.Network/networkInterfaces", name, {
    etag: etagOf(name),
    properties: {
      provisioningState: "Succeeded",
      resourceGuid: guidOf(name),
      ipConfigurations: [
        {
          name: ipConfiguration,
          id: resourceId(
            place,
            "Microsoft.Network/networkInterfaces/ipConfigurations",
            name,
            ipConfiguration,
          ),
          etag: etagOf(name),
          type: "Microsoft.Network/networkInterfaces/ipConfigurations",
          properties: {
            provisioningState: "Succeeded",
            privateIPAddress: parts.privateAddress,
            privateIPAllocationMethod: "Dynamic",
            privateIPAddressVersion: "IPv4",
            primary: true,
            subnet: { id: subnetId(place, parts.virtualNetwork, parts.subnet) },
            publicIPAddress: {
              id: resourceId(place, "Microsoft.Network/publicIPAddresses", parts.publicIpAddress),
            },
          },
        },
      ],
      dnsSettings: {
        dnsServers: [],
        appliedDnsServers: [],
        internalDomainNameSuffix: "simulated.ax.internal.cloudapp.net",
      },
      macAddress: "00-0D-3A-1B-C7-21",
      primary: true,
      enableAcceleratedNetworking: parts.acceleratedNetworking,
      enableIPForwarding: false,
      disableTcpStateTracking: false,
      vnetEncryptionSupported: false,
      hostedWorkloads: [],
      tapConfigurations: [],
      nicType: "Standard",
      networkSecurityGroup: {
        id: resourceId(place, "Microsoft.Network/networkSecurityGroups", parts.securityGroup),
      },
      virtualMachine: { id: resourceId(place, "Microsoft.Compute/virtualMachines", parts.virtualMachine) },
    },
  })
}

export function virtualNetwork(
  place: Place,
  name: string,
  { subnet, securityGroup }: { subnet: string; securityGroup?: string },
): Resource {
  return resource(place, "Microsoft.Network/virtualNetworks", name, {
    etag: etagOf(name),
    properties: {
      provisioningState: "Succeeded",
      resourceGuid: guidOf(name),
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [
        {
          name: subnet,
          id: subnetId(place, name, subnet),
          etag: etagOf(subnet),
          type: "Microsoft.Network/virtualNetworks/subnets",
          properties: {
            provisioningState: "Succeeded",
            addressPrefix: "10.0.1.0/24",
            delegations: [],
            privateEndpointNetworkPolicies: "Disabled",
            privateLinkServiceNetworkPolicies: "Enabled",
            ...(securityGroup && {
              networkSecurityGroup: {
                id: resourceId(place, "Microsoft.Network/networkSecurityGroups", securityGroup),
              },
            }),
          },
        },
      ],
      virtualNetworkPeerings: [],
      enableDdosProtection: false,
    },
  })
}

export const subnetId = (place: Place, virtualNetwork: string, subnet: string): string =>
  resourceId(place, "Microsoft.Network/virtualNetworks/subnets", virtualNetwork, subnet)

/** Inbound TCP from a source (an address, a prefix, a service tag or `*`) to one port. */
export interface Opening {
  name: string
  priority: number
  source: string
  port: number
}

export function networkSecurityGroup(place: Place, name: string, openings: readonly Opening[]): Resource {
  const type = "Microsoft.Network/networkSecurityGroups"
  const rule = (kind: string, rule: string, properties: object): object => ({
    name: rule,
    id: resourceId(place, `${type}/${kind}`, name, rule),
    etag: etagOf(name),
    type: `${type}/${kind}`,
    properties: {
      provisioningState: "Succeeded",
      sourcePortRange: "*",
      ...properties,
      sourcePortRanges: [],
      destinationPortRanges: [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
    },
  })
  return resource(place, type, name, {
    etag: etagOf(name),
    properties: {
      provisioningState: "Succeeded",
      resourceGuid: guidOf(name),
      securityRules: openings.map((opening) =>
        rule("securityRules", opening.name, {
          protocol: "Tcp",
          destinationPortRange: String(opening.port),
          sourceAddressPrefix: opening.source,
          destinationAddressPrefix: "*",
          access: "Allow",
          priority: opening.priority,
          direction: "Inbound",
        }),
      ),
      defaultSecurityRules: defaultRules.map(([ruleName, direction, priority, access, source, destination]) =>
        rule("defaultSecurityRules", ruleName, {
          protocol: "*",
          destinationPortRange: "*",
          sourceAddressPrefix: source,
          destinationAddressPrefix: destination,
          access,
          priority,
          direction,
        }),
      ),
    },
  })
}

const defaultRules = [
  ["AllowVnetInBound", "Inbound", 65000, "Allow", "VirtualNetwork", "VirtualNetwork"],
  ["AllowAzureLoadBalancerInBound", "Inbound", 65001, "Allow", "AzureLoadBalancer", "*"],
  ["DenyAllInBound", "Inbound", 65500, "Deny", "*", "*"],
  ["AllowVnetOutBound", "Outbound", 65000, "Allow", "VirtualNetwork", "VirtualNetwork"],
  ["AllowInternetOutBound", "Outbound", 65001, "Allow", "*", "Internet"],
  ["DenyAllOutBound", "Outbound", 65500, "Deny", "*", "*"],
] as const

const etagOf = (text: string): string => `W/"${guidOf(`etag of ${text}`)}"`

export const networkWatcher = (place: Place, name: string): Resource =>
  resource(place, "Microsoft.Network/networkWatchers", name, {
    etag: etagOf(name),
    properties: { provisioningState: "Succeeded" },
  })

/** Every flow of a network, subnet or interface, written to a storage account. */
export function flowLog(place: Place, watcher: string, name: string, target: Resource): Resource {
  const type = "Microsoft.Network/networkWatchers/flowLogs"
  return {
    id: resourceId(place, type, watcher, name),
    name,
    type,
    location: place.location,
    etag: etagOf(name),
    properties: {
      provisioningState: "Succeeded",
      targetResourceId: target.id,
      targetResourceGuid: guidOf(String(target["name"])),
      storageId: resourceId(place, "Microsoft.Storage/storageAccounts", "chromaflowlogs"),
      enabled: true,
      retentionPolicy: { days: 30, enabled: true },
      format: { type: "JSON", version: 2 },
      flowAnalyticsConfiguration: {},
    },
  }
}
