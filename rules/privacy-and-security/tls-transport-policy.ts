import { defineRule, endpoint, fail, notApplicable, pass, unknownBecause } from "../../src/rule.ts"
import { exampleApi } from "../examples.ts"
import { reloadProxy } from "../token-proxy.ts"

export default defineRule({
  id: "tls-transport-policy",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "Clients are told to stay with TLS",
  failureTitle: "Clients are not kept from clear text",
  why:
    "A client that was given an http URL sends its token in the clear with the first request. Strict-Transport-Security " +
    "keeps browsers and some HTTP libraries from doing so again, and a clear-text port that only redirects never " +
    "carries an answer. Over a bare address the header has no meaning.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc6797",
    "https://www.rfc-editor.org/rfc/rfc9325#section-3.2",
  ],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { policy: endpoint.transportPolicy, api: endpoint.api },

  check({ policy, api }) {
    const { strictTransportSecurity: header, clearPorts } = policy
    if (api.bareAddress && clearPorts.length === 0) {
      return notApplicable(
        "The API is on a bare address, for which HSTS has no meaning, and no clear-text port answers.",
      )
    }
    const isStrict = Number(/max-age="?(\d+)/i.exec(header ?? "")?.[1] ?? 0) > 0
    const speaking = clearPorts.filter(({ redirectsToTls }) => !redirectsToTls)
    const sighting = {
      observed: [
        ...(api.bareAddress ? [] : [header ? `HSTS ${header}` : "no HSTS"]),
        ...speaking.map(
          ({ port, status }) => `port ${port} answers in clear text (status ${status ?? "none"})`,
        ),
        ...(speaking.length === 0 && clearPorts.length > 0 ? ["clear-text ports redirect"] : []),
      ].join(", "),
      expected: "HSTS with a max-age, and clear-text ports that only redirect",
      resources: [api.url],
    }
    return (isStrict || api.bareAddress) && speaking.length === 0 ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary: "Send the header with every answer over TLS, and let port 80 do nothing but redirect.",
    commands: [
      { tool: "nginx", run: 'add_header Strict-Transport-Security "max-age=31536000" always;' },
      { tool: "nginx", run: "server { listen 80 default_server; return 301 https://$host$request_uri; }" },
      reloadProxy,
    ],
  }),

  examples: [
    {
      title: "HSTS, and port 80 redirects",
      status: "pass",
      given: { api: exampleApi(), policy: policy({}) },
      says: "clear-text ports redirect",
    },
    {
      title: "no HSTS",
      status: "fail",
      given: { api: exampleApi(), policy: policy({ strictTransportSecurity: null }) },
    },
    {
      title: "HSTS switched off",
      status: "fail",
      given: { api: exampleApi(), policy: policy({ strictTransportSecurity: "max-age=0" }) },
    },
    {
      title: "port 80 serves something",
      status: "fail",
      given: {
        api: exampleApi(),
        policy: policy({ clearPorts: [{ port: 80, redirectsToTls: false, status: 200 }] }),
      },
    },
    {
      title: "the server stopped answering",
      status: "unknown",
      given: { api: exampleApi(), policy: unknownBecause("timeout", "No answer within 10 s.") },
    },
    {
      title: "TLS on a bare address, and nothing else",
      status: "not-applicable",
      given: { api: exampleApi({ bareAddress: true }), policy: policy({ clearPorts: [] }) },
    },
  ],
})

interface Policy {
  strictTransportSecurity: string | null
  clearPorts: { port: number; redirectsToTls: boolean; status: number | null }[]
}
function policy(changes: Partial<Policy>): Policy {
  return {
    strictTransportSecurity: "max-age=31536000",
    clearPorts: [{ port: 80, redirectsToTls: true, status: 301 }],
    ...changes,
  }
}
