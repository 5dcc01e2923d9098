import {
  advisories,
  answerOf,
  type configuration,
  defineRule,
  endpoint,
  unknownBecause,
  type Advisory,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleApi, exampleReads, exampleServer, exampleSettings } from "../examples.ts"
import { tokenProxy } from "../token-proxy.ts"
import { judgeAdvisories, releaseFacts } from "../vulnerabilities.ts"

const others = advisories.filter(({ critical }) => !critical)

export default defineRule({
  id: "known-vulnerabilities",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "No other published advisory applies to this Chroma server",
  failureTitle: "A published advisory applies to this Chroma server",
  why:
    "Several advisories of 2026 are without a fixed release, among them one that both servers share: a client of one " +
    "tenant reaches the collections of another by their ids. Until there is a fix, what counts is whether the hole " +
    "matters here: with a token-checking proxy in front strangers do not get that far, and without SimpleRBAC its " +
    "fault cannot be used.",
  references: [
    "https://nvd.nist.gov/vuln/detail/CVE-2026-45830",
    "https://nvd.nist.gov/vuln/detail/CVE-2026-45833",
    "https://github.com/chroma-core/chroma/issues/7462",
  ],
  needs: {},
  wants: { ...releaseFacts, reads: endpoint.anonymousReads },

  check(facts) {
    const open = others.filter((advisory) => !isMitigated(advisory, facts))
    return judgeAdvisories(open, "no advisory matches, or its mitigation is seen", facts)
  },

  effort: "hours",
  fix: ({ server }) => ({
    summary:
      server?.implementation === "python"
        ? "Run the official 1.x image, which is the Rust server, behind a proxy that asks for a token."
        : "Let a proxy ask for a token in front of Chroma, and compare tenants there if there is more than one.",
    commands: [{ tool: "docker compose", run: "image: ghcr.io/chroma-core/chroma:1.5.9" }, tokenProxy],
  }),

  examples: [
    {
      title: "the Rust server behind a proxy",
      status: "pass",
      given: { server: exampleServer({ from: "1.5.9", to: "1.5.9" }), reads: exampleReads() },
    },
    {
      title: "a release after those that are affected",
      status: "pass",
      given: { server: exampleServer({ from: "1.6.0", to: null }) },
    },
    {
      title: "the Rust server with nothing in front",
      status: "fail",
      says: "Let a proxy ask for a token",
      given: { server: exampleServer({ from: "1.5.9", to: "1.5.9" }), reads: exampleReads("accepted") },
    },
    {
      title: "0.6.3 behind a proxy",
      status: "fail",
      says: "CVE-2026-45831",
      given: {
        server: exampleServer({ implementation: "python", reported: "0.6.3", from: "0.6.3", to: "0.6.3" }),
        reads: exampleReads(),
      },
    },
    {
      title: "a release that may be newer than the advisories",
      status: "unknown",
      given: { server: exampleServer({ from: "1.5.9", to: null }) },
    },
    {
      title: "an image tag behind a proxy does not say which server it runs",
      status: "unknown",
      says: "CVE-2026-45833",
      given: { settings: exampleSettings({ version: "1.5.9" }), reads: exampleReads() },
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

interface Surroundings {
  settings: ValueOf<typeof configuration.settings> | undefined
  reads: ValueOf<typeof endpoint.anonymousReads> | undefined
}

/** Whether it is seen that the hole cannot be used here. */
function isMitigated({ id }: Advisory, { settings, reads = [] }: Surroundings): boolean {
  if (id === "CVE-2026-45830") {
    const { answer, deciding } = answerOf(reads)
    return answer === "refused" && deciding.every(({ by }) => by === "proxy")
  }
  if (id === "CVE-2026-45831") {
    const provider = Object.entries(settings?.environment ?? {}).find(([name]) =>
      /^CHROMA_SERVER_AUTHZ_PROVIDER$/i.test(name),
    )?.[1]
    return settings !== undefined && !/simple_?rbac/i.test(provider ?? "")
  }
  return false
}
