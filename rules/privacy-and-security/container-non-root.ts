import {
  command,
  absentBecause,
  configuration,
  defineRule,
  fail,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleContainer } from "../examples.ts"

/** The official images name no user, so they run as root unless told otherwise. */
const isOfficial = (image: string | null): boolean =>
  /(^|\/)(chroma-core|chromadb)\/chroma(:|@|$)/.test(image ?? "")

export default defineRule({
  id: "container-non-root",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "Chroma does not run as root",
  failureTitle: "Chroma runs as root",
  why:
    "The official images run Chroma as root, which it does not need: it listens on a high port and writes one folder. " +
    "Code that breaks out of the process is then root in the container, and one kernel flaw away from the machine.",
  references: [
    "https://docs.docker.com/reference/compose-file/services/#user",
    "https://docs.docker.com/engine/security/",
  ],
  needs: { container: configuration.container },

  check({ container: { user, image, name } }) {
    const expected = "a user other than root"
    const resources = name ? [name] : []
    if (user === null && !isOfficial(image)) {
      return undecided(
        `No user is named, so the image ${image ?? "of Chroma"} decides, and what it says is not known.`,
        "Run the guest script inside the VM and give its output with --guest-output.",
      )
    }
    const runs = user === null ? "root, the image's default" : user === "" ? "root (no user is set)" : user
    const isRoot = user === null || ["", "root", "0"].includes(user.split(":")[0] ?? "")
    return isRoot
      ? fail({ observed: runs, expected, resources })
      : pass({ observed: `user ${user}`, expected, resources })
  },

  effort: "minutes",
  fix: ({ container: { mounts, persistPath } }) => {
    const data = mounts.find(({ destination }) => destination === persistPath)?.source ?? "./chroma-data"
    return {
      summary: "Give the data to an ordinary user, and let the container run as that user.",
      commands: [
        command("sudo")`chown --recursive 10001:10001 ${data}`,
        { tool: "docker compose", run: 'user: "10001:10001"' },
        { tool: "docker", run: "docker compose up --detach" },
      ],
    }
  },

  examples: [
    { title: "an ordinary user", status: "pass", given: { container: exampleContainer() } },
    {
      title: "docker says root",
      status: "fail",
      says: "/srv/chroma",
      given: { container: exampleContainer({ user: "" }) },
    },
    {
      title: "root by number, with a group",
      status: "fail",
      given: { container: exampleContainer({ user: "0:0" }) },
    },
    {
      title: "a compose file that names no user for the official image",
      status: "fail",
      given: { container: exampleContainer({ user: null }) },
    },
    {
      title: "an image of one's own",
      status: "unknown",
      given: { container: exampleContainer({ user: null, image: "registry.example.com/chroma:1.5.9" }) },
    },
    {
      title: "nobody looked inside",
      status: "unknown",
      given: { container: unknownBecause("not-requested") },
    },
    {
      title: "Chroma Cloud",
      status: "not-applicable",
      given: { container: absentBecause("Chroma Cloud serves this address; there is no container of ours.") },
    },
  ],
})
