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
import { exampleApi } from "../examples.ts"
import { reloadProxy } from "../token-proxy.ts"

const current: readonly string[] = ["TLSv1.2", "TLSv1.3"]

export default defineRule({
  id: "tls-protocol-versions",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "Only TLS 1.2 and 1.3 are spoken",
  failureTitle: "An outdated version of TLS is spoken",
  why:
    "SSL 3.0, TLS 1.0 and TLS 1.1 rest on broken hashes and paddings and are forbidden by their own standards " +
    "body. As long as the server takes them, an attacker in between can try to push a client down to them.",
  references: ["https://www.rfc-editor.org/rfc/rfc8996", "https://ssl-config.mozilla.org/"],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { versions: endpoint.tlsVersions },
  wants: { api: endpoint.api },

  check({ versions, api }) {
    const answering = (answer: string) =>
      versions.filter((one) => one.answer === answer).map(({ version }) => version)
    const accepted = answering("accepted")
    const old = accepted.filter((version) => !current.includes(version))
    const expected = "TLSv1.2 and TLSv1.3 only"
    const resources = api ? [`${api.address}:${api.port}`] : []
    if (old.length > 0) return fail({ observed: `${old.join(", ")} accepted`, expected, resources })
    const open = versions.filter(
      ({ version, answer }) => answer === "inconclusive" && !current.includes(version),
    )
    if (open.length > 0 || accepted.length === 0) {
      const details = open.map(({ version, detail }) => `${version}: ${detail}`).join("; ")
      return undecided(
        `It is not proven that old versions are refused (${details || "no version was accepted"}).`,
        "Ask from a machine whose TLS library still offers them: openssl s_client -tls1 -cipher ALL:@SECLEVEL=0.",
      )
    }
    return pass({
      observed: `${accepted.join(", ")} accepted, ${answering("refused").join(", ") || "none"} refused`,
      expected,
      resources,
    })
  },

  effort: "minutes",
  fix: () => ({
    summary: "Let the terminator speak TLS 1.2 and 1.3 only.",
    commands: [{ tool: "nginx", run: "ssl_protocols TLSv1.2 TLSv1.3;" }, reloadProxy],
  }),

  examples: [
    {
      title: "1.2 and 1.3",
      status: "pass",
      given: { versions: offers({ "TLSv1.2": "accepted", "TLSv1.3": "accepted" }), api: exampleApi() },
    },
    {
      title: "1.0 is still there",
      status: "fail",
      given: { versions: offers({ TLSv1: "accepted", "TLSv1.2": "accepted" }) },
    },
    {
      title: "a handshake for 1.1 broke off without saying why",
      status: "unknown",
      given: { versions: offers({ "TLSv1.1": "inconclusive", "TLSv1.2": "accepted" }) },
      says: "TLSv1.1: the handshake",
    },
    {
      title: "the server stopped answering",
      status: "unknown",
      given: { versions: unknownBecause("timeout", "The handshakes took longer than 10 s.") },
    },
    {
      title: "clear text",
      status: "not-applicable",
      failing: "tls-endpoint",
      given: { versions: absentBecause("Chroma is served in clear text.") },
    },
  ],
})

type Versions = ValueOf<typeof endpoint.tlsVersions>
type Version = Versions[number]["version"]

/** Every version, refused unless said otherwise. */
function offers(answers: Partial<Record<Version, Versions[number]["answer"]>>): Versions {
  const all: readonly Version[] = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
  return all.map((version) => {
    const answer = answers[version] ?? "refused"
    return { version, answer, detail: answer === "refused" ? "alert protocol_version" : "the handshake" }
  })
}
