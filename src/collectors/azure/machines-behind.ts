import type { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { distinctIds, findNameAfter, idUpTo, sameId } from "./arm-id.ts"
import { Unlearned } from "./cause.ts"
import { routesThrough, targetsOf as placesOf } from "./forwardings.ts"
import { targetsOf } from "./load-balancer.ts"
import { all, listed } from "./reading.ts"
import { getLoadBalancer, getNetworkInterface, getVirtualNetwork } from "./resources.ts"
import type { Session } from "./session.ts"

type Host = ValueOf<typeof azure.host>

export const byPrivateAddress =
  "Audit the machine behind it by its own address: --ip PRIVATE-ADDRESS, with --url for the API."

/**
 * ARM ids of the virtual machines that the address leads to; undefined where this kind of host does not
 * tell.
 *
 * @throws Unlearned when something behind it is not a virtual machine with an interface of its own
 */
export async function machinesBehind(session: Session, host: Host): Promise<string[] | undefined> {
  if (host.kind === "load-balancer") return machinesBehindBalancer(session, host)
  const isRelay = host.kind === "application-gateway" || host.kind === "azure-firewall"
  return isRelay ? machinesBehindRelay(session, host) : undefined
}

export async function machinesBehindBalancer(session: Session, host: Host): Promise<string[]> {
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

/** Gateways and firewalls know addresses, which mean something only in their network and its peers. */
async function machinesBehindRelay(session: Session, host: Host): Promise<string[]> {
  const routes = await routesThrough(session, host)
  const subnetIds = routes.flatMap(({ subnetId }) =>
    subnetId && findNameAfter(subnetId, "subnets") ? subnetId : [],
  )
  const networks = await networksAround(
    session,
    distinctIds(subnetIds.map((id) => idUpTo(id, "virtualNetworks"))),
  )
  const lists = await all(
    (await session.subscriptions()).map((id) => listed(session.network(id).networkInterfaces.listAll())),
  )
  const behind = lists
    .flat()
    .filter(({ ipConfigurations }) =>
      ipConfigurations?.some(({ subnet }) =>
        networks.some((id) => sameId(id, subnet?.id && idUpTo(subnet.id, "virtualNetworks"))),
      ),
    )
    .filter((one) => placesOf(one).some((place) => routes.some(({ leadsTo }) => leadsTo(place))))
  return distinctIds(behind.flatMap(({ virtualMachine }) => virtualMachine?.id ?? []))
}

async function networksAround(session: Session, ids: readonly string[]): Promise<string[]> {
  const networks = await all(ids.map((id) => getVirtualNetwork(session, id)))
  const peers = networks.flatMap(({ virtualNetworkPeerings = [] }) =>
    virtualNetworkPeerings.flatMap(({ remoteVirtualNetwork }) => remoteVirtualNetwork?.id ?? []),
  )
  return distinctIds([...ids, ...peers])
}
