import { absentBecause, defineRule, endpoint, fail, pass, undecided, unknownBecause } from "../../src/rule.ts"
import { reloadProxy } from "../token-proxy.ts"

export default defineRule({
  id: "api-docs-hidden",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "Strangers are not shown the API's documentation",
  failureTitle: "Strangers are shown the API's documentation",
  why:
    "/docs and /openapi.json tell a stranger that this is Chroma, which release, and every path it has: the first " +
    "thing to know when looking for what is wrong with it. Clients do not need them. (With them closed this tool " +
    "needs a token to see the release.)",
  references: [
    "https://fastapi.tiangolo.com/tutorial/metadata/#docs-urls",
    "https://cwe.mitre.org/data/definitions/200.html",
  ],
  needs: { docs: endpoint.apiDocs },

  check({ docs }) {
    const exposed = docs.filter((one) => one.exposed)
    const open = docs.filter(({ status }) => status === null)
    const expected = "/docs and /openapi.json are refused without credentials"
    const seen = (shown: typeof docs) =>
      shown.map(({ path, status }) => `${path}: ${status ?? "no answer"}`).join(", ")
    if (exposed.length > 0) {
      return fail({ observed: seen(exposed), expected, resources: exposed.map(({ path }) => path) })
    }
    if (open.length > 0 || docs.length === 0) {
      return undecided(
        `Not every path was answered: ${seen(open) || "none was asked"}.`,
        "Run the audit again.",
      )
    }
    return pass({ observed: seen(docs), expected })
  },

  effort: "minutes",
  fix: () => ({
    summary: "Close both paths in the proxy.",
    commands: [{ tool: "nginx", run: "location ~ ^/(docs|redoc|openapi.json) { return 404; }" }, reloadProxy],
  }),

  examples: [
    { title: "refused", status: "pass", given: { docs: answered(401, false) } },
    { title: "shown", status: "fail", given: { docs: answered(200, true) } },
    { title: "no answer", status: "unknown", given: { docs: answered(null, false) } },
    {
      title: "the server stopped answering",
      status: "unknown",
      given: { docs: unknownBecause("timeout", "No answer within 10 s.") },
    },
    {
      title: "a plan of what will be",
      status: "not-applicable",
      given: { docs: absentBecause("The plan's address does not exist yet.") },
    },
  ],
})

function answered(status: number | null, exposed: boolean) {
  return ["/docs", "/openapi.json"].map((path) => ({ path, status, exposed }))
}
