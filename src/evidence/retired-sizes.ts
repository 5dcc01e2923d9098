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
