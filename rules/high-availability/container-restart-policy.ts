import {
  absentBecause,
  command,
  configuration,
  defineRule,
  fail,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleContainer } from "../examples.ts"

const docker = command("docker")

export default defineRule({
  id: "container-restart-policy",
  area: "high-availability",
  severity: "high",
  profile: "production",
  title: "Chroma is started again when it stops",
  failureTitle: "Nothing starts Chroma again when it stops",
  why:
    "Servers crash, are killed for memory and lose their host to a reboot. With a restart policy that is a gap " +
    "of seconds; without one Chroma stays down until somebody notices. The compose file that Chroma's cloud " +
    "templates download sets none.",
  references: [
    "https://docs.docker.com/engine/containers/start-containers-automatically/",
    "https://docs.trychroma.com/guides/deploy/docker",
  ],
  needs: { container: configuration.container },

  check({ container: { restart } }) {
    if (restart === null) {
      return undecided(
        "It is not said what happens when Chroma stops.",
        "Run the guest script inside the VM and give its output with --guest-output.",
      )
    }
    const sighting = {
      observed: `restart policy ${restart || "no"}`,
      expected: "always, unless-stopped or on-failure",
    }
    return /^(always|unless-stopped|on-failure)\b/.test(restart) ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ container }) {
    const name = container.name ?? "chroma-server-1"
    return {
      summary: "Let Docker start it again, now and in the compose file (restart: unless-stopped).",
      commands: [docker`update --restart unless-stopped ${name}`],
      verify: docker`inspect --format '{{.HostConfig.RestartPolicy.Name}}' ${name}`.run,
    }
  },

  examples: [
    { title: "unless-stopped", status: "pass", given: { container: exampleContainer() } },
    {
      title: "at most three times",
      status: "pass",
      given: { container: exampleContainer({ restart: "on-failure:3" }) },
    },
    {
      title: "the compose file of Chroma's templates",
      status: "fail",
      given: { container: exampleContainer({ restart: "no" }) },
    },
    {
      title: "a source that does not say",
      status: "unknown",
      given: { container: exampleContainer({ restart: null }) },
    },
    {
      title: "nobody looked",
      status: "unknown",
      given: {
        container: unknownBecause("not-requested", "Nobody looked inside the VM, and no files were given."),
      },
    },
    {
      title: "Azure runs the container",
      status: "not-applicable",
      given: { container: absentBecause("Azure Container Apps runs Chroma and restarts it.") },
    },
  ],
})
