import {
  command,
  absentBecause,
  attestation,
  defineRule,
  endpoint,
  fail,
  guest,
  pass,
  undecided,
} from "../../src/rule.ts"
import { exampleStatement, exampleTls } from "../examples.ts"

export default defineRule({
  id: "tls-certificate-renewal",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "The certificate renews itself",
  failureTitle: "Nothing renews the certificate",
  why:
    "Certificates live ever shorter, down to weeks, and a renewal by hand is forgotten by the second year, when " +
    "whoever did it has left. Something that runs by itself, and that reloads the proxy afterwards, has to own it.",
  references: [
    "https://eff-certbot.readthedocs.io/en/stable/using.html#automated-renewals",
    "https://learn.microsoft.com/azure/key-vault/certificates/overview-renew-certificate",
  ],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { tls: endpoint.tls },
  wants: { renewal: guest.certificateRenewal, stated: attestation("tls-certificate-renewal") },

  check({ renewal, stated }) {
    const expected = "certbot, Caddy or the like, active"
    const active = renewal?.find((one) => one.active)
    if (active) return pass({ observed: `${active.tool} is active`, expected })
    if (stated) return pass({ observed: `${stated.by} on ${stated.on}: ${stated.statement}`, expected })
    if (!renewal) {
      return undecided(
        "What renews the certificate cannot be seen from outside.",
        "Run the guest script and give its output with --guest-output, or state it in the attestations file.",
      )
    }
    const idle = renewal.map(({ tool }) => tool).join(", ")
    return fail({
      observed: idle ? `${idle} is there, but not active` : "nothing was found in the VM",
      expected,
    })
  },

  effort: "minutes",
  fix: ({ tls, renewal }) => ({
    summary: "Let a timer renew the certificate and reload the proxy.",
    commands: renewal?.some(({ tool }) => /certbot/i.test(tool))
      ? [{ tool: "systemctl", run: "systemctl enable --now certbot.timer" }]
      : [
          { tool: "apt", run: "apt-get install --yes certbot python3-certbot-nginx" },
          command("certbot")`--nginx --domain ${tls.serverName}`,
        ],
    verify: "certbot renew --dry-run",
  }),

  examples: [
    {
      title: "certbot's timer is active",
      status: "pass",
      given: { tls: exampleTls(), renewal: [{ tool: "certbot.timer", active: true }] },
    },
    {
      title: "a gateway renews it, somebody says",
      status: "pass",
      given: {
        tls: exampleTls(),
        stated: exampleStatement("tls-certificate-renewal", {
          statement: "Key Vault renews it for the gateway.",
        }),
      },
    },
    {
      title: "certbot's timer was switched off",
      status: "fail",
      given: { tls: exampleTls(), renewal: [{ tool: "certbot.timer", active: false }] },
    },
    { title: "nobody looked inside", status: "unknown", given: { tls: exampleTls() } },
    {
      title: "clear text",
      status: "not-applicable",
      failing: "tls-endpoint",
      given: { tls: absentBecause("Chroma is served in clear text.") },
    },
  ],
})
