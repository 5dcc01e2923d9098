import {
  absentBecause,
  azure,
  defineRule,
  endpoint,
  fail,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleSize, exampleVm, forbidden, noVm } from "../examples.ts"
import { resizeVm } from "../resize-vm.ts"

/** Bytes of a vector in the HNSW index beside its components of 4 bytes each: links, label, metadata. */
const overheadBytes = 140
/** What loaded indexes take beyond their files. */
const growth = 1.3
const systemGiB = 1
const usableShare = 0.7
/** Dimension that headroom is counted in when no collection names one: that of Chroma's own figures. */
const usualDimension = 1024
const bytesPerGiB = 2 ** 30

export default defineRule({
  id: "vm-memory-fits-data",
  area: "scalability",
  severity: "high",
  profile: "production",
  title: "The data fits into memory with room to grow",
  failureTitle: "The data does not fit into memory with room to grow",
  why:
    "Chroma loads the index of a collection whole and never gives it back, so the sum over all collections has to " +
    "fit. Beyond memory the system swaps and, in the words of Chroma's guide, quickly becomes unusable. The " +
    "estimate takes the size of the index on disk, adds what a loaded index needs beyond it and a gigabyte for " +
    "the system, and leaves three tenths free.",
  references: [
    "https://docs.trychroma.com/guides/deploy/performance",
    "https://cookbook.chromadb.dev/core/resources/",
  ],
  presupposes: { "vm-memory-minimum": "the VM is too small to hold any data" },
  needs: { data: endpoint.collections, size: azure.vmSize },
  wants: { vm: azure.virtualMachine },

  check({ data: { collections, truncated }, size }) {
    const neededGiB = indexBytes(collections) / bytesPerGiB + systemGiB
    const sighting = {
      observed:
        `${neededGiB.toFixed(1)} GiB needed of ${size.memoryGiB} GiB (${Math.round((neededGiB / size.memoryGiB) * 100)} %), ` +
        describeHeadroom(collections, size.memoryGiB),
      expected: `at most ${usableShare * 100} % of memory`,
    }
    if (neededGiB > size.memoryGiB * usableShare) return fail(sighting)
    if (truncated) {
      return undecided(
        `Not all collections were read; for those that were: ${sighting.observed}.`,
        "Give the audit more time with --deadline.",
      )
    }
    if (collections.some(({ records, dimension }) => records > 0 && dimension === null))
      return undecided(
        "A collection with records does not show its dimension.",
        "Look at it with a Chroma client.",
      )
    return pass(sighting)
  },

  effort: "hours",
  fix({ data, size, vm }) {
    const neededGiB = Math.ceil((indexBytes(data.collections) / bytesPerGiB + systemGiB) / usableShare)
    const larger = size.larger?.find(({ memoryGiB }) => memoryGiB >= neededGiB)
    return {
      summary: larger
        ? `Resize the VM to ${larger.name} (${larger.memoryGiB} GiB), or delete collections that nobody queries.`
        : `Move to a size with ${neededGiB} GiB, or spread the collections over several servers.`,
      commands: larger ? [resizeVm(vm, larger.name)] : [],
    }
  },

  examples: [
    {
      title: "a million vectors of 384 dimensions in 8 GiB",
      status: "pass",
      given: { data: dataOf([1_000_000, 384]), size: exampleSize() },
    },
    {
      title: "a million vectors of 1,536 dimensions in 8 GiB",
      status: "fail",
      says: "Resize the",
      given: { data: dataOf([1_000_000, 1536]), size: exampleSize(), vm: exampleVm() },
    },
    { title: "an empty server", status: "pass", given: { data: dataOf([0, null]), size: exampleSize() } },
    {
      title: "more collections than were read",
      status: "unknown",
      given: { data: { ...dataOf([1_000_000, 384]), truncated: true }, size: exampleSize() },
    },
    {
      title: "no token was given",
      status: "unknown",
      given: {
        data: unknownBecause("not-requested", "No token was given to read the sizes with."),
        size: exampleSize(),
      },
    },
    {
      title: "sizes may not be listed",
      status: "unknown",
      given: { data: dataOf([1_000_000, 384]), size: forbidden("Microsoft.Compute/skus/read") },
    },
    {
      title: "a VM with 1 GiB",
      status: "not-applicable",
      failing: "vm-memory-minimum",
      given: { data: dataOf([1000, 384]), size: exampleSize({ name: "Standard_B1s", memoryGiB: 1 }) },
    },
    {
      title: "a plan: nothing is deployed yet",
      status: "not-applicable",
      given: {
        data: absentBecause("A Terraform plan is audited; there is no data yet."),
        size: exampleSize(),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { data: dataOf([1000, 384]), size: noVm },
    },
  ],
})

type Collections = ValueOf<typeof endpoint.collections>["collections"]

const bytesPerVector = (dimension: number): number => (4 * dimension + overheadBytes) * growth

const indexBytes = (collections: Collections): number =>
  collections.reduce((sum, { records, dimension }) => sum + records * bytesPerVector(dimension ?? 0), 0)

/** How many more vectors of the widest collection fit, beside what Chroma's rule of thumb would say. */
function describeHeadroom(collections: Collections, memoryGiB: number): string {
  const dimension = Math.max(0, ...collections.map((one) => one.dimension ?? 0)) || usualDimension
  const freeBytes = (memoryGiB * usableShare - systemGiB) * bytesPerGiB - indexBytes(collections)
  const vectors = Math.max(0, Math.floor(freeBytes / bytesPerVector(dimension)))
  const guide = (memoryGiB * 0.245).toFixed(2)
  return (
    `room for ${vectors.toLocaleString("en")} more vectors of ${dimension} dimensions; ` +
    `Chroma's guide puts this memory at ${guide} million vectors of 1024 dimensions in all`
  )
}

function dataOf(...collections: [records: number, dimension: number | null][]) {
  return {
    databases: 1,
    truncated: false,
    collections: collections.map(([records, dimension]) => ({
      database: "default_database",
      records,
      dimension,
    })),
  }
}
