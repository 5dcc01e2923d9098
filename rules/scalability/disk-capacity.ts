import {
  az,
  azure,
  candidateDisks,
  command,
  defineRule,
  fail,
  guest,
  judgeDataDisk,
  undecided,
} from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk, exampleSize, exampleVolume, forbidden, noVm } from "../examples.ts"

/** Chroma's guide asks for as much disk as memory, plus several gigabytes. */
const beyondMemoryGiB = 8
const freeShare = 0.3

const sudo = command("sudo")
const df = command("df")

export default defineRule({
  id: "disk-capacity",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "The disk with the data is larger than memory and not nearly full",
  failureTitle: "The disk with the data is too small or nearly full",
  why:
    "Everything in memory is also on the disk, and documents, metadata and the write-ahead log lie there beside it. " +
    "Vacuuming and upgrades need room for a second copy for a while. When the disk is full SQLite refuses every " +
    "write, and a half-written index is a repair job.",
  references: [
    "https://docs.trychroma.com/guides/deploy/performance",
    "https://learn.microsoft.com/azure/virtual-machines/linux/expand-disks",
  ],
  needs: { disks: azure.disks, size: azure.vmSize },
  wants: { volume: guest.dataVolume },

  check({ disks, size, volume }) {
    const minimumGiB = size.memoryGiB + beyondMemoryGiB
    const bySize = judgeDataDisk(candidateDisks(disks, volume), {
      met: ({ sizeGiB }) => sizeGiB >= minimumGiB,
      observe: ({ sizeGiB }) => `${sizeGiB} GiB`,
      expected: `at least ${minimumGiB} GiB (memory and ${beyondMemoryGiB}), ${freeShare * 100} % of it free`,
    })
    if (bySize.status === "fail") return bySize
    if (volume && volume.freeBytes < volume.sizeBytes * freeShare) {
      return fail({
        observed: `${Math.floor((volume.freeBytes / volume.sizeBytes) * 100)} % free under ${volume.path}`,
        expected: `${freeShare * 100} % free`,
      })
    }
    if (volume || bySize.status !== "pass") return bySize
    return undecided(
      `The disks are large enough (${bySize.observed}); how full they are cannot be seen from Azure.`,
      "Run the guest script inside the VM and give its output with --guest-output.",
    )
  },

  effort: "minutes",
  fix({ disks, size, volume }) {
    const path = volume?.path ?? "/"
    const candidates = candidateDisks(disks, volume)
    const largest = Math.max(...candidates.map(({ sizeGiB }) => sizeGiB))
    const target = Math.max(2 * size.memoryGiB, size.memoryGiB + beyondMemoryGiB, volume ? 2 * largest : 0)
    return {
      summary: `Grow the disk to ${target} GiB, then the partition and file system on it; Azure cannot shrink it again.`,
      commands: [
        ...candidates.map(({ id }) => az`disk update --ids ${id} --size-gb ${target}`),
        sudo`resize2fs $(findmnt --noheadings --output SOURCE --target ${path})`,
      ],
      verify: df`-h ${path}`.run,
    }
  },

  examples: [
    {
      title: "64 GiB for 8 GiB of memory, three quarters free",
      status: "pass",
      given: { disks: [exampleOsDisk(), exampleDisk()], size: exampleSize(), volume: exampleVolume() },
    },
    {
      title: "a disk smaller than memory",
      status: "fail",
      given: { disks: [exampleOsDisk()], size: exampleSize({ name: "Standard_E4as_v5", memoryGiB: 32 }) },
    },
    {
      title: "a large disk that is nearly full",
      status: "fail",
      given: {
        disks: [exampleOsDisk(), exampleDisk()],
        size: exampleSize(),
        volume: exampleVolume({ freeBytes: 6 * 2 ** 30 }),
      },
    },
    {
      title: "large disks, seen from Azure alone",
      status: "unknown",
      given: { disks: [exampleOsDisk(), exampleDisk()], size: exampleSize() },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: { disks: forbidden("Microsoft.Compute/disks/read"), size: exampleSize() },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { disks: noVm, size: noVm },
    },
  ],
})
