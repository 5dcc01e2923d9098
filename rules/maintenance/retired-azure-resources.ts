import {
  az,
  azure,
  currentSize,
  defineRule,
  fail,
  pass,
  retiredSizes,
  retirementOf,
  Type,
  undecided,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleAddress, exampleInterface, exampleVm, forbidden, noVm } from "../examples.ts"
import { resizeVm } from "../resize-vm.ts"
import { upgradeAddress } from "../upgrade-address.ts"

export default defineRule({
  id: "retired-azure-resources",
  area: "maintenance",
  severity: "high",
  profile: "production",
  title: "Nothing here has been retired by Azure or is about to be",
  failureTitle: "Azure has retired, or is about to retire, what this runs on",
  why:
    "On the retirement date of a VM size Azure deallocates its VMs, and until then capacity for it shrinks, so " +
    "that a stopped VM may not start again. Basic public addresses and load balancers were retired on 30 " +
    "September 2025 and live on without any guarantee. Moving is a restart today and an outage later.",
  references: [
    retiredSizes.source,
    "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance",
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-basic-upgrade-guidance",
  ],
  needs: { vm: azure.virtualMachine, interfaces: azure.networkInterfaces },
  wants: { address: azure.publicIpAddress, size: azure.vmSize },
  options: Type.Object({
    /** Azure announces retirements three years ahead: by default every announced one counts. */
    noticeDays: Type.Integer({ default: 1096, minimum: 0 }),
  }),

  check({ vm, interfaces, address }, { at, options }) {
    const addresses = addressesOf(interfaces, address)
    const basic = addresses.filter(({ sku }) => sku === "Basic")
    const retirement = retirementOf(vm.vmSize)
    const daysLeft = retirement ? (Date.parse(retirement.on) - at.getTime()) / 86_400_000 : Infinity
    const retiring = [
      ...(retirement && daysLeft <= options.noticeDays ? [`${vm.vmSize}, on ${retirement.on}`] : []),
      ...basic.map(({ id }) => `the Basic address ${id.split("/").at(-1)}, since 2025-09-30`),
    ]
    const expected = "no retiring size, no Basic address or load balancer"
    if (retiring.length > 0) {
      const resources = [vm.id, ...basic.map(({ id }) => id)]
      return fail({ observed: retiring.join("; "), expected, resources, instances: retiring.length })
    }
    // Azure does not mix SKUs: a load balancer has that of the addresses beside it.
    if (addresses.length === 0 && behindLoadBalancer(interfaces)) {
      return undecided(
        "The VM is behind a load balancer whose SKU cannot be told from an address.",
        `Look at the load balancer's SKU: ${az`network lb list --resource-group ${vm.resourceGroup} --query [].sku.name`.run}`,
      )
    }
    return pass({
      observed: [vm.vmSize, ...addresses.map(({ sku }) => `${sku} address`)].join(", "),
      expected,
      resources: [vm.id],
    })
  },

  effort: "hours",
  fix: ({ vm, interfaces, address, size }) => ({
    summary: "Move the VM to a current size and the addresses to Standard; each needs a short stop.",
    commands: [
      ...(retirementOf(vm.vmSize) ? [resizeVm(vm, currentSize(size?.memoryGiB ?? 8))] : []),
      ...addressesOf(interfaces, address)
        .filter(({ sku }) => sku === "Basic")
        .flatMap(({ id }) => upgradeAddress(id, interfaces)),
    ],
  }),

  examples: [
    {
      title: "a current size and a Standard address",
      status: "pass",
      given: { vm: exampleVm(), interfaces: [exampleInterface()], address: exampleAddress() },
    },
    {
      title: "a size whose retirement is announced",
      status: "fail",
      at: "2026-11-22",
      given: { vm: exampleVm({ vmSize: "Standard_B1s" }), interfaces: [exampleInterface()] },
    },
    {
      title: "a Basic address",
      status: "fail",
      says: "az network public-ip",
      given: {
        vm: exampleVm(),
        interfaces: [interfaceWith({ publicIpAddress: { id: exampleAddress().id, sku: "Basic" } })],
      },
    },
    {
      title: "a load balancer's Basic frontend",
      status: "fail",
      given: { vm: exampleVm(), interfaces: [behindPool()], address: exampleAddress({ sku: "Basic" }) },
    },
    {
      title: "an internal load balancer of unknown SKU",
      status: "unknown",
      given: { vm: exampleVm(), interfaces: [behindPool()] },
    },
    {
      title: "the interfaces may not be read",
      status: "unknown",
      given: { vm: exampleVm(), interfaces: forbidden("Microsoft.Network/networkInterfaces/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm, interfaces: noVm },
    },
  ],
})

type Interfaces = ValueOf<typeof azure.networkInterfaces>
type Address = Pick<ValueOf<typeof azure.publicIpAddress>, "id"> & { sku: string }

/** Each address once, be it on an interface or a load balancer's frontend. */
function addressesOf(interfaces: Interfaces, frontend: Address | undefined): Address[] {
  const own = interfaces.flatMap(({ ipConfigurations }) => ipConfigurations.map((one) => one.publicIpAddress))
  const all = [...own, frontend].filter((address) => address != null)
  return [...new Map(all.map((address) => [address.id.toLowerCase(), address])).values()]
}

const behindLoadBalancer = (interfaces: Interfaces): boolean =>
  interfaces.some(({ ipConfigurations }) =>
    ipConfigurations.some(({ loadBalancerTargets }) => loadBalancerTargets.length > 0),
  )

function interfaceWith(changes: Partial<Interfaces[number]["ipConfigurations"][number]>) {
  const { ipConfigurations, ...rest } = exampleInterface()
  return { ...rest, ipConfigurations: ipConfigurations.map((one) => ({ ...one, ...changes })) }
}

function behindPool() {
  return interfaceWith({ publicIpAddress: null, loadBalancerTargets: ["…/backendAddressPools/chroma"] })
}
