/** What can stand between a public address and a machine, or hold an address that leads to none. */
import type { Resource } from "../stack.ts"
import { guidOf, resource, resourceId, type Place } from "./place.ts"

const succeeded = { provisioningState: "Succeeded" }

/** A part of a body that has an id, a name and properties of its own. */
const part = (parent: string, kind: string, name: string, properties: object): Resource => ({
  id: `${parent}/${kind}/${name}`,
  name,
  properties: { ...succeeded, ...properties },
})

const reference = (id: string) => ({ id })

export interface Forwarding {
  name: string
  publicPort: number
  port: number
}

/** A load balancer that spreads one port over its backends, and leads another to the first of them. */
export function loadBalancer(
  place: Place,
  name: string,
  parts: {
    publicIpAddressId: string
    /** Ids of IP configurations. */
    backends: readonly string[]
    rule: Forwarding
    natRule?: Forwarding
  },
): Resource {
  const id = resourceId(place, "Microsoft.Network/loadBalancers", name)
  const frontend = `${id}/frontendIPConfigurations/public`
  const pool = `${id}/backendAddressPools/chroma`
  const probe = `${id}/probes/heartbeat`
  const common = { frontendIPConfiguration: reference(frontend), protocol: "Tcp", enableFloatingIP: false }
  const { rule, natRule, backends, publicIpAddressId } = parts
  return resource(place, "Microsoft.Network/loadBalancers", name, {
    sku: { name: "Standard", tier: "Regional" },
    properties: {
      ...succeeded,
      resourceGuid: guidOf(name),
      frontendIPConfigurations: [
        part(id, "frontendIPConfigurations", "public", {
          privateIPAllocationMethod: "Dynamic",
          publicIPAddress: reference(publicIpAddressId),
        }),
      ],
      backendAddressPools: [
        part(id, "backendAddressPools", "chroma", { backendIPConfigurations: backends.map(reference) }),
      ],
      loadBalancingRules: [
        part(id, "loadBalancingRules", rule.name, {
          ...common,
          frontendPort: rule.publicPort,
          backendPort: rule.port,
          backendAddressPool: reference(pool),
          probe: reference(probe),
          idleTimeoutInMinutes: 4,
        }),
      ],
      probes: [
        part(id, "probes", "heartbeat", {
          protocol: "Tcp",
          port: rule.port,
          intervalInSeconds: 15,
          numberOfProbes: 2,
        }),
      ],
      inboundNatRules: natRule
        ? [
            part(id, "inboundNatRules", natRule.name, {
              ...common,
              frontendPort: natRule.publicPort,
              backendPort: natRule.port,
              backendIPConfiguration: reference(backends[0] ?? ""),
            }),
          ]
        : [],
      outboundRules: [],
      inboundNatPools: [],
    },
  })
}

/** An application gateway with one listener, that ends TLS and goes on in clear text. */
export function applicationGateway(
  place: Place,
  name: string,
  parts: { publicIpAddressId: string; subnetId: string; backendAddress: string; rule: Forwarding },
): Resource {
  const id = resourceId(place, "Microsoft.Network/applicationGateways", name)
  const { publicIpAddressId, subnetId, backendAddress, rule } = parts
  return resource(place, "Microsoft.Network/applicationGateways", name, {
    properties: {
      ...succeeded,
      operationalState: "Running",
      sku: { name: "Standard_v2", tier: "Standard_v2", capacity: 2 },
      gatewayIPConfigurations: [
        part(id, "gatewayIPConfigurations", "gateway", { subnet: reference(subnetId) }),
      ],
      frontendIPConfigurations: [
        part(id, "frontendIPConfigurations", "public", {
          privateIPAllocationMethod: "Dynamic",
          publicIPAddress: reference(publicIpAddressId),
        }),
      ],
      frontendPorts: [part(id, "frontendPorts", "port", { port: rule.publicPort })],
      backendAddressPools: [
        part(id, "backendAddressPools", "chroma", { backendAddresses: [{ ipAddress: backendAddress }] }),
      ],
      backendHttpSettingsCollection: [
        part(id, "backendHttpSettingsCollection", "clear", {
          port: rule.port,
          protocol: "Http",
          cookieBasedAffinity: "Disabled",
          requestTimeout: 30,
        }),
      ],
      httpListeners: [
        part(id, "httpListeners", rule.name, {
          frontendIPConfiguration: reference(`${id}/frontendIPConfigurations/public`),
          frontendPort: reference(`${id}/frontendPorts/port`),
          protocol: "Https",
          requireServerNameIndication: false,
        }),
      ],
      requestRoutingRules: [
        part(id, "requestRoutingRules", rule.name, {
          ruleType: "Basic",
          priority: 10,
          httpListener: reference(`${id}/httpListeners/${rule.name}`),
          backendAddressPool: reference(`${id}/backendAddressPools/chroma`),
          backendHttpSettings: reference(`${id}/backendHttpSettingsCollection/clear`),
        }),
      ],
    },
  })
}

/** A firewall with a rule of its own that translates one port of its address to a machine's. */
export function azureFirewall(
  place: Place,
  name: string,
  parts: {
    publicIpAddressId: string
    publicAddress: string
    subnetId: string
    backendAddress: string
    source: string
    rule: Forwarding
  },
): Resource {
  const id = resourceId(place, "Microsoft.Network/azureFirewalls", name)
  const { publicIpAddressId, publicAddress, subnetId, backendAddress, source, rule } = parts
  return resource(place, "Microsoft.Network/azureFirewalls", name, {
    properties: {
      ...succeeded,
      sku: { name: "AZFW_VNet", tier: "Standard" },
      threatIntelMode: "Alert",
      ipConfigurations: [
        part(id, "azureFirewallIpConfigurations", "public", {
          privateIPAddress: "10.0.3.4",
          subnet: reference(subnetId),
          publicIPAddress: reference(publicIpAddressId),
        }),
      ],
      applicationRuleCollections: [],
      networkRuleCollections: [],
      natRuleCollections: [
        part(id, "natRuleCollections", "inbound", {
          priority: 100,
          action: { type: "Dnat" },
          rules: [
            {
              name: rule.name,
              sourceAddresses: [source],
              destinationAddresses: [publicAddress],
              destinationPorts: [String(rule.publicPort)],
              protocols: ["TCP"],
              translatedAddress: backendAddress,
              translatedPort: String(rule.port),
            },
          ],
        }),
      ],
    },
  })
}

export const natGateway = (place: Place, name: string, publicIpAddressId: string): Resource =>
  resource(place, "Microsoft.Network/natGateways", name, {
    sku: { name: "Standard" },
    properties: {
      ...succeeded,
      resourceGuid: guidOf(name),
      idleTimeoutInMinutes: 4,
      publicIpAddresses: [reference(publicIpAddressId)],
    },
  })

export function bastionHost(
  place: Place,
  name: string,
  { publicIpAddressId, subnetId }: { publicIpAddressId: string; subnetId: string },
): Resource {
  const id = resourceId(place, "Microsoft.Network/bastionHosts", name)
  return resource(place, "Microsoft.Network/bastionHosts", name, {
    sku: { name: "Standard" },
    properties: {
      ...succeeded,
      dnsName: "bst-simulated.bastion.azure.com",
      scaleUnits: 2,
      ipConfigurations: [
        part(id, "bastionHostIpConfigurations", "public", {
          privateIPAllocationMethod: "Dynamic",
          publicIPAddress: reference(publicIpAddressId),
          subnet: reference(subnetId),
        }),
      ],
    },
  })
}

/** A cluster, which keeps what it makes in a group of its own. */
export const managedCluster = (place: Place, name: string, nodeResourceGroup: string): Resource =>
  resource(place, "Microsoft.ContainerService/managedClusters", name, {
    sku: { name: "Base", tier: "Standard" },
    properties: {
      provisioningState: "Succeeded",
      powerState: { code: "Running" },
      kubernetesVersion: "1.33.4",
      dnsPrefix: name,
      nodeResourceGroup,
      enableRBAC: true,
    },
  })

/** Its document is not among the fixtures; the body follows the published example of 2022-08-01. */
export const apiManagement = (place: Place, name: string, address: string): Resource =>
  resource(place, "Microsoft.ApiManagement/service", name, {
    sku: { name: "Premium", capacity: 1 },
    properties: {
      ...succeeded,
      publisherEmail: "operator@example.com",
      publisherName: "Example",
      gatewayUrl: `https://${name}.azure-api.net`,
      publicIPAddresses: [address],
      privateIPAddresses: null,
      virtualNetworkType: "None",
    },
  })
