import type { LoadBalancer } from "@azure/arm-network"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, findNameAfter, idUpTo, sameId } from "./arm-id.ts"
import { machinesBehindBalancer } from "./machines-behind.ts"
import { Absence, defineReading, type Draft } from "./reading.ts"
import { getLoadBalancer } from "./resources.ts"

export const loadBalancerReading = defineReading({
  token: azure.loadBalancer,
  needs: { host: azure.host },
  permissions: [],
  sometimes: ["Microsoft.Network/loadBalancers/read", "Microsoft.Network/networkInterfaces/read"],
  async read(session, { host }) {
    if (host.kind !== "load-balancer") return new Absence("No load balancer holds the address.")
    const balancer = await getLoadBalancer(session, host.id)
    const machines = await machinesBehindBalancer(session, host)
    return { ...describeLoadBalancer(balancer, host.publicIpAddressId), machines }
  },
})

/** What the rules of one frontend send traffic to; strangers are backends without an interface to ask. */
export function targetsOf(
  balancer: LoadBalancer,
  publicIpAddressId: string | null,
): { interfaces: string[]; strangers: string[] } {
  const isOurs = frontendOf(balancer, publicIpAddressId)
  const poolIds = (balancer.loadBalancingRules ?? [])
    .filter(isOurs)
    .flatMap(({ backendAddressPool, backendAddressPools }) => [
      backendAddressPool,
      ...(backendAddressPools ?? []),
    ])
    .flatMap((pool) => pool?.id ?? [])
  const pools = (balancer.backendAddressPools ?? []).filter(({ id }) =>
    poolIds.some((one) => sameId(one, id)),
  )
  const natted = (balancer.inboundNatRules ?? [])
    .filter(isOurs)
    .flatMap(({ backendIPConfiguration }) => backendIPConfiguration?.id ?? [])
  const members = pools.flatMap((pool) => pool.loadBalancerBackendAddresses ?? [])
  const configurations = [
    ...natted,
    ...pools.flatMap((pool) => pool.backendIPConfigurations ?? []).flatMap(({ id }) => id ?? []),
    ...members.flatMap((member) => member.networkInterfaceIPConfiguration?.id ?? []),
  ]
  return {
    interfaces: distinctIds(
      configurations.filter(isOfInterface).map((id) => idUpTo(id, "networkInterfaces")),
    ),
    strangers: distinctIds([
      ...configurations.filter((id) => !isOfInterface(id)),
      ...members
        .filter(({ networkInterfaceIPConfiguration }) => !networkInterfaceIPConfiguration)
        .flatMap(({ ipAddress }) => ipAddress ?? []),
    ]),
  }
}

const isOfInterface = (id: string): boolean => findNameAfter(id, "networkInterfaces") !== undefined

/** Whether a rule belongs to the frontend that has the address. */
function frontendOf({ frontendIPConfigurations }: LoadBalancer, publicIpAddressId: string | null) {
  const frontends = (frontendIPConfigurations ?? []).filter(({ publicIPAddress }) =>
    sameId(publicIPAddress?.id, publicIpAddressId ?? undefined),
  )
  return (rule: { frontendIPConfiguration?: { id?: string } }): boolean =>
    frontends.some(({ id }) => sameId(id, rule.frontendIPConfiguration?.id))
}

export const describeLoadBalancer = (balancer: LoadBalancer, publicIpAddressId: string | null) =>
  ({
    id: balancer.id,
    name: balancer.name,
    sku: balancer.sku?.name,
    rules: (balancer.loadBalancingRules ?? [])
      .filter(frontendOf(balancer, publicIpAddressId))
      .map(({ name, frontendPort, backendPort, probe }) => ({
        name,
        frontendPort,
        backendPort,
        probed: probe !== undefined,
      })),
  }) satisfies Draft<Omit<ValueOf<typeof azure.loadBalancer>, "machines">>
