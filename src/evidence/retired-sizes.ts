/**
 * VM sizes that Azure has retired or announced to retire, with the day on which their VMs are
 * deallocated. Read on 2026-11-22.
 */
export const retiredSizes = {
  source: "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list",
  series: [
    { name: "Av1", pattern: /^(Basic|Standard)_A\d+$/i, on: "2024-08-31" },
    { name: "NCv3", pattern: /^Standard_NC\d+r?s_v3$/i, on: "2025-09-30" },
    { name: "NVv3", pattern: /^Standard_NV\d+s_v3$/i, on: "2026-09-30" },
    { name: "NVv4", pattern: /^Standard_NV\d+as_v4$/i, on: "2026-09-30" },
    { name: "M192 v2", pattern: /^Standard_M192i(dm|d|m)?s_v2$/i, on: "2027-03-31" },
    { name: "D and Ds", pattern: /^Standard_DS?\d+$/i, on: "2028-05-01" },
    { name: "Dv2 and Dsv2", pattern: /^Standard_DS?\d+(-\d+)?_v2(_Promo)?$/i, on: "2028-05-01" },
    { name: "Ls", pattern: /^Standard_L\d+s$/i, on: "2028-05-01" },
    { name: "Av2", pattern: /^Standard_A\d+m?_v2$/i, on: "2028-11-15" },
    { name: "B (v1)", pattern: /^Standard_B\d+(l|m)?s$/i, on: "2028-11-15" },
    { name: "F, Fs and Fsv2", pattern: /^Standard_F\d+(s|s_v2)?$/i, on: "2028-11-15" },
    { name: "G and Gs", pattern: /^Standard_GS?\d+(-\d+)?$/i, on: "2028-11-15" },
    { name: "Lsv2", pattern: /^Standard_L\d+s_v2$/i, on: "2028-11-15" },
  ],
} as const

/** The series and the day, or undefined when no retirement of this size has been announced. */
export const retirementOf = (vmSize: string): { name: string; on: string } | undefined =>
  retiredSizes.series.find(({ pattern }) => pattern.test(vmSize))

/** General-purpose sizes with full CPUs of which no retirement is announced, by memory in GiB. */
const currentSizes: readonly (readonly [name: string, memoryGiB: number])[] = [
  ["Standard_D2ls_v5", 4],
  ["Standard_D2s_v5", 8],
  ["Standard_D4s_v5", 16],
  ["Standard_D8s_v5", 32],
  ["Standard_D16s_v5", 64],
  ["Standard_D32s_v5", 128],
  ["Standard_D64s_v5", 256],
  ["Standard_D96s_v5", 384],
]

/** A size to recommend that has at least this much memory, where the region's own list does not name one. */
export const currentSize = (memoryGiB: number): string =>
  currentSizes.find(([, memory]) => memory >= memoryGiB)?.[0] ?? "Standard_E96s_v5"
