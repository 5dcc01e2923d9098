import {
  absentBecause,
  defineRule,
  endpoint,
  fail,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleTls } from "../examples.ts"
import { reloadProxy } from "../token-proxy.ts"

export default defineRule({
  id: "tls-ciphers",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "Only sound cipher suites are accepted, with forward secrecy",
  failureTitle: "A broken cipher suite is accepted",
  why:
    "Suites without encryption or authentication, export suites, RC4, DES and 3DES can be broken with little effort, " +
    "and what is recorded today can be read then. Forward secrecy keeps recorded traffic closed even if the server's " +
    "key leaks later.",
  references: ["https://www.rfc-editor.org/rfc/rfc9325#section-4", "https://ssl-config.mozilla.org/"],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { tls: endpoint.tls, suites: endpoint.tlsForbiddenSuites },

  check({ tls, suites }) {
    const accepted = suites.filter(({ answer }) => answer === "accepted").map(({ family }) => family)
    const open = suites.filter(({ answer }) => answer === "inconclusive")
    const negotiated = `${tls.cipher}, ${tls.forwardSecrecy ? "with" : "without"} forward secrecy`
    const sighting = {
      observed: [negotiated, ...accepted.map((family) => `${family} accepted`)].join(", "),
      expected: "no NULL, anonymous, export, RC4, DES or 3DES suite, and forward secrecy",
      resources: [`${tls.serverName}:${tls.port}`],
    }
    if (accepted.length > 0 || !tls.forwardSecrecy) return fail(sighting)
    if (open.length > 0 || suites.length === 0) {
      const details = open.map(({ family, detail }) => `${family}: ${detail}`).join("; ")
      return undecided(
        `It is not proven that every broken suite is refused (${details || "none was offered"}).`,
        "Ask from a machine whose TLS library still offers them: openssl s_client -cipher 'NULL:aNULL:EXPORT:RC4:3DES:@SECLEVEL=0'.",
      )
    }
    return pass(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary: "Offer suites with forward secrecy and authenticated encryption only.",
    commands: [
      {
        tool: "nginx",
        run: "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;",
      },
      reloadProxy,
    ],
  }),

  examples: [
    {
      title: "all broken families refused",
      status: "pass",
      given: { tls: exampleTls(), suites: families({}) },
    },
    {
      title: "3DES is accepted",
      status: "fail",
      given: { tls: exampleTls(), suites: families({ "3DES": "accepted" }) },
    },
    {
      title: "the key is exchanged by RSA",
      status: "fail",
      given: {
        tls: exampleTls({ protocol: "TLSv1.2", cipher: "AES128-GCM-SHA256", forwardSecrecy: false }),
        suites: families({}),
      },
    },
    {
      title: "a handshake broke off without saying why",
      status: "unknown",
      given: { tls: exampleTls(), suites: families({ RC4: "inconclusive" }) },
    },
    {
      title: "the server stopped answering",
      status: "unknown",
      given: {
        tls: exampleTls(),
        suites: unknownBecause("timeout", "The handshakes took longer than 10 s."),
      },
    },
    {
      title: "clear text",
      status: "not-applicable",
      failing: "tls-endpoint",
      given: {
        tls: absentBecause("Chroma is served in clear text."),
        suites: absentBecause("Chroma is served in clear text."),
      },
    },
  ],
})

type Suites = ValueOf<typeof endpoint.tlsForbiddenSuites>

/** Every family, refused unless said otherwise. */
function families(answers: Readonly<Record<string, Suites[number]["answer"]>>): Suites {
  return ["NULL", "anonymous", "export", "RC4", "DES", "3DES"].map((family) => ({
    family,
    answer: answers[family] ?? "refused",
    detail: "alert handshake_failure",
  }))
}
