import {
  chromaSupport,
  chromaSupportOf,
  command,
  configuration,
  defineRule,
  endpoint,
  fail,
  narrowRelease,
  notApplicable,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleServer, exampleSettings } from "../examples.ts"

const docker = command("docker")
const sed = command("sed")

export default defineRule({
  id: "chroma-version-supported",
  area: "maintenance",
  severity: "high",
  profile: "baseline",
  title: "The release of Chroma is one of the three newest minors",
  failureTitle: "The release of Chroma is too old to get fixes",
  why:
    "Chroma fixes bugs and vulnerabilities in its newest release only and has no long-term support, so an old " +
    "release keeps its faults for good. 0.x ended in January 2025. Staying within three minors keeps each " +
    "upgrade a small step; the project publishes no policy, so this line is the tool's own.",
  references: [chromaSupport.source, "https://docs.trychroma.com/docs/overview/migration"],
  needs: {},
  wants: { server: endpoint.server, settings: configuration.settings, api: endpoint.api },

  check({ server, settings, api }) {
    if (api && new URL(api.url).hostname.endsWith(".trychroma.com"))
      return notApplicable("Chroma Cloud serves this address and chooses the release.")
    const release = narrowRelease(
      { from: server?.from ?? null, to: server?.to ?? null },
      settings?.version ?? null,
    )
    const sighting = {
      observed: describe(release),
      expected: `${chromaSupport.minors.join(", ")} or newer (as of ${chromaSupport.asOf})`,
      resources: api ? [api.url] : [],
    }
    switch (chromaSupportOf(release)) {
      case "supported":
        return pass(sighting)
      case "unsupported":
        return fail(sighting)
      case "undetermined":
        return undecided(
          `The release may be ${sighting.observed}; expected ${sighting.expected}.`,
          "Give a read token in the variable that --token-env names, the compose file with --compose, or what the guest script prints with --guest-output.",
        )
    }
  },

  effort: "hours",
  fix: ({ server }) => ({
    summary:
      `Back up the data, then upgrade to ${chromaSupport.newest}` +
      (server?.to?.startsWith("0.")
        ? "; 1.0 moved the data from /chroma/chroma to /data and dropped built-in authentication."
        : "; the database is migrated at the first start and cannot be taken back."),
    commands: [
      docker`compose stop`,
      sed`--in-place 's|image: .*chroma.*|image: ghcr.io/chroma-core/chroma:${chromaSupport.newest}|' docker-compose.yml`,
      docker`compose up --detach`,
    ],
    verify: "docker compose images",
  }),

  examples: [
    { title: "an API as only 1.5.9 has it", status: "pass", given: { server: exampleServer() } },
    {
      title: "an API of many releases, and an image tag that says which",
      status: "pass",
      given: {
        server: exampleServer({ from: "1.2.0", to: "1.3.0" }),
        settings: exampleSettings({ version: "1.3.0" }),
      },
    },
    {
      title: "a compose file alone",
      status: "pass",
      given: { settings: exampleSettings({ version: "1.4.1" }) },
    },
    {
      title: "the last 0.x",
      status: "fail",
      given: {
        server: exampleServer({ implementation: "python", reported: "0.6.3", from: "0.6.3", to: "0.6.3" }),
      },
    },
    {
      title: "an API as 1.0.21 to 1.1.1 have it",
      status: "fail",
      given: { server: exampleServer({ from: "1.0.21", to: "1.1.1" }) },
    },
    {
      title: "the API was 1.2.0 or 1.3.0: both sides of the line",
      status: "unknown",
      given: { server: exampleServer({ from: "1.2.0", to: "1.3.0" }) },
    },
    {
      title: "a proxy hides the API's description",
      status: "unknown",
      given: { server: unknownBecause("unauthenticated", "401 on /openapi.json") },
    },
    {
      title: "Chroma Cloud",
      status: "not-applicable",
      given: {
        server: exampleServer(),
        api: {
          url: "https://api.trychroma.com",
          address: "203.0.113.7",
          port: 443,
          transport: "tls",
          apiVersion: "v2",
          recognisedBy: "url",
          bareAddress: false,
        },
      },
    },
  ],
})

function describe({ from, to }: { from: string | null; to: string | null }): string {
  if (from === to) return from ?? "any"
  if (from === null) return `${to} or older`
  return to === null ? `${from} or newer` : `${from} to ${to}`
}
