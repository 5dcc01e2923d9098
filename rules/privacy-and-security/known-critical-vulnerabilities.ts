import { advisories, command, defineRule, unknownBecause } from "../../src/rule.ts"
import { exampleApi, exampleServer, exampleSettings } from "../examples.ts"
import { judgeAdvisories, releaseFacts } from "../vulnerabilities.ts"

const critical = advisories.filter((advisory) => advisory.critical)

export default defineRule({
  id: "known-critical-vulnerabilities",
  area: "privacy-and-security",
  severity: "critical",
  profile: "baseline",
  title: "No published advisory lets a stranger take over this Chroma server",
  failureTitle: "A published advisory lets a stranger take over this Chroma server",
  why:
    "Once an advisory is public, so is the way to use it. Chroma has two servers: the Python one, started with " +
    "uvicorn, and the Rust one of the official 1.x images. The worst advisory so far runs an attacker's code " +
    "before any authentication, but in the Python server of 1.x only, so the release number alone does not " +
    "decide; which server runs does.",
  references: [
    "https://nvd.nist.gov/vuln/detail/CVE-2026-45829",
    "https://github.com/advisories/GHSA-f4j7-r4q5-qw2c",
    "https://docs.trychroma.com/docs/overview/migration",
  ],
  needs: {},
  wants: releaseFacts,

  check: (facts) =>
    judgeAdvisories(critical, "no known way to take over the server without a credential", facts),

  effort: "hours",
  fix: ({ api }) => ({
    summary:
      "Run the official image, which is the Rust server; no release fixes the Python server. Copy the data first, and mount it at /data.",
    commands: [
      { tool: "docker compose", run: "image: ghcr.io/chroma-core/chroma:1.5.9" },
      { tool: "docker", run: "docker compose up --detach" },
    ],
    ...(api && {
      verify: `${command("curl")`--include ${`${api.url}/api/v2/version`}`.run} shows no 'server: uvicorn'`,
    }),
  }),

  examples: [
    { title: "the Rust server", status: "pass", given: { server: exampleServer() } },
    {
      title: "the last 0.x, which this advisory does not reach",
      status: "pass",
      given: {
        server: exampleServer({ implementation: "python", reported: "0.6.3", from: "0.6.3", to: "0.6.3" }),
      },
    },
    {
      title: "the Python server of 1.x",
      status: "fail",
      given: {
        server: exampleServer({ implementation: "python", reported: "1.3.5", from: "1.3.5", to: "1.3.5" }),
      },
    },
    {
      title: "an image tag alone does not say which server it runs",
      status: "unknown",
      given: { settings: exampleSettings({ version: "1.5.9" }) },
    },
    {
      title: "a proxy hides the server",
      status: "unknown",
      given: { server: unknownBecause("unauthenticated", "401 on /api/v2/version") },
    },
    {
      title: "Chroma Cloud",
      status: "not-applicable",
      given: { server: exampleServer(), api: exampleApi({ url: "https://api.trychroma.com" }) },
    },
  ],
})
