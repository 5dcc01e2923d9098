import {
  absentBecause,
  configuration,
  defineRule,
  fail,
  pass,
  undecided,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleContainer } from "../examples.ts"

type Mount = ValueOf<typeof configuration.container>["mounts"][number]

export default defineRule({
  id: "data-on-persistent-volume",
  area: "backup-and-restore",
  severity: "critical",
  profile: "production",
  ceiling: 39,
  title: "Chroma writes to a volume that outlives its container",
  failureTitle: "Chroma writes into its container, which is deleted with the next update",
  why:
    "Whatever a container writes outside a mounted volume is gone when the container is replaced, and every " +
    "change of the image replaces it. Chroma's own compose file mounts /index_data, where no version writes: " +
    "1.x writes to /data, 0.x to /chroma/chroma. The server works, until its first update deletes the database.",
  references: [
    "https://docs.trychroma.com/docs/overview/migration",
    "https://docs.docker.com/engine/storage/volumes/",
  ],
  needs: { container: configuration.container },

  check({ container: { name, mounts, persistPath } }) {
    if (!persistPath?.startsWith("/"))
      return undecided(
        "Where this Chroma writes depends on its version, and that is not known.",
        "Give the configuration with the image's tag: --compose, --server-config, or the output of the guest script.",
      )
    const mount = mounts.find((candidate) => covers(candidate, persistPath))
    const sighting = {
      observed: mount
        ? `${mount.type} ${mount.source} at ${mount.destination}`
        : `${persistPath} in the container; mounted: ${mounts.map(({ destination }) => destination).join(", ") || "nothing"}`,
      expected: `a volume or a folder of the host at ${persistPath}`,
      resources: name ? [name] : [],
    }
    return mount ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ container: { name, persistPath } }) {
    const container = name ?? "chroma"
    return {
      summary: `Copy the data out before anything else, mount a volume at ${persistPath}, and start the container anew.`,
      commands: [
        {
          tool: "docker",
          run: `docker stop ${container} && docker cp ${container}:${persistPath}/. /srv/chroma/`,
        },
        { tool: "compose", run: `volumes: ["/srv/chroma:${persistPath}"]` },
        { tool: "docker", run: "docker compose up --detach" },
      ],
      verify: `docker inspect --format '{{json .Mounts}}' ${container}`,
    }
  },

  examples: [
    {
      title: "a folder of the host at /data on 1.x",
      status: "pass",
      given: { container: exampleContainer() },
    },
    {
      title: "the compose file of Chroma's guide: /index_data on 1.x",
      status: "fail",
      given: {
        container: exampleContainer({
          mounts: [{ type: "volume", source: "index_data", destination: "/index_data" }],
        }),
      },
    },
    {
      title: "an image without a version",
      status: "unknown",
      given: { container: exampleContainer({ image: "ghcr.io/chroma-core/chroma", persistPath: null }) },
    },
    {
      title: "a service without a container",
      status: "not-applicable",
      given: { container: absentBecause("Chroma runs as a service of the VM; there is no container.") },
    },
  ],
})

/** A mount at the path or above it. What lies in memory does not count. */
const covers = ({ type, destination }: Mount, path: string): boolean =>
  type !== "tmpfs" && `${path}/`.startsWith(`${destination.replace(/\/+$/, "")}/`)
