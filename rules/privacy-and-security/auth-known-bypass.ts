import {
  bearing,
  defineRule,
  endpoint,
  fail,
  pass,
  releaseOf,
  releaseText,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleReads, exampleServer } from "../examples.ts"

/** DELETE of a database asks for no credential from 0.6.3 on (fixed in 1.4.1); 0.6.3 also counts for anyone. */
const bypass = { implementations: ["python"], affected: { from: "0.6.3", to: "1.4.0" } } as const

export default defineRule({
  id: "auth-known-bypass",
  area: "privacy-and-security",
  severity: "critical",
  profile: "production",
  title: "Chroma's own authentication is sound on this release, or not the only one",
  failureTitle: "Chroma's own authentication can be walked around, and nothing else guards it",
  why:
    "In the Python server of 0.6.3 to 1.4.0 the request that deletes a database is carried out without asking " +
    "for a credential, and 0.6.3 counts any collection's records for anyone. Reads and writes are refused there, " +
    "so it looks guarded, and one request destroys everything. A proxy that asks for a token on every path closes " +
    "the hole. The auditor never sends that request: the release decides.",
  references: [
    "https://github.com/chroma-core/chroma/pull/6106",
    "https://github.com/chroma-core/chroma/pull/3514",
    "https://docs.trychroma.com/docs/overview/migration",
  ],
  presupposes: { "auth-reads-enforced": "there is no authentication to walk around" },
  needs: { server: endpoint.server, reads: endpoint.anonymousReads },

  check({ server, reads }) {
    const release = releaseOf(server)
    const expected = "a release without a known bypass, or a proxy that refuses before Chroma is asked"
    const guards = new Set(reads.map(({ by }) => by))
    const applies = bearing(bypass, release)
    if (applies === "unaffected") return pass({ observed: releaseText(release), expected })
    if (guards.size === 1 && guards.has("proxy")) {
      return pass({ observed: `a proxy refuses in front of ${releaseText(release)}`, expected })
    }
    if (applies === "affected" && guards.has("chroma")) {
      return fail({ observed: `${releaseText(release)} refuses by itself`, expected })
    }
    return undecided(
      `It runs ${releaseText(release)}, and it is not known ${applies === "affected" ? "who refuses there" : "whether that is one of those with a bypass"}.`,
      "Let the auditor see the version: give a read token.",
    )
  },

  effort: "hours",
  fix: () => ({
    summary:
      "Put a proxy that asks for the token on every path in front, and bind Chroma to the loopback address.",
    commands: [
      {
        tool: "nginx",
        run: 'location / { if ($http_authorization != "Bearer <the token>") { return 401; } proxy_pass http://127.0.0.1:8000; proxy_set_header Authorization $http_authorization; }',
      },
      { tool: "docker compose", run: 'ports: ["127.0.0.1:8000:8000"]' },
    ],
  }),

  examples: [
    {
      title: "the Rust server behind a proxy",
      status: "pass",
      given: { server: exampleServer(), reads: exampleReads() },
    },
    {
      title: "0.6.3 behind a proxy",
      status: "pass",
      given: { server: python("0.6.3"), reads: exampleReads() },
    },
    {
      title: "0.5.23 with its own authentication",
      status: "pass",
      given: { server: python("0.5.23"), reads: exampleReads("refused", { by: "chroma", status: 403 }) },
    },
    {
      title: "0.6.3 with its own authentication",
      status: "fail",
      given: { server: python("0.6.3"), reads: exampleReads("refused", { by: "chroma", status: 403 }) },
    },
    {
      title: "a 1.x of which it is not known which server it is",
      status: "unknown",
      given: {
        server: exampleServer({ implementation: "undetermined", from: "1.0.0", to: "1.5.9" }),
        reads: exampleReads("refused", { by: "chroma", status: 403 }),
      },
      says: "whether that is one of those with a bypass",
    },
    {
      title: "0.6.3, and a busy server that does not show who refuses",
      status: "unknown",
      given: { server: python("0.6.3"), reads: exampleReads("inconclusive") },
      says: "who refuses there",
    },
    {
      title: "the release is hidden",
      status: "unknown",
      given: { server: unknownBecause("unauthenticated", "401 on /api/v2/version"), reads: exampleReads() },
    },
    {
      title: "anyone may read",
      status: "not-applicable",
      failing: "auth-reads-enforced",
      given: { server: python("0.6.3"), reads: exampleReads("accepted") },
    },
  ],
})

function python(version: string) {
  return exampleServer({ implementation: "python", reported: version, from: version, to: version })
}
