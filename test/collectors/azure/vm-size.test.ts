import type { ResourceSku } from "@azure/arm-compute"
import { expect, test } from "vitest"
import { describeSize } from "../../../src/collectors/azure/vm-size.ts"

const size = (name: string, memory: string, fields: Partial<ResourceSku> = {}): ResourceSku => ({
  resourceType: "virtualMachines",
  name,
  family: "standardBSFamily",
  locationInfo: [{ location: "westeurope", zones: ["3", "1", "2"] }],
  capabilities: [
    { name: "MemoryGB", value: memory },
    { name: "vCPUs", value: "2" },
    { name: "PremiumIO", value: "True" },
    { name: "AcceleratedNetworkingEnabled", value: "False" },
  ],
  ...fields,
})
const small = size("Standard_B2s", "4")

test("capabilities are numbers and switches, and missing ones are off", () => {
  expect(describeSize([size("Standard_B1ms", "0.5")], "standard_b1ms", [])).toEqual({
    name: "Standard_B1ms",
    memoryGiB: 0.5,
    vCpus: 2,
    premiumIo: true,
    acceleratedNetworking: false,
    encryptionAtHost: false,
    zones: ["1", "2", "3"],
    larger: [],
  })
})

test("constrained sizes count the vCPUs that are left", () => {
  const constrained = size("Standard_M8-2ms", "218", {
    capabilities: [
      { name: "MemoryGB", value: "218" },
      { name: "vCPUs", value: "8" },
      { name: "vCPUsAvailable", value: "2" },
    ],
  })
  expect(describeSize([constrained], "Standard_M8-2ms", [])?.vCpus).toBe(2)
})

test("a size that is not listed, or only for another kind of resource, is not there", () => {
  expect(describeSize([small], "Standard_D2s_v5", [])).toBeUndefined()
  expect(describeSize([{ ...small, resourceType: "hostGroups/hosts" }], "Standard_B2s", [])).toBeUndefined()
})

test("a size without its memory is malformed, not without memory", () => {
  expect(describeSize([{ ...small, capabilities: [] }], "Standard_B2s", [])?.memoryGiB).toBeUndefined()
})

test.each<[string, ResourceSku, readonly string[], boolean]>([
  ["has more memory", size("L", "8"), ["1"], true],
  ["has as much memory", size("L", "4"), [], false],
  ["is of another family", size("L", "8", { family: "standardDSv5Family" }), [], false],
  ["is not for this subscription", size("L", "8", { restrictions: [{ type: "Location" }] }), [], false],
  ["is not offered in the zone", size("L", "8", { locationInfo: [{ zones: ["2"] }] }), ["1"], false],
  [
    "is offered in the zone among others",
    size("L", "8", { locationInfo: [{ zones: ["2", "1"] }] }),
    ["1"],
    true,
  ],
  [
    "is closed to this subscription in the zone",
    size("L", "8", { restrictions: [{ type: "Zone", restrictionInfo: { zones: ["1"] } }] }),
    ["1"],
    false,
  ],
  [
    "is closed to this subscription in another zone",
    size("L", "8", { restrictions: [{ type: "Zone", restrictionInfo: { zones: ["2"] } }] }),
    ["1"],
    true,
  ],
])("a size that %s", (_, candidate, zones, larger) => {
  const names = describeSize([candidate, small], "Standard_B2s", zones)?.larger?.map((one) => one?.name)
  expect(names).toEqual(larger ? ["L"] : [])
})

test("larger sizes come smallest first", () => {
  const sizes = [size("C", "32"), size("A", "8"), small, size("B", "16")]
  expect(describeSize(sizes, "Standard_B2s", [])?.larger?.map((one) => one?.name)).toEqual(["A", "B", "C"])
})
