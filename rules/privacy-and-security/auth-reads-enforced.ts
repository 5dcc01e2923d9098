import {
  absentBecause,
  answerOf,
  closedText,
  command,
  configuration,
  defineRule,
  endpoint,
  fail,
  openText,
  pass,
  probesText,
  requestsOf,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleClearApi, exampleReads } from "../examples.ts"
import { askAgain, tokenProxy } from "../token-proxy.ts"

export default defineRule({
  id: "auth-reads-enforced",
  area: "privacy-and-security",
  severity: "critical",
  profile: "baseline",
  ceiling: 19,
  title: "Nobody reads from Chroma without credentials",
  failureTitle: "Anyone who reaches Chroma can read its data",
  why:
    "Chroma 1.x has no authentication of its own, and earlier versions have it switched off unless told " +
    "otherwise. Documents are stored beside their vectors, so whoever can list and query collections holds " +
    "everything that was ever indexed: tickets, contracts, source code. Address scanners find an open server " +
    "within hours.",
  references: [
    "https://docs.trychroma.com/docs/overview/migration",
    "https://docs.trychroma.com/guides/deploy/azure",
    "https://cookbook.chromadb.dev/security/auth-1.0.x/",
  ],
  needs: { reads: endpoint.anonymousReads },
  wants: { api: endpoint.api, settings: configuration.writtenSettings },

  check({ reads, settings }) {
    const { answer, deciding } = answerOf(reads)
    const sighting = {
      expected: "every read without credentials is refused",
      resources: requestsOf(deciding),
    }
    if (answer === "accepted")
      return fail({
        observed: `${openText(deciding, reads.length, "reads answered")}${inVain(settings)}`,
        ...sighting,
      })
    if (answer === "refused") return pass({ observed: closedText(deciding, "reads"), ...sighting })
    return undecided(
      `It is not proven that reads without credentials are refused: ${probesText(deciding) || "none was sent"}.`,
      "Give a read token, --url or --server-name, so that Chroma is seen behind what answers.",
    )
  },

  effort: "hours",
  fix: ({ reads, api }) => ({
    summary:
      "Let a reverse proxy ask for a token on every path, and bind Chroma to the loopback address behind it.",
    commands: [
      command("openssl")`rand -hex 32`,
      tokenProxy,
      { tool: "docker compose", run: 'ports: ["127.0.0.1:8000:8000"]' },
    ],
    verify: askAgain(answerOf(reads).deciding, api),
  }),

  examples: [
    {
      title: "a proxy asks for a token everywhere",
      status: "pass",
      given: { reads: exampleReads() },
    },
    {
      title: "the server as the guide leaves it",
      status: "fail",
      given: { reads: exampleReads("accepted"), api: exampleClearApi() },
      says: "curl --include 'http://203.0.113.7:8000/api/v2/",
    },
    {
      title: "searches and lists are open, and a list is the easier to ask for again",
      status: "fail",
      given: {
        api: exampleClearApi(),
        reads: [
          ...exampleReads("accepted", { method: "POST", path: "/api/v2/query" }).slice(0, 1),
          ...exampleReads("accepted").slice(2),
        ],
      },
      says: "curl --include http://203.0.113.7:8000/api/v2/auth/identity answers 401",
    },
    {
      title: "one path was forgotten",
      status: "fail",
      given: { reads: [...exampleReads().slice(1), ...exampleReads("accepted").slice(0, 1)] },
    },
    {
      title: "the proxy is up, Chroma behind it is not",
      status: "unknown",
      given: { reads: exampleReads("inconclusive") },
    },
    {
      title: "nothing answered",
      status: "unknown",
      given: { reads: unknownBecause("timeout", "No probed port answered within 10 s.") },
    },
    {
      title: "a plan of what will be",
      status: "not-applicable",
      given: { reads: absentBecause("The plan's address does not exist yet.") },
    },
  ],
})

/** Live beats declared: what the settings promise does not hold. */
const inVain = (settings: ValueOf<typeof configuration.settings> | undefined): string =>
  settings?.credential ? ", although a token is configured" : ""
