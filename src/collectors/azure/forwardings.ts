import type {
  ApplicationGateway,
  AzureFirewall,
  AzureFirewallNatRule,
  BackendAddressPool,
  LoadBalancer,
  NetworkInterface,
} from "@azure/arm-network"
import type { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, idUpTo, sameId } from "./arm-id.ts"
import { all, type Draft } from "./reading.ts"
import { getApplicationGateway, getAzureFirewall, getLoadBalancer, getPublicIpAddress } from "./resources.ts"
import type { Session } from "./session.ts"

type Host = ValueOf<typeof azure.host>
type Forwarding = azure.Forwarding

/** A place that traffic is sent to: an IP configuration of an interface, by its id and its address. */
export interface Target {
  id: string
  privateIpAddress: string
}

/** A public address as something in front of the machine refers to it. */
export interface Frontend {
  id: string
  sku: string
  ipAddress: string | undefined
}

/** A forwarding before it is known which targets stand behind it. */
export type Route = Omit<NonNullable<Draft<Forwarding>>, "privateIpAddress"> & {
  leadsTo: (target: Target) => boolean
}

/**
 * Every way in from the Internet to these interfaces that is not an address of their own: through what
 * they say they stand behind, and through what holds the audited address.
 *
 * @param host null when nothing but the interfaces is to be asked
 */
export async function forwardingsTo(
  session: Session,
  interfaces: readonly NetworkInterface[],
  host: Host,
): Promise<Draft<Forwarding>[]> {
  const routes = await routesOf(session, [...interfaces.flatMap(frontsOf), { kind: host.kind, id: host.id }])
  const targets = interfaces.flatMap(targetsOf)
  return routes.flatMap(({ leadsTo, ...route }) =>
    targets.filter(leadsTo).map(({ privateIpAddress }) => ({ ...route, privateIpAddress })),
  )
}

/** The ways in through what holds the audited address, wherever they lead. */
export const routesThrough = async (session: Session, host: Host): Promise<Route[]> =>
  (await routesOf(session, [host])).filter(({ publicIpAddress }) =>
    sameId(publicIpAddress?.id, host.publicIpAddressId ?? undefined),
  )

export const targetsOf = ({ ipConfigurations }: NetworkInterface): Target[] =>
  (ipConfigurations ?? []).map(({ id = "", privateIPAddress = "" }) => ({
    id,
    privateIpAddress: privateIPAddress,
  }))

interface Front {
  kind: string
  id: string
}

/** What an interface says it stands behind. */
const frontsOf = ({ ipConfigurations }: NetworkInterface): Front[] =>
  (ipConfigurations ?? []).flatMap((one) => [
    ...[...(one.loadBalancerBackendAddressPools ?? []), ...(one.loadBalancerInboundNatRules ?? [])].map(
      ({ id = "" }) => ({ kind: "load-balancer", id: idUpTo(id, "loadBalancers") }),
    ),
    ...(one.applicationGatewayBackendAddressPools ?? []).map(({ id = "" }) => ({
      kind: "application-gateway",
      id: idUpTo(id, "applicationGateways"),
    })),
  ])

async function routesOf(session: Session, fronts: readonly Front[]): Promise<Route[]> {
  const ids = (kind: string) => distinctIds(fronts.filter((one) => one.kind === kind).map(({ id }) => id))
  const found = await all([
    ...ids("load-balancer").map((id) => throughBalancer(session, id)),
    ...ids("application-gateway").map((id) => throughGateway(session, id)),
    ...ids("azure-firewall").map((id) => throughFirewall(session, id)),
  ])
  return found.flat()
}

type FrontendReference = { publicIPAddress?: { id?: string } }

async function frontendsOf(
  session: Session,
  configurations: readonly FrontendReference[] | undefined,
): Promise<Frontend[]> {
  const ids = (configurations ?? []).flatMap(({ publicIPAddress }) => publicIPAddress?.id ?? [])
  const addresses = await all(distinctIds(ids).map((id) => getPublicIpAddress(session, id)))
  return addresses.map(({ id = "", sku, ipAddress }) => ({ id, sku: sku?.name ?? "", ipAddress }))
}

async function throughBalancer(session: Session, id: string): Promise<Route[]> {
  const balancer = await getLoadBalancer(session, id)
  return describeBalancer(balancer, await frontendsOf(session, balancer.frontendIPConfigurations))
}

export function describeBalancer(balancer: LoadBalancer, addresses: readonly Frontend[]): Route[] {
  const members = (poolIds: readonly (string | undefined)[]): Member[] =>
    (balancer.backendAddressPools ?? []).flatMap((pool) =>
      poolIds.some((id) => sameId(id, pool.id)) ? membersOf(pool) : [],
    )
  const routesFor = (
    rule: FrontRule,
    ports: Pick<Route, "publicPorts" | "port">,
    backends: readonly Member[],
  ): Route[] => {
    const frontend = balancer.frontendIPConfigurations?.find(({ id }) =>
      sameId(id, rule.frontendIPConfiguration?.id),
    )
    const address = addresses.find(({ id }) => sameId(id, frontend?.publicIPAddress?.id))
    if (!frontend || !address) return []
    return [
      {
        kind: "load-balancer",
        id: balancer.id,
        name: rule.name,
        publicIpAddress: { id: address.id, sku: address.sku },
        protocol: rule.protocol ?? "All",
        ...ports,
        floatingAddress: rule.enableFloatingIP ? (address.ipAddress ?? null) : null,
        sources: ["*"],
        subnetId: null,
        gatewayLoadBalancer: frontend.gatewayLoadBalancer !== undefined,
        leadsTo: isOneOf(backends),
      },
    ]
  }
  return [
    ...(balancer.loadBalancingRules ?? []).flatMap((rule) => {
      const pools = [rule.backendAddressPool, ...(rule.backendAddressPools ?? [])]
      // Port 0 stands for all of them, which stay as they are.
      const ports = rule.frontendPort
        ? { publicPorts: String(rule.frontendPort), port: rule.backendPort ?? rule.frontendPort }
        : { publicPorts: "*", port: null }
      return routesFor(rule, ports, members(pools.map((pool) => pool?.id)))
    }),
    ...(balancer.inboundNatRules ?? []).flatMap((rule) => {
      const { frontendPort, frontendPortRangeStart: first, frontendPortRangeEnd: last } = rule
      const publicPorts = frontendPort ? String(frontendPort) : `${first}-${last}`
      const backends = [{ id: rule.backendIPConfiguration?.id }, ...members([rule.backendAddressPool?.id])]
      return routesFor(rule, { publicPorts, port: rule.backendPort ?? null }, backends)
    }),
  ]
}

const membersOf = ({
  backendIPConfigurations,
  loadBalancerBackendAddresses,
}: BackendAddressPool): Member[] => [
  ...(backendIPConfigurations ?? []).map(({ id }) => ({ id })),
  ...(loadBalancerBackendAddresses ?? []).map((one) => ({
    id: one.networkInterfaceIPConfiguration?.id,
    ipAddress: one.ipAddress,
  })),
]

/** What load-balancing rules and inbound NAT rules have in common. */
interface FrontRule {
  name?: string
  protocol?: string
  frontendIPConfiguration?: { id?: string }
  enableFloatingIP?: boolean
}

/** A backend, as pools name it: an IP configuration by id, or an address. */
interface Member {
  id?: string | undefined
  ipAddress?: string | undefined
}

const isOneOf =
  (members: readonly Member[]) =>
  ({ id, privateIpAddress }: Target): boolean =>
    members.some((one) => sameId(one.id, id) || (one.id === undefined && one.ipAddress === privateIpAddress))

async function throughGateway(session: Session, id: string): Promise<Route[]> {
  const gateway = await getApplicationGateway(session, id)
  return describeGatewayRoutes(gateway, await frontendsOf(session, gateway.frontendIPConfigurations))
}

/** A listener, of HTTP or of plain connections, leads to pools at the port of their settings. */
export function describeGatewayRoutes(gateway: ApplicationGateway, addresses: readonly Frontend[]): Route[] {
  const listeners = [...(gateway.httpListeners ?? []), ...(gateway.listeners ?? [])]
  const settings = [
    ...(gateway.backendHttpSettingsCollection ?? []),
    ...(gateway.backendSettingsCollection ?? []),
  ]
  const subnetId = gateway.gatewayIPConfigurations?.[0]?.subnet?.id
  return branchesOf(gateway).flatMap(({ listenerId, poolId, settingsId }) => {
    const listener = listeners.find(({ id }) => sameId(id, listenerId))
    const frontend = gateway.frontendIPConfigurations?.find(({ id }) =>
      sameId(id, listener?.frontendIPConfiguration?.id),
    )
    const address = addresses.find(({ id }) => sameId(id, frontend?.publicIPAddress?.id))
    const port = gateway.frontendPorts?.find(({ id }) => sameId(id, listener?.frontendPort?.id))?.port
    const pool = gateway.backendAddressPools?.find(({ id }) => sameId(id, poolId))
    if (!address || !pool) return []
    return [
      {
        kind: "application-gateway" as const,
        id: gateway.id,
        name: listener?.name,
        publicIpAddress: { id: address.id, sku: address.sku },
        protocol: "Tcp",
        publicPorts: String(port),
        port: settings.find(({ id }) => sameId(id, settingsId))?.port,
        floatingAddress: null,
        sources: ["*"],
        subnetId: subnetId ?? gateway.id,
        gatewayLoadBalancer: false,
        leadsTo: isOneOf([
          ...(pool.backendIPConfigurations ?? []).map(({ id }) => ({ id })),
          ...(pool.backendAddresses ?? []).map(({ ipAddress }) => ({ ipAddress })),
        ]),
      },
    ]
  })
}

/** From which listener traffic goes to which pool; a rule with a path map goes to several. */
function branchesOf({ requestRoutingRules = [], routingRules = [], urlPathMaps = [] }: ApplicationGateway) {
  const byPath = requestRoutingRules.flatMap((rule) => {
    const map = urlPathMaps.find(({ id }) => sameId(id, rule.urlPathMap?.id))
    return [
      { pool: map?.defaultBackendAddressPool, settings: map?.defaultBackendHttpSettings },
      ...(map?.pathRules ?? []).map((path) => ({
        pool: path.backendAddressPool,
        settings: path.backendHttpSettings,
      })),
      { pool: rule.backendAddressPool, settings: rule.backendHttpSettings },
    ].map((branch) => ({ ...branch, listener: rule.httpListener }))
  })
  const plain = routingRules.map((rule) => ({
    listener: rule.listener,
    pool: rule.backendAddressPool,
    settings: rule.backendSettings,
  }))
  return [...byPath, ...plain].map(({ listener, pool, settings }) => ({
    listenerId: listener?.id,
    poolId: pool?.id,
    settingsId: settings?.id,
  }))
}

async function throughFirewall(session: Session, id: string): Promise<Route[]> {
  const firewall = await getAzureFirewall(session, id)
  const [addresses, rules] = await Promise.all([
    frontendsOf(session, firewall.ipConfigurations),
    natRulesOf(session, firewall),
  ])
  return describeFirewallRoutes(firewall, rules, addresses)
}

export interface NatRule extends Omit<AzureFirewallNatRule, "protocols" | "sourceIpGroups"> {
  protocols: readonly string[]
}

/** Those of the firewall itself, and those of its policy and the policies that this inherits from. */
async function natRulesOf(session: Session, firewall: AzureFirewall): Promise<NatRule[]> {
  const own = (firewall.natRuleCollections ?? []).flatMap(({ rules }) => rules ?? [])
  const inherited = await policyRules(session, firewall.firewallPolicy?.id)
  return await all(
    [...own, ...inherited].map(
      async ({ protocols = [], sourceIpGroups = [], sourceAddresses = [], ...rule }) => {
        const groups = await all(sourceIpGroups.map((id) => session.get<IpGroup>(id, policyVersion)))
        return {
          ...rule,
          protocols,
          sourceAddresses: [
            ...sourceAddresses,
            ...groups.flatMap(({ properties }) => properties.ipAddresses),
          ],
        }
      },
    ),
  )
}

const policyVersion = "2024-01-01"

interface IpGroup {
  properties: { ipAddresses: string[] }
}
interface Policy {
  properties: { basePolicy?: { id: string } }
}
interface RuleCollectionGroup {
  properties: {
    ruleCollections?: {
      ruleCollectionType: string
      rules?: (Omit<AzureFirewallNatRule, "protocols"> & { ipProtocols?: string[] })[]
    }[]
  }
}

async function policyRules(session: Session, policyId: string | undefined): Promise<AzureFirewallNatRule[]> {
  if (policyId === undefined) return []
  const [policy, groups] = await Promise.all([
    session.get<Policy>(policyId, policyVersion),
    session.list<RuleCollectionGroup>(`${policyId}/ruleCollectionGroups`, policyVersion),
  ])
  const own = groups
    .flatMap(({ properties }) => properties.ruleCollections ?? [])
    .filter(({ ruleCollectionType }) => ruleCollectionType === "FirewallPolicyNatRuleCollection")
    .flatMap(({ rules }) => rules ?? [])
    .map(({ ipProtocols, ...rule }) => ({ ...rule, ...(ipProtocols ? { protocols: ipProtocols } : {}) }))
  return [...own, ...(await policyRules(session, policy.properties.basePolicy?.id))]
}

export function describeFirewallRoutes(
  firewall: AzureFirewall,
  rules: readonly NatRule[],
  addresses: readonly Frontend[],
): Route[] {
  const subnetId = firewall.ipConfigurations?.find(({ subnet }) => subnet)?.subnet?.id
  return rules.flatMap((rule) =>
    addresses
      .filter(({ ipAddress }) =>
        [ipAddress, "*"].some((one) => one && rule.destinationAddresses?.includes(one)),
      )
      .flatMap((address) =>
        (rule.destinationPorts ?? []).flatMap((publicPorts) =>
          rule.protocols.map((protocol) => ({
            kind: "azure-firewall" as const,
            id: firewall.id,
            name: rule.name,
            publicIpAddress: { id: address.id, sku: address.sku },
            protocol: protocol.toLowerCase() === "any" ? "All" : protocol,
            publicPorts,
            port: Number(rule.translatedPort),
            floatingAddress: null,
            sources: rule.sourceAddresses,
            subnetId: subnetId ?? firewall.id,
            gatewayLoadBalancer: false,
            leadsTo: isOneOf([{ ipAddress: rule.translatedAddress }]),
          })),
        ),
      ),
  )
}
