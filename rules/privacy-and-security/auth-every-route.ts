import {
  answerOf,
  defineRule,
  endpoint,
  fail,
  pass,
  probesText,
  requestsOf,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleReads } from "../examples.ts"
import { reloadProxy } from "../token-proxy.ts"

export default defineRule({
  id: "auth-every-route",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "No other spelling of a protected path is open",
  failureTitle: "Another spelling of a protected path is open",
  why:
    "Proxies compare paths as text, and Chroma reads them as a router does. A rule for /api/v2/ may not see " +
    "/api//v2/, /API/v2/, an encoded slash, HEAD instead of GET, or the v1 prefix of older servers, and what the " +
    "rule does not see it lets through.",
  references: [
    "https://owasp.org/www-project-web-security-testing-guide/stable/4-Web_Application_Security_Testing/05-Authorization_Testing/02-Testing_for_Bypassing_Authorization_Schema",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    "https://www.rfc-editor.org/rfc/rfc3986#section-6",
  ],
  presupposes: { "auth-reads-enforced": "reading takes no credential on the plain path either" },
  needs: { routes: endpoint.routes },

  check({ routes }) {
    const { answer, deciding } = answerOf(routes)
    const expected = "every spelling of a protected path is refused without credentials"
    if (answer === "accepted") {
      return fail({
        observed: probesText(deciding),
        expected,
        resources: requestsOf(deciding),
        instances: deciding.length,
      })
    }
    if (answer === "refused") return pass({ observed: `${routes.length} spellings refused`, expected })
    return undecided(
      `It is not proven for every spelling: ${probesText(deciding) || "none was tried"}.`,
      "Give a read token, so that a refusal can be told from a path that does not exist.",
    )
  },

  effort: "hours",
  fix: () => ({
    summary: "Ask for the token on everything by default, and exempt single exact paths if any.",
    commands: [
      {
        tool: "nginx",
        run: 'location / { if ($http_authorization != "Bearer <the token>") { return 401; } proxy_pass http://127.0.0.1:8000; } location = /api/v2/heartbeat { proxy_pass http://127.0.0.1:8000; }',
      },
      reloadProxy,
    ],
  }),

  examples: [
    { title: "everything is guarded", status: "pass", given: { routes: exampleReads() } },
    {
      title: "a doubled slash walks past the guard",
      status: "fail",
      given: { routes: exampleReads("accepted", { name: "doubled slash", path: "//api/v2/auth/identity" }) },
    },
    {
      title: "the proxy answers 404, and Chroma may be behind it",
      status: "unknown",
      given: { routes: exampleReads("inconclusive", { status: 404, detail: "404, an empty page" }) },
    },
    {
      title: "the connection broke off",
      status: "unknown",
      given: { routes: unknownBecause("unreachable", "The server closed the connection.") },
    },
    {
      title: "anyone may read",
      status: "not-applicable",
      failing: "auth-reads-enforced",
      given: { routes: exampleReads("accepted") },
    },
  ],
})
