import type { ResourceSku } from "../stack.ts"

/** vCPUs and GiB of the sizes that the stacks use, and of those next to them. */
const sizes = [
  { name: "Standard_B1s", family: "standardBSFamily", vCpus: 1, memoryGiB: 1 },
  { name: "Standard_B2s", family: "standardBSFamily", vCpus: 2, memoryGiB: 4 },
  { name: "Standard_B2ms", family: "standardBSFamily", vCpus: 2, memoryGiB: 8 },
  { name: "Standard_D2als_v6", family: "standardDalv6Family", vCpus: 2, memoryGiB: 4 },
  { name: "Standard_D4als_v6", family: "standardDalv6Family", vCpus: 4, memoryGiB: 8 },
  { name: "Standard_D2as_v5", family: "standardDASv5Family", vCpus: 2, memoryGiB: 8 },
  { name: "Standard_D4as_v5", family: "standardDASv5Family", vCpus: 4, memoryGiB: 16 },
  { name: "Standard_D8as_v5", family: "standardDASv5Family", vCpus: 8, memoryGiB: 32 },
] as const

/** What the skus list offers in a location: capabilities are text, and disks are in it too. */
export const resourceSkus = (location: string): readonly ResourceSku[] => [
  ...sizes.map((size) => virtualMachineSku(location, size)),
  {
    resourceType: "disks",
    name: "Premium_ZRS",
    tier: "Premium",
    size: "P",
    locations: [location],
    locationInfo: [{ location, zones: [] }],
    capabilities: [{ name: "MaxSizeGiB", value: "4" }],
    restrictions: [],
  },
]

function virtualMachineSku(
  location: string,
  { name, family, vCpus, memoryGiB }: (typeof sizes)[number],
): ResourceSku {
  const burstable = family === "standardBSFamily"
  const capabilities: Record<string, string | number | boolean> = {
    vCPUs: vCpus,
    vCPUsAvailable: vCpus,
    MemoryGB: memoryGiB,
    MaxDataDiskCount: vCpus * 2,
    HyperVGenerations: "V1,V2",
    CpuArchitectureType: "x64",
    LowPriorityCapable: !burstable,
    PremiumIO: true,
    EphemeralOSDiskSupported: false,
    EncryptionAtHostSupported: true,
    AcceleratedNetworkingEnabled: !burstable,
    MaxNetworkInterfaces: 2,
  }
  return {
    resourceType: "virtualMachines",
    name,
    tier: "Standard",
    size: name.replace("Standard_", ""),
    family,
    locations: [location],
    locationInfo: [{ location, zones: ["1", "2", "3"], zoneDetails: [] }],
    capabilities: Object.entries(capabilities).map(([capability, value]) => ({
      name: capability,
      value: typeof value === "boolean" ? (value ? "True" : "False") : String(value),
    })),
    restrictions: [],
  }
}
