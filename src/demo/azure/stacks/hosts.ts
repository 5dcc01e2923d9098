/** The guide's deployment with something else behind its address: each kind of thing that can hold one. */
import {
  apiManagement,
  applicationGateway,
  azureFirewall,
  bastionHost,
  loadBalancer,
  managedCluster,
  natGateway,
} from "../resources/fronts.ts"
import {
  containerApp,
  containerGroup,
  managedEnvironment,
  type ContainerChoices,
} from "../resources/containers.ts"
import { resourceGroup, resourceId, subscription, type Place } from "../resources/place.ts"
import { flexibleScaleSet, instanceOf, uniformScaleSet } from "../resources/scale-set.ts"
import {
  adding,
  amend,
  onlyOf,
  propertiesOf,
  setProperties,
  without,
  type Resource,
  type Stack,
} from "../stack.ts"
import { chromaGroup, tenantId, type StackOptions } from "./options.ts"
import { template } from "./template.ts"

const networkInterfaces = "Microsoft.Network/networkInterfaces"
const publicIpAddresses = "Microsoft.Network/publicIPAddresses"
const virtualNetworks = "Microsoft.Network/virtualNetworks"

/** Of the machine, in the template. */
const privateAddress = "10.0.1.4"

/** The address with another configuration behind it; the interface loses it. */
function handedOver(stack: Stack, properties: object): Stack {
  const unheld = amend(stack, publicIpAddresses, (address) => {
    const { ipConfiguration: _, ...rest } = propertiesOf(address)
    return { ...address, properties: { ...rest, ...properties } }
  })
  return changeConfiguration(unheld, (held) => {
    const { publicIPAddress: _, ...rest } = held
    return rest
  })
}

/** With the first IP configuration of the interface changed. */
const changeConfiguration = (
  stack: Stack,
  change: (properties: Record<string, unknown>) => Record<string, unknown>,
): Stack =>
  amend(stack, networkInterfaces, (nic) => {
    const { ipConfigurations, ...rest } = propertiesOf(nic)
    const [first, ...others] = ipConfigurations as Resource[]
    const changed = { ...first, properties: change(propertiesOf(first!)) }
    return { ...nic, properties: { ...rest, ipConfigurations: [changed, ...others] } }
  })

const configurationId = (stack: Stack): string =>
  `${onlyOf(stack, networkInterfaces).id}/ipConfigurations/ipconfig1`

/** With one more subnet in the network. */
function withSubnet(stack: Stack, name: string, addressPrefix: string): { stack: Stack; subnetId: string } {
  const network = onlyOf(stack, virtualNetworks)
  const subnetId = `${network.id}/subnets/${name}`
  const subnet = {
    id: subnetId,
    name,
    properties: { provisioningState: "Succeeded", addressPrefix, delegations: [] },
  }
  const { subnets } = propertiesOf(network) as { subnets: object[] }
  return { stack: setProperties(stack, virtualNetworks, { subnets: [...subnets, subnet] }), subnetId }
}

const heldBy = (id: string) => ({ ipConfiguration: { id } })
const idOf = (type: string, name: string): string => resourceId(chromaGroup, type, name)

/** Port 443 of a load balancer leads to Chroma's, port 50022 to SSH. */
function behindLoadBalancer(options: StackOptions): Stack {
  const id = idOf("Microsoft.Network/loadBalancers", "front")
  const stack = handedOver(template(options), heldBy(`${id}/frontendIPConfigurations/public`))
  return adding(
    changeConfiguration(stack, (properties) => ({
      ...properties,
      loadBalancerBackendAddressPools: [{ id: `${id}/backendAddressPools/chroma` }],
      loadBalancerInboundNatRules: [{ id: `${id}/inboundNatRules/ssh` }],
    })),
    loadBalancer(chromaGroup, "front", {
      publicIpAddressId: onlyOf(stack, publicIpAddresses).id,
      backends: [configurationId(stack)],
      rule: { name: "https", publicPort: 443, port: options.apiPort },
      natRule: { name: "ssh", publicPort: 50_022, port: 22 },
    }),
  )
}

/** The machine's second interface, and on it the second IP configuration, has the address. */
function onSecondInterface(options: StackOptions): Stack {
  const stack = handedOver(template(options), {})
  const first = onlyOf(stack, networkInterfaces)
  const id = idOf(networkInterfaces, "chroma-second-nic")
  const { ipConfigurations, ...rest } = propertiesOf(first)
  const [configuration] = ipConfigurations as Resource[]
  const address = onlyOf(stack, publicIpAddresses)
  const on = (name: string, primary: boolean, properties: object) => ({
    ...configuration,
    id: `${id}/ipConfigurations/${name}`,
    name,
    properties: { ...propertiesOf(configuration!), primary, ...properties },
  })
  const second: Resource = {
    ...first,
    id,
    name: "chroma-second-nic",
    properties: {
      ...rest,
      primary: false,
      ipConfigurations: [
        on("ipconfig1", true, { privateIPAddress: "10.0.1.5" }),
        on("ipconfig2", false, { privateIPAddress: "10.0.1.6", publicIPAddress: { id: address.id } }),
      ],
    },
  }
  const networkProfile = {
    networkInterfaces: [
      { id: first.id, properties: { primary: true } },
      { id, properties: { primary: false } },
    ],
  }
  return adding(
    setProperties(
      setProperties(stack, publicIpAddresses, heldBy(`${id}/ipConfigurations/ipconfig2`)),
      "Microsoft.Compute/virtualMachines",
      { networkProfile },
    ),
    second,
  )
}

/** The address is one of IPv6. */
function onIpv6(options: StackOptions): Stack {
  const stack = setProperties(template(options), publicIpAddresses, { publicIPAddressVersion: "IPv6" })
  return changeConfiguration(stack, (properties) => ({
    ...properties,
    privateIPAddress: "fd00:1::4",
    privateIPAddressVersion: "IPv6",
  }))
}

function inFlexibleScaleSet(options: StackOptions): Stack {
  const set = flexibleScaleSet(chromaGroup, "chroma-set")
  const machine = { virtualMachineScaleSet: { id: set.id } }
  return adding(setProperties(template(options), "Microsoft.Compute/virtualMachines", machine), set)
}

function inUniformScaleSet(options: StackOptions): Stack {
  const single = template(options)
  const set = uniformScaleSet(chromaGroup, "chroma-set", "Standard_B1s")
  const like = {
    machine: onlyOf(single, "Microsoft.Compute/virtualMachines"),
    networkInterface: onlyOf(single, networkInterfaces),
    address: onlyOf(single, publicIpAddresses),
  }
  const ofMachine = "Microsoft.Security/pricings"
  const replaced = [publicIpAddresses, networkInterfaces, "Microsoft.Compute/virtualMachines", ofMachine]
  const rest = replaced.reduce(without, single)
  return adding(rest, set, ...instanceOf(chromaGroup, set, like))
}

/** A gateway in a subnet of its own ends TLS and goes on to Chroma's port. */
function behindApplicationGateway(options: StackOptions): Stack {
  const id = idOf("Microsoft.Network/applicationGateways", "gateway")
  const { stack, subnetId } = withSubnet(
    handedOver(template(options), heldBy(`${id}/frontendIPConfigurations/public`)),
    "gateway-subnet",
    "10.0.2.0/24",
  )
  return adding(
    stack,
    applicationGateway(chromaGroup, "gateway", {
      publicIpAddressId: onlyOf(stack, publicIpAddresses).id,
      subnetId,
      backendAddress: privateAddress,
      rule: { name: "https", publicPort: 443, port: options.apiPort },
    }),
  )
}

/** A firewall translates one port of its address, for everybody. */
function behindFirewall(options: StackOptions): Stack {
  const id = idOf("Microsoft.Network/azureFirewalls", "firewall")
  const { stack, subnetId } = withSubnet(
    handedOver(template(options), heldBy(`${id}/azureFirewallIpConfigurations/public`)),
    "AzureFirewallSubnet",
    "10.0.3.0/26",
  )
  return adding(
    stack,
    azureFirewall(chromaGroup, "firewall", {
      publicIpAddressId: onlyOf(stack, publicIpAddresses).id,
      publicAddress: options.address,
      subnetId,
      backendAddress: privateAddress,
      source: "*",
      rule: { name: "chroma", publicPort: 8443, port: options.apiPort },
    }),
  )
}

function ofNatGateway(options: StackOptions): Stack {
  const id = idOf("Microsoft.Network/natGateways", "outbound")
  const stack = handedOver(template(options), { natGateway: { id } })
  return adding(stack, natGateway(chromaGroup, "outbound", onlyOf(stack, publicIpAddresses).id))
}

function ofBastion(options: StackOptions): Stack {
  const id = idOf("Microsoft.Network/bastionHosts", "bastion")
  const { stack, subnetId } = withSubnet(
    handedOver(template(options), heldBy(`${id}/bastionHostIpConfigurations/public`)),
    "AzureBastionSubnet",
    "10.0.4.0/26",
  )
  const publicIpAddressId = onlyOf(stack, publicIpAddresses).id
  return adding(stack, bastionHost(chromaGroup, "bastion", { publicIpAddressId, subnetId }))
}

const ofNothing = (options: StackOptions): Stack => handedOver(template(options), {})

/** A service of a Kubernetes cluster, on the load balancer that the cluster makes beside its nodes. */
function inKubernetes(options: StackOptions): Stack {
  const nodes: Place = { ...chromaGroup, resourceGroup: "MC_chroma-rg_chroma_westeurope" }
  const id = resourceId(nodes, "Microsoft.Network/loadBalancers", "kubernetes")
  const address = onlyOf(
    handedOver(template(options), heldBy(`${id}/frontendIPConfigurations/public`)),
    publicIpAddresses,
  )
  return serverless(
    address,
    resourceGroup(nodes),
    managedCluster(chromaGroup, "chroma", nodes.resourceGroup),
    loadBalancer(nodes, "kubernetes", {
      publicIpAddressId: address.id,
      backends: [],
      rule: { name: "chroma", publicPort: 8000, port: 8000 },
    }),
  )
}

/** A subscription without a machine. */
const serverless = (...resources: readonly Resource[]): Stack => ({
  tenantId,
  skus: [],
  resources: [
    subscription(chromaGroup.subscriptionId, tenantId, "Pay-As-You-Go"),
    resourceGroup(chromaGroup),
    ...resources,
  ],
})

const chroma: ContainerChoices = {
  image: "ghcr.io/chroma-core/chroma:1.5.9",
  environment: {
    CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://collector.internal:4317",
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=simulated-secret",
    BACKUP_PASSWORD: "simulated-secret",
  },
  secret: "CHROMA_SERVER_AUTHN_CREDENTIALS",
}

const inContainerGroup = ({ address }: StackOptions): Stack =>
  serverless(containerGroup(chromaGroup, "chroma", address, chroma))

/** Two apps share the address of their environment; one of them is Chroma. */
function inContainerApps({ address }: StackOptions): Stack {
  const environment = managedEnvironment(chromaGroup, "shared", address)
  const other = { ...chroma, image: "ghcr.io/example/website:2.0.0" }
  return serverless(
    environment,
    containerApp(chromaGroup, "vectors", environment, chroma),
    containerApp(chromaGroup, "website", environment, other),
  )
}

const inApiManagement = ({ address }: StackOptions): Stack =>
  serverless(apiManagement(chromaGroup, "chroma-apis", address))

export const hosts = {
  behindLoadBalancer,
  onSecondInterface,
  onIpv6,
  inFlexibleScaleSet,
  inUniformScaleSet,
  behindApplicationGateway,
  behindFirewall,
  ofNatGateway,
  ofBastion,
  ofNothing,
  inKubernetes,
  inContainerGroup,
  inContainerApps,
  inApiManagement,
}
