import { absentBecause, configuration, defineRule, fail, pass, undecided } from "../../src/rule.ts"
import { exampleContainer } from "../examples.ts"

export default defineRule({
  id: "log-rotation",
  area: "observability",
  severity: "low",
  profile: "production",
  title: "Container logs cannot fill the disk",
  failureTitle: "Container logs grow until the disk is full",
  why:
    "Docker's default driver, json-file, keeps everything a container ever printed. Chroma prints a line for " +
    "each request; on a disk shared with the data, months of that end in a server that cannot write.",
  references: [
    "https://docs.docker.com/engine/logging/drivers/json-file/",
    "https://docs.docker.com/engine/logging/drivers/local/",
  ],
  needs: { container: configuration.container },

  check({ container: { name, logging } }) {
    if (!logging)
      return undecided(
        "The configuration names no logging driver, and the default of the Docker engine is not shown.",
        "Give the output of the guest script with --guest-output.",
      )
    const { driver, options } = logging
    const limit = options["max-size"]
    const bounded = driver !== "json-file" || (limit !== undefined && limit !== "-1")
    const sighting = {
      observed: `the driver ${driver}${limit ? `, at most ${limit} a file` : ""}`,
      expected: "json-file with max-size, or a driver that is bounded by itself",
      resources: name ? [name] : [],
    }
    return bounded ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary:
      "Use the driver local, which rotates by itself, or give json-file a size; then make the container anew.",
    commands: [
      { tool: "compose", run: `logging: { driver: local, options: { max-size: "20m", max-file: "5" } }` },
      { tool: "docker", run: "docker compose up --detach --force-recreate" },
    ],
    verify: "docker inspect --format '{{json .HostConfig.LogConfig}}' <container>",
  }),

  examples: [
    { title: "json-file with a size", status: "pass", given: { container: exampleContainer() } },
    {
      title: "Docker's default",
      status: "fail",
      given: { container: exampleContainer({ logging: { driver: "json-file", options: {} } }) },
    },
    {
      title: "a compose file that says nothing of logging",
      status: "unknown",
      given: { container: exampleContainer({ logging: null }) },
    },
    {
      title: "a service without a container",
      status: "not-applicable",
      given: { container: absentBecause("Chroma runs as a service of the VM; there is no container.") },
    },
  ],
})
