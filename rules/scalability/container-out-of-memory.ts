import {
  absentBecause,
  azure,
  command,
  configuration,
  defineRule,
  fail,
  guest,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleContainer, exampleOperatingSystem, exampleSize } from "../examples.ts"

const bytesPerGiB = 2 ** 30

const docker = command("docker")

export default defineRule({
  id: "container-out-of-memory",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "Chroma was not killed for memory, and leaves the system its gigabyte",
  failureTitle: "Chroma was killed for memory, or may take the system's",
  why:
    "Chroma keeps every index it has loaded. Without a limit it grows until the kernel kills something, and that " +
    "may be the proxy, the backup agent or the login. A limit that leaves a gigabyte makes Chroma itself the one " +
    "that is restarted, and the machine stays reachable; a kill that has happened says that the VM is too small.",
  references: [
    "https://docs.docker.com/engine/containers/resource_constraints/",
    "https://docs.trychroma.com/guides/deploy/performance",
  ],
  needs: { container: configuration.guestContainer },
  wants: { os: guest.operatingSystem, size: azure.vmSize },

  check({ container: { memoryLimit, outOfMemoryKilled }, os, size }) {
    const expected = "never killed, and a limit that leaves the system 1 GiB"
    const limit = memoryLimit === null ? "no limit" : `a limit of ${inGiB(memoryLimit)} GiB`
    if (outOfMemoryKilled) return fail({ observed: `killed for memory, with ${limit}`, expected })
    if (memoryLimit === null) return fail({ observed: limit, expected })
    const memory = os?.memoryBytes ?? (size && size.memoryGiB * bytesPerGiB)
    if (memory == null || outOfMemoryKilled === null) {
      return undecided(
        `Chroma has ${limit}; ${memory == null ? "how much memory the VM has" : "whether it was ever killed"} is not known.`,
        "Run the guest script as root inside the VM and give its output with --guest-output.",
      )
    }
    const sighting = { observed: `never killed, ${limit} of ${inGiB(memory)} GiB`, expected }
    return memoryLimit <= memory - bytesPerGiB ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ container, os, size }) {
    const memory = os?.memoryBytes ?? (size ? size.memoryGiB * bytesPerGiB : 2 * bytesPerGiB)
    const limit = Math.floor((memory - bytesPerGiB) / 2 ** 20)
    return {
      summary:
        "Limit the container, now and in the compose file (mem_limit); if it was killed, enlarge the VM first.",
      commands: [
        docker`update --memory ${limit}m --memory-swap ${limit}m ${container.name ?? "chroma-server-1"}`,
      ],
      verify: "docker stats --no-stream",
    }
  },

  examples: [
    {
      title: "6 of 8 GiB, never killed",
      status: "pass",
      given: { container: exampleContainer(), os: exampleOperatingSystem() },
    },
    {
      title: "killed for memory",
      status: "fail",
      given: { container: exampleContainer({ outOfMemoryKilled: true }), size: exampleSize() },
    },
    {
      title: "the compose file of Chroma's templates sets no limit",
      status: "fail",
      given: { container: exampleContainer({ memoryLimit: null }), size: exampleSize() },
    },
    {
      title: "a limit of all there is",
      status: "fail",
      given: { container: exampleContainer({ memoryLimit: 8 * 2 ** 30 }), size: exampleSize() },
    },
    {
      title: "a limit, and the VM's memory is not known",
      status: "unknown",
      given: { container: exampleContainer() },
    },
    {
      title: "nobody looked inside the VM",
      status: "unknown",
      given: { container: unknownBecause("not-requested", "Nobody looked inside the VM.") },
    },
    {
      title: "Chroma was installed with pip",
      status: "not-applicable",
      given: { container: absentBecause("Chroma does not run in a container here.") },
    },
  ],
})

const inGiB = (bytes: number): string => (bytes / bytesPerGiB).toFixed(1)
