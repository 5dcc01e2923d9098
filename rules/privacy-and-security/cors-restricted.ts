import { absentBecause, defineRule, endpoint, fail, pass, unknownBecause } from "../../src/rule.ts"

export default defineRule({
  id: "cors-restricted",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "Foreign web pages cannot read Chroma's answers",
  failureTitle: "Any web page can read Chroma's answers",
  why:
    "With an open cross-origin policy every page that a colleague visits can talk to Chroma from inside the network, " +
    "with whatever that browser is allowed to. Chroma's full sample configuration, which the documentation tells to " +
    "copy, allows every origin.",
  references: [
    "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS",
    "https://github.com/chroma-core/chroma/blob/main/rust/frontend/sample_configs/single_node_full.yaml",
    "https://cookbook.chromadb.dev/strategies/cors/",
  ],
  needs: { cors: endpoint.cors },
  wants: { api: endpoint.api },

  check({ cors: { origin, allowOrigin, allowCredentials }, api }) {
    const sighting = {
      observed: allowOrigin
        ? `${origin} is answered with allow-origin ${allowOrigin}${allowCredentials ? ", with credentials" : ""}`
        : `${origin} is allowed nothing`,
      expected: "a foreign origin gets no allow-origin",
      resources: api ? [api.url] : [],
    }
    return allowOrigin === "*" || allowOrigin === origin || allowOrigin === "null"
      ? fail(sighting)
      : pass(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary: "Name the origins of your own pages, or none at all.",
    commands: [
      {
        tool: "docker compose",
        run: "environment: [ 'CHROMA_CORS_ALLOW_ORIGINS=[\"https://app.example.com\"]' ]",
      },
      { tool: "docker", run: "docker compose up --detach" },
    ],
  }),

  examples: [
    { title: "no cross-origin policy", status: "pass", given: { cors: allowing(null) } },
    { title: "only one's own page", status: "pass", given: { cors: allowing("https://app.example.com") } },
    { title: "everyone", status: "fail", given: { cors: allowing("*") } },
    { title: "whoever asks", status: "fail", given: { cors: allowing("https://chroma-audit.invalid") } },
    {
      title: "the proxy refuses before Chroma answers, and no token was given",
      status: "unknown",
      given: { cors: unknownBecause("unauthenticated", "401 without a token") },
    },
    {
      title: "a plan of what will be",
      status: "not-applicable",
      given: { cors: absentBecause("The plan's address does not exist yet.") },
    },
  ],
})

function allowing(allowOrigin: string | null) {
  return { origin: "https://chroma-audit.invalid", allowOrigin, allowCredentials: false }
}
