import type { ValueOf } from "../model/evidence.ts"
import type { vmSize } from "./azure.ts"

/**
 * What Microsoft publishes of VM sizes, for deployments that do not exist yet; where one exists, Azure is
 * asked. Only general-purpose and memory-optimised sizes, which Chroma is run on. Read on 2026-11-22.
 */
export const vmSizesSource = "https://learn.microsoft.com/azure/virtual-machines/sizes/overview"
export const vmSizesAsOf = "2026-11-22"

interface Series {
  /** Size name for a number of vCPUs. */
  name: (vCpus: number) => string
  gibPerVCpu: number
  vCpus: readonly number[]
}

const upTo = (most: number): number[] => [2, 4, 8, 16, 32, 48, 64, 96].filter((vCpus) => vCpus <= most)
const series = (pattern: string, gibPerVCpu: number, vCpus: readonly number[]): Series => ({
  name: (count) => `Standard_${pattern.replace("#", String(count))}`,
  gibPerVCpu,
  vCpus,
})

/** Every one takes premium disks, accelerated networking and encryption at host. */
const regular: readonly Series[] = [
  ...["B#ls_v2", "B#als_v2"].map((name) => series(name, 2, [4, 8, 16, 32])),
  ...["B#s_v2", "B#as_v2"].map((name) => series(name, 4, [2, 4, 8, 16, 32])),
  ...["D#s_v3", "D#s_v4", "D#ds_v4", "D#as_v4"].map((name) => series(name, 4, upTo(64))),
  ...["D#s_v5", "D#ds_v5", "D#as_v5", "D#ads_v5", "D#s_v6", "D#ds_v6", "D#as_v6", "D#ads_v6"].map((name) =>
    series(name, 4, upTo(96)),
  ),
  ...["D#ls_v5", "D#lds_v5", "D#ls_v6", "D#lds_v6", "D#als_v6", "D#alds_v6", "F#s_v2"].map((name) =>
    series(name, 2, upTo(64)),
  ),
  ...["E#s_v4", "E#ds_v4", "E#as_v4", "E#s_v5", "E#ds_v5", "E#as_v5", "E#ads_v5"].map((name) =>
    series(name, 8, [...upTo(48), 20]),
  ),
  ...["E#s_v6", "E#ds_v6", "E#as_v6", "E#ads_v6"].map((name) => series(name, 8, [...upTo(64), 20])),
]

type Capabilities = Omit<ValueOf<typeof vmSize>, "zones" | "larger">

/** B of the first generation and the smallest of the second keep no ratio: vCPUs and GiB. */
const burstable: Readonly<Record<string, readonly [vCpus: number, memoryGiB: number]>> = {
  Standard_B1ls: [1, 0.5],
  Standard_B1s: [1, 1],
  Standard_B1ms: [1, 2],
  Standard_B2s: [2, 4],
  Standard_B2ms: [2, 8],
  Standard_B4ms: [4, 16],
  Standard_B8ms: [8, 32],
  Standard_B2ts_v2: [2, 1],
  Standard_B2ats_v2: [2, 1],
  Standard_B2ls_v2: [2, 4],
  Standard_B2als_v2: [2, 4],
}

const sizes: ReadonlyMap<string, Capabilities> = new Map(
  [
    ...Object.entries(burstable).map(([name, [vCpus, memoryGiB]]) =>
      capable(name, vCpus, memoryGiB, name.endsWith("_v2")),
    ),
    ...regular.flatMap(({ name, gibPerVCpu, vCpus }) =>
      vCpus.map((count) => capable(name(count), count, count * gibPerVCpu, true)),
    ),
  ].map((size) => [size.name.toLowerCase(), size]),
)

function capable(
  name: string,
  vCpus: number,
  memoryGiB: number,
  acceleratedNetworking: boolean,
): Capabilities {
  return { name, memoryGiB, vCpus, acceleratedNetworking, encryptionAtHost: true, premiumIo: true }
}

/** Undefined for a size that is not in the table. */
export const publishedSize = (name: string): Capabilities | undefined => sizes.get(name.toLowerCase())
