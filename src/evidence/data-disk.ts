import type { ValueOf } from "../model/evidence.ts"
import { fail, pass, undecided, type Verdict } from "../model/rule.ts"
import type { Disk } from "./azure.ts"
import type { dataVolume } from "./guest.ts"

/**
 * The disks that may hold the data. Azure does not show where Chroma writes, so every attached disk is
 * a candidate until the guest names the one.
 */
export function candidateDisks(
  disks: readonly Disk[],
  volume: ValueOf<typeof dataVolume> | undefined,
): readonly Disk[] {
  const named = disks.filter(({ role, lun }) => (role === "os" ? "os" : lun) === volume?.disk)
  return named.length > 0 ? named : disks
}

/** What a rule asks of the disk that holds the data. */
export interface DiskRequirement {
  met: (disk: Disk) => boolean
  /** What was seen of one disk: "Premium_LRS". */
  observe: (disk: Disk) => string
  expected: string
}

/** All candidates meet it: pass. None does: fail. Some do: it depends on which of them holds the data. */
export function judgeDataDisk(
  candidates: readonly Disk[],
  { met, observe, expected }: DiskRequirement,
): Verdict {
  const unmet = candidates.filter((disk) => !met(disk))
  const shown = unmet.length > 0 ? unmet : candidates
  const observed = shown.map((disk) => `${disk.name} (${observe(disk)})`).join(", ")
  const resources = shown.map(({ id }) => id)
  if (candidates.length > 0 && unmet.length === 0) return pass({ observed, expected, resources })
  if (candidates.length > 0 && unmet.length === candidates.length)
    return fail({ observed, expected, resources })
  return {
    ...undecided(
      `It is not known which attached disk holds the data, and not every one would do: ${observed || "none is listed"}; expected ${expected}.`,
      "Run the guest script inside the VM and give its output with --guest-output.",
    ),
    resources,
  }
}
