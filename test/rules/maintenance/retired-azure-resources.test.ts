import { expect, test } from "vitest"
import { currentSize, retirementOf } from "../../../src/rule.ts"

test.each([
  ["Basic_A1", "Av1"],
  ["Standard_A2_v2", "Av2"],
  ["Standard_A2m_v2", "Av2"],
  ["Standard_B1s", "B (v1)"],
  ["Standard_B1ls", "B (v1)"],
  ["Standard_B20ms", "B (v1)"],
  ["Standard_D2", "D and Ds"],
  ["Standard_DS2_v2", "Dv2 and Dsv2"],
  ["Standard_DS11-1_v2", "Dv2 and Dsv2"],
  ["standard_d2_v2_promo", "Dv2 and Dsv2"],
  ["Standard_F2s_v2", "F, Fs and Fsv2"],
  ["Standard_L8s", "Ls"],
  ["Standard_L8s_v2", "Lsv2"],
  ["Standard_NC6s_v3", "NCv3"],
  ["Standard_M192idms_v2", "M192 v2"],
])("%s retires with %s", (vmSize, series) => {
  expect(retirementOf(vmSize)?.name).toBe(series)
})

test.each([
  "Standard_B2s_v2",
  "Standard_B2als_v2",
  "Standard_D2_v3",
  "Standard_D2s_v3",
  "Standard_D2as_v5",
  "Standard_DC2as_v5",
  "Standard_E4s_v5",
  "Standard_F2as_v6",
  "Standard_L8s_v3",
  "Standard_NC4as_T4_v3",
  "Standard_M192is_v3",
])("no retirement of %s is announced", (vmSize) => {
  expect(retirementOf(vmSize)).toBeUndefined()
})

test.each([1, 4, 8, 100, 384, 600])("a size recommended for %d GiB stays", (memoryGiB) => {
  expect(retirementOf(currentSize(memoryGiB))).toBeUndefined()
})
