import {
  absentBecause,
  answerOf,
  closedText,
  defineRule,
  endpoint,
  fail,
  openText,
  pass,
  probesText,
  requestsOf,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleApi, exampleWrites } from "../examples.ts"
import { askAgain, reloadProxy, tokenProxy } from "../token-proxy.ts"

export default defineRule({
  id: "auth-writes-enforced",
  area: "privacy-and-security",
  severity: "critical",
  profile: "baseline",
  ceiling: 19,
  title: "Nobody writes to Chroma without credentials",
  failureTitle: "Anyone who reaches Chroma can change its data",
  why:
    "Proxies often guard methods or paths one by one, so reads may be refused while writes pass, or the other " +
    "way round. Whoever can write can delete every collection, fill the disk, or slip in documents that a " +
    "language model will later repeat as truth. The probes are requests that Chroma refuses to carry out " +
    "in every version; what matters is whether they get as far as Chroma's own validation.",
  references: [
    "https://docs.trychroma.com/docs/overview/migration",
    "https://cookbook.chromadb.dev/security/auth-1.0.x/",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#limit_except",
  ],
  needs: { writes: endpoint.anonymousWrites },
  wants: { api: endpoint.api },

  check({ writes }) {
    const { answer, deciding } = answerOf(writes)
    const sighting = {
      expected: "every write without credentials is refused before Chroma looks at it",
      resources: requestsOf(deciding),
    }
    if (answer === "accepted")
      return fail({ observed: openText(deciding, writes.length, "writes reach Chroma"), ...sighting })
    if (answer === "refused") return pass({ observed: closedText(deciding, "writes"), ...sighting })
    return undecided(
      `It is not proven that writes without credentials are refused: ${probesText(deciding) || "none was sent"}.`,
      "Give a read token, --url or --server-name, so that Chroma is seen behind what answers.",
    )
  },

  effort: "hours",
  fix: ({ writes, api }) => ({
    summary: "Ask for the token on every method and path, not only on those that read.",
    commands: [tokenProxy, reloadProxy],
    verify: askAgain(answerOf(writes).deciding, api),
  }),

  examples: [
    { title: "a proxy asks for a token everywhere", status: "pass", given: { writes: exampleWrites() } },
    {
      title: "the probe reached Chroma's validation",
      status: "fail",
      given: {
        api: exampleApi(),
        writes: exampleWrites("accepted", { status: 400, detail: "400, Chroma complains about the name" }),
      },
      says: `--json '{"name":"!"}'`,
    },
    {
      title: "a version that validates before it authenticates",
      status: "unknown",
      given: {
        writes: exampleWrites("inconclusive", {
          status: 422,
          detail: "422, Chroma complains about the body",
        }),
      },
    },
    {
      title: "nothing answered",
      status: "unknown",
      given: { writes: unknownBecause("timeout", "No probed port answered within 10 s.") },
    },
    {
      title: "a plan of what will be",
      status: "not-applicable",
      given: { writes: absentBecause("The plan's address does not exist yet.") },
    },
  ],
})
