import {
  command,
  absentBecause,
  defineRule,
  endpoint,
  fail,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleCertificate, exampleTls } from "../examples.ts"

const day = 86_400_000

export default defineRule({
  id: "tls-certificate-expiry",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "The certificate is valid for long enough to be renewed in time",
  failureTitle: "The certificate has expired or soon will",
  why:
    "On the day a certificate expires every client stops working at once. Renewal should have happened when a " +
    "third of its lifetime was left; below that, or below 30 days for long-lived ones, something that should " +
    "renew it does not, and there is still time to find out.",
  references: [
    "https://letsencrypt.org/docs/integration-guide/#when-to-renew",
    "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
  ],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { tls: endpoint.tls },

  check({ tls }, { at }) {
    const [leaf] = tls.chain
    if (!leaf) {
      return undecided(
        "The server showed no certificate to the auditor.",
        "Run the audit again from a client's place.",
      )
    }
    const ends = Date.parse(leaf.notAfter)
    const lifetime = ends - Date.parse(leaf.notBefore)
    const left = ends - at.getTime()
    const needed = Math.min(30 * day, lifetime / 3)
    const sighting = {
      observed: `${left < 0 ? "expired" : `${Math.floor(left / day)} days left`} (${leaf.notAfter})`,
      expected: `more than ${Math.floor(needed / day)} days left`,
      resources: [`${tls.serverName}:${tls.port}`],
    }
    return left > needed ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ tls }) => ({
    summary: "Renew the certificate now, then find out why it was not renewed by itself.",
    commands: [
      command("certbot")`renew --cert-name ${tls.serverName} --force-renewal`,
      { tool: "systemctl", run: "systemctl list-timers certbot.timer" },
    ],
    verify: command(
      "openssl",
    )`s_client -connect ${`${tls.serverName}:${tls.port}`} -servername ${tls.serverName} </dev/null | openssl x509 -noout -enddate`
      .run,
  }),

  examples: [
    { title: "60 of 90 days left", status: "pass", given: { tls: exampleTls() } },
    {
      title: "4 of 6 days left",
      status: "pass",
      given: {
        tls: exampleTls({
          chain: [
            exampleCertificate({ notBefore: "2026-11-20T00:00:00Z", notAfter: "2026-11-26T00:00:00Z" }),
          ],
        }),
      },
    },
    {
      title: "12 of 90 days left",
      status: "fail",
      given: {
        tls: exampleTls({
          chain: [
            exampleCertificate({ notBefore: "2026-09-05T00:00:00Z", notAfter: "2026-12-04T00:00:00Z" }),
          ],
        }),
      },
    },
    {
      title: "expired",
      status: "fail",
      given: {
        tls: exampleTls({
          chain: [
            exampleCertificate({ notBefore: "2025-11-01T00:00:00Z", notAfter: "2026-11-01T00:00:00Z" }),
          ],
        }),
      },
      says: "expired (2026-11-01T00:00:00Z)",
    },
    {
      title: "the handshake did not finish",
      status: "unknown",
      given: { tls: unknownBecause("timeout", "The handshake took longer than 10 s.") },
    },
    {
      title: "clear text",
      status: "not-applicable",
      given: { tls: absentBecause("Chroma is served in clear text.") },
    },
  ],
})
