import {
  absentBecause,
  configuration,
  defineRule,
  endpoint,
  fail,
  notApplicable,
  pass,
  unknownBecause,
  undecided,
} from "../../src/rule.ts"
import { exampleContainer, exampleServer, exampleSettings } from "../examples.ts"

export default defineRule({
  id: "container-healthcheck",
  area: "high-availability",
  severity: "medium",
  profile: "production",
  title: "The container has a health check that works on the running version",
  failureTitle: "The container has no health check that works",
  why:
    "Docker learns from the health check that a server hangs although its process lives; without one, or with " +
    "one that always fails, nobody does. The image of Chroma 1.x contains neither curl nor wget nor Python, and " +
    "1.x answers 410 under /api/v1: the checks that served 0.x, and that many samples still show, mark a healthy " +
    "1.x container unhealthy.",
  references: [
    "https://docs.docker.com/reference/compose-file/services/#healthcheck",
    "https://github.com/chroma-core/chroma/issues/6855",
    "https://cookbook.chromadb.dev/running/health-checks/",
  ],
  needs: { container: configuration.container },
  wants: { settings: configuration.settings, server: endpoint.server },

  check({ container, settings, server }) {
    if (configuration.isSystemdUnit(container))
      return notApplicable(`The systemd unit ${container.name} runs Chroma, not a container.`)
    const command = container.healthcheck?.join(" ") ?? "none"
    const sighting = { observed: command, expected: "a check that works on the running version" }
    if (["none", "NONE", ""].includes(command)) return fail(sighting)
    if (container.health === "healthy") return pass({ ...sighting, observed: `${command}: healthy` })
    if (container.health === "unhealthy") return fail({ ...sighting, observed: `${command}: unhealthy` })

    const trouble = troubleOnVersion1(command, container.image)
    if (!trouble) return pass(sighting)
    const release = settings?.version ?? server?.from ?? server?.to
    if (release?.startsWith("0.")) return pass(sighting)
    if (release && trouble.certain)
      return fail({ ...sighting, observed: `${command}, but ${trouble.reason}` })
    return undecided(
      `Whether the check works depends on the image: ${trouble.reason}.`,
      "Run the guest script inside the VM and give its output with --guest-output.",
    )
  },

  effort: "minutes",
  fix: () => ({
    summary:
      "Let bash open a connection, which works on every image of Chroma, and create the container again.",
    commands: [
      {
        tool: "docker",
        run: [
          "cat > compose.override.yml <<'EOF'",
          "services:",
          "  server:",
          "    healthcheck:",
          '      test: ["CMD", "bash", "-c", "</dev/tcp/127.0.0.1/8000"]',
          "      interval: 30s",
          "      retries: 3",
          "EOF",
          "docker compose up --detach",
        ].join("\n"),
      },
    ],
    verify: "docker ps --format '{{.Names}} {{.Status}}'",
  }),

  examples: [
    {
      title: "a connection by bash, which Docker finds healthy",
      status: "pass",
      given: { container: exampleContainer() },
    },
    {
      title: "the same in a compose file",
      status: "pass",
      given: { container: exampleContainer({ health: null }) },
    },
    {
      title: "curl on the image of 0.6.3, which has it",
      status: "pass",
      given: {
        container: exampleContainer({ ...declaredWith("v1"), image: "chromadb/chroma:0.6.3" }),
        settings: exampleSettings({ version: "0.6.3" }),
      },
    },
    {
      title: "the compose file of Chroma's templates has none",
      status: "fail",
      given: { container: exampleContainer({ healthcheck: null, health: null }) },
    },
    {
      title: "curl on the image of 1.5.9, which lacks it",
      status: "fail",
      given: { container: exampleContainer(declaredWith("v2")), settings: exampleSettings() },
    },
    {
      title: "/api/v1 on a server that answers as 1.x",
      status: "fail",
      given: {
        container: exampleContainer({ ...declaredWith("v1"), image: "registry.example.com/chroma:main" }),
        server: exampleServer(),
      },
    },
    {
      title: "curl on an image of one's own, which may have it",
      status: "unknown",
      given: {
        container: exampleContainer({ ...declaredWith("v2"), image: "registry.example.com/chroma:main" }),
        settings: exampleSettings(),
      },
    },
    {
      title: "curl, and no version is known",
      status: "unknown",
      given: { container: exampleContainer(declaredWith("v2")) },
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
      given: { container: exampleContainer({ name: "chroma.service", image: null, healthcheck: null }) },
    },
    {
      title: "a plan that runs no container",
      status: "not-applicable",
      given: { container: absentBecause("The files declare no container of Chroma.") },
    },
  ],
})

/** What breaks the command on 1.x; certain unless the image is someone's own and may contain more. */
function troubleOnVersion1(
  command: string,
  image: string | null,
): { reason: string; certain: boolean } | undefined {
  if (command.includes("/api/v1")) return { reason: "1.x answers 410 under /api/v1", certain: true }
  const tool = /\b(curl|wget|python3?)\b/.exec(command)?.[0]
  const published = /^(ghcr\.io\/chroma-core|(docker\.io\/)?chromadb)\/chroma\b/.test(image ?? "")
  return tool ? { reason: `the published image of 1.x has no ${tool}`, certain: published } : undefined
}

function declaredWith(api: "v1" | "v2") {
  return {
    healthcheck: ["CMD", "curl", "-f", `http://localhost:8000/api/${api}/heartbeat`],
    health: null,
  }
}
