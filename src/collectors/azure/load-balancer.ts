import type { LoadBalancer } from "@azure/arm-network"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, idUpTo, sameId } from "./arm-id.ts"
import { Unlearned } from "./cause.ts"
import { holderOf } from "./host.ts"
import { Absence, all, defineReading, type Draft } from "./reading.ts"
import { getLoadBalancer, getNetworkInterface } from "./resources.ts"
import type { Session } from "./session.ts"

type Host = ValueOf<typeof azure.host>

export const loadBalancerReading = defineReading({
  token: azure.loadBalancer,
  needs: { host: azure.host },
  permissions: ["Microsoft.Network/loadBalancers/read", "Microsoft.Network/networkInterfaces/read"],
  async read(session, { host }) {
    if (host.kind !== "load-balancer") return new Absence("No load balancer holds the address.")
    const balancer = await getLoadBalancer(session, host.id)
    const machines = await machinesBehind(session, host)
    return { ...describeLoadBalancer(balancer, host.publicIpAddressId), machines }
  },
})

/**
 * ARM ids of the virtual machines that the address leads to through its load balancer.
 *
 * @throws Unlearned when something behind it is not a virtual machine with an interface of its own
 */
export async function machinesBehind(session: Session, host: Host): Promise<string[]> {
  const { interfaces, strangers } = targetsOf(await getLoadBalancer(session, host.id), host.publicIpAddressId)
  const found = await all(interfaces.map((id) => getNetworkInterface(session, id)))
  const idle = found.filter(({ virtualMachine }) => !virtualMachine).map(({ id = "" }) => id)
  const [stranger] = [...strangers, ...idle]
  if (stranger !== undefined) {
    throw new Unlearned({
      kind: "unsupported",
      detail: `${stranger} stands behind the load balancer, and is not a virtual machine that can be looked up.`,
      unlock: byPrivateAddress,
    })
  }
  return distinctIds(found.flatMap(({ virtualMachine }) => virtualMachine?.id ?? []))
}

export const byPrivateAddress =
  "Audit the machine behind it by its own address: --ip PRIVATE-ADDRESS, with --url for the API."

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
      configurations.filter((id) => !holderOf(id)).map((id) => idUpTo(id, "networkInterfaces")),
    ),
    strangers: distinctIds([
      ...configurations.flatMap((id) => holderOf(id)?.id ?? []),
      ...members
        .filter(({ networkInterfaceIPConfiguration }) => !networkInterfaceIPConfiguration)
        .flatMap(({ ipAddress }) => ipAddress ?? []),
    ]),
  }
}

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
