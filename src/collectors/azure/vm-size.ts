import type { ResourceSku } from "@azure/arm-compute"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { sameId, subscriptionOf } from "./arm-id.ts"
import { Unlearned } from "./cause.ts"
import { defineReading, listed, type Draft } from "./reading.ts"

export const vmSizeReading = defineReading({
  token: azure.vmSize,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/skus/read"],
  async read({ compute }, { vm }) {
    const filter = `location eq '${vm.location}'`
    const skus = await listed(compute(subscriptionOf(vm.id)).resourceSkus.list({ filter }))
    const size = describeSize(skus, vm.vmSize, vm.zones)
    if (size) return size
    throw new Unlearned({
      kind: "not-found",
      detail: `${vm.vmSize} is not among the sizes that Azure offers this subscription in ${vm.location}.`,
    })
  },
})

/** @param vmZones zones of the VM; a larger size must be offered in all of them */
export function describeSize(
  skus: readonly ResourceSku[],
  name: string,
  vmZones: readonly string[],
): Draft<ValueOf<typeof azure.vmSize>> | undefined {
  const sizes = skus.filter(({ resourceType }) => sameId(resourceType, "virtualMachines"))
  const size = sizes.find((sku) => sameId(sku.name, name))
  if (!size) return undefined
  const memoryGiB = numberOf(size, "MemoryGB")
  const isLarger = (sku: ResourceSku) =>
    sku.family === size.family && (numberOf(sku, "MemoryGB") ?? 0) > (memoryGiB ?? Infinity)
  const isOffered = (sku: ResourceSku) => {
    const zones = zonesOf(sku)
    return !isRestricted(sku) && vmZones.every((zone) => zones.includes(zone))
  }
  return {
    name: size.name,
    memoryGiB,
    vCpus: vCpusOf(size),
    acceleratedNetworking: can(size, "AcceleratedNetworkingEnabled"),
    encryptionAtHost: can(size, "EncryptionAtHostSupported"),
    premiumIo: can(size, "PremiumIO"),
    zones: zonesOf(size),
    larger: sizes
      .filter((sku) => isLarger(sku) && isOffered(sku))
      .map((sku) => ({ name: sku.name, memoryGiB: numberOf(sku, "MemoryGB"), vCpus: vCpusOf(sku) }))
      .toSorted((a, b) => (a.memoryGiB ?? 0) - (b.memoryGiB ?? 0)),
  }
}

const capability = ({ capabilities }: ResourceSku, name: string): string | undefined =>
  capabilities?.find((one) => sameId(one.name, name))?.value

/** Capabilities are strings: "3.5", "True". */
const numberOf = (sku: ResourceSku, name: string): number | undefined => {
  const value = capability(sku, name)
  return value === undefined ? undefined : Number(value)
}
const can = (sku: ResourceSku, name: string): boolean => sameId(capability(sku, name), "true")

/** Constrained sizes have fewer vCPUs than their name's base size. */
const vCpusOf = (sku: ResourceSku): number | undefined =>
  numberOf(sku, "vCPUsAvailable") ?? numberOf(sku, "vCPUs")

const isRestricted = ({ restrictions }: ResourceSku): boolean =>
  restrictions?.some(({ type }) => type === "Location") ?? false

function zonesOf({ locationInfo, restrictions }: ResourceSku): string[] {
  const restricted = restrictions
    ?.filter(({ type }) => type === "Zone")
    .flatMap(({ restrictionInfo }) => restrictionInfo?.zones ?? [])
  return (locationInfo?.[0]?.zones ?? []).filter((zone) => !restricted?.includes(zone)).toSorted()
}
