import {
  answerOf,
  defineRule,
  endpoint,
  fail,
  pass,
  probesText,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleCredentials } from "../examples.ts"
import { askAgain, reloadProxy } from "../token-proxy.ts"

export default defineRule({
  id: "auth-credentials-verified",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "Only the right credential opens Chroma",
  failureTitle: "A wrong credential opens Chroma",
  why:
    "A guard that only looks whether there is some Authorization header, or that compares tokens without case, " +
    "looks closed to an anonymous probe and is open to anyone who sends anything. It happens with gateways that " +
    "pass on what they did not check, and with proxy rules that match on the header's presence.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc6750#section-3.1",
    "https://cookbook.chromadb.dev/security/auth-1.0.x/",
  ],
  presupposes: { "auth-reads-enforced": "reading takes no credential at all" },
  needs: { credentials: endpoint.credentials },
  wants: { api: endpoint.api },

  check({ credentials: { wrong, swappedCase, right } }) {
    const { answer, deciding } = answerOf([wrong, ...(swappedCase ? [swappedCase] : [])])
    const expected = "wrong credentials are refused, and the right one is accepted"
    const seen = [...deciding, ...(right && answer === "refused" ? [right] : [])]
    if (answer === "accepted") return fail({ observed: probesText(deciding), expected })
    if (answer === "refused" && (right ?? wrong).verdict === (right ? "accepted" : "refused"))
      return pass({ observed: probesText(seen), expected })
    return undecided(
      `It is not proven that credentials are checked: ${probesText(seen)}.`,
      right
        ? "Give a token that Chroma accepts, with --token-header and --token-scheme as its clients send it; to a server whose certificate does not verify it is not sent without --ca-file."
        : "Run the audit again when the server answers.",
    )
  },

  effort: "hours",
  fix: ({ credentials: { wrong }, api }) => ({
    summary: "Compare the whole token, letter by letter, before the request is passed on.",
    commands: [
      {
        tool: "nginx",
        run: 'if ($http_authorization != "Bearer <the token>") { return 401; }',
      },
      reloadProxy,
    ],
    verify: askAgain([wrong], api, "--header 'Authorization: Bearer wrong' "),
  }),

  examples: [
    {
      title: "a wrong token is refused, the right one accepted",
      status: "pass",
      given: { credentials: exampleCredentials() },
      says: "with the given credential: 200 with an answer of Chroma",
    },
    {
      title: "any token will do",
      status: "fail",
      given: { credentials: exampleCredentials({ wrong: "accepted" }) },
    },
    {
      title: "the token's case does not matter",
      status: "fail",
      given: { credentials: exampleCredentials({ swappedCase: "accepted" }) },
    },
    {
      title: "the given token is refused too",
      status: "unknown",
      given: { credentials: exampleCredentials({ right: "refused" }) },
    },
    {
      title: "the server was busy",
      status: "unknown",
      given: { credentials: unknownBecause("throttled", "429 on every request") },
    },
    {
      title: "anyone may read",
      status: "not-applicable",
      failing: "auth-reads-enforced",
      given: { credentials: exampleCredentials({ wrong: "accepted" }) },
    },
  ],
})
