import {
  absentBecause,
  chromaSupport,
  command,
  configuration,
  defineRule,
  fail,
  notApplicable,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleContainer } from "../examples.ts"

const docker = command("docker")
const sed = command("sed")

export default defineRule({
  id: "chroma-version-pinned",
  area: "maintenance",
  severity: "medium",
  profile: "production",
  title: "The image of Chroma is pinned to one release",
  failureTitle: "The image of Chroma is not pinned to one release",
  why:
    "With latest, or no tag at all, the release changes whenever someone pulls: a routine restart can upgrade " +
    "the database, whose migration cannot be taken back, and two machines with the same file run different " +
    "servers. A full version or a digest makes an upgrade a change that somebody decided.",
  references: [
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    "https://docs.trychroma.com/docs/overview/migration",
  ],
  needs: { container: configuration.container },

  check({ container }) {
    const { name, image } = container
    if (configuration.isSystemdUnit(container))
      return notApplicable(`The systemd unit ${name} runs Chroma, not an image.`)
    if (image === null) {
      return undecided(
        "It is not said which image runs.",
        "Run the guest script inside the VM and give its output with --guest-output.",
      )
    }
    const sighting = { observed: image, expected: "a tag X.Y.Z or a digest" }
    return /:\d+\.\d+\.\d+$|@sha256:[0-9a-f]{64}$/.test(image) ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ container }) => ({
    summary:
      "Ask the running image for its release, write that release into the compose file, and start again.",
    commands: [
      docker`exec ${container.name ?? "chroma-server-1"} chroma --version`,
      sed`--in-place 's|image: .*chroma.*|image: ghcr.io/chroma-core/chroma:${chromaSupport.newest}|' docker-compose.yml`,
      docker`compose up --detach`,
    ],
  }),

  examples: [
    { title: "a full version", status: "pass", given: { container: exampleContainer() } },
    {
      title: "a digest",
      status: "pass",
      given: { container: exampleContainer({ image: `chromadb/chroma@sha256:${"0a".repeat(32)}` }) },
    },
    {
      title: "latest",
      status: "fail",
      given: { container: exampleContainer({ image: "chromadb/chroma:latest" }) },
    },
    {
      title: "no tag, from a registry with a port",
      status: "fail",
      given: { container: exampleContainer({ image: "registry.example.com:5000/chroma" }) },
    },
    {
      title: "a minor, which moves with every patch",
      status: "fail",
      given: { container: exampleContainer({ image: "chromadb/chroma:1.5" }) },
    },
    {
      title: "a compose file that builds its own image",
      status: "unknown",
      given: { container: exampleContainer({ image: null }) },
    },
    {
      title: "nobody looked",
      status: "unknown",
      given: {
        container: unknownBecause("not-requested", "Nobody looked inside the VM, and no files were given."),
      },
    },
    {
      title: "a systemd unit runs Chroma",
      status: "not-applicable",
      given: { container: exampleContainer({ name: "chroma.service", image: null }) },
    },
    {
      title: "files without a container",
      status: "not-applicable",
      given: { container: absentBecause("The files declare no container of Chroma.") },
    },
  ],
})
