import {
  command,
  absentBecause,
  defineRule,
  endpoint,
  fail,
  pass,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleCertificate, exampleTls } from "../examples.ts"
import { reloadProxy } from "../token-proxy.ts"

type Tls = ValueOf<typeof endpoint.tls>

export default defineRule({
  id: "tls-certificate-trusted",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "Clients can verify the server's certificate",
  failureTitle: "Clients cannot verify the server's certificate",
  why:
    "A certificate that does not verify drives every client to switch verification off, and then anyone on the " +
    "path can pose as the server and collect the token. The chain has to lead to an authority that clients " +
    "trust, and the name or address that they use has to be in the certificate. With an authority of your own, " +
    "give it with --ca-file.",
  references: ["https://www.rfc-editor.org/rfc/rfc9525", "https://letsencrypt.org/getting-started/"],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { tls: endpoint.tls },

  check({ tls }, { at }) {
    const onlyExpired = tls.leadsToAuthority === true && onlyTheLeafExpired(tls, at)
    const trusted = tls.trusted || onlyExpired
    const names = tls.chain[0]?.altNames.join(", ") || "no name"
    const sighting = {
      observed: [
        trusted
          ? `the chain ${onlyExpired ? "leads to a trusted authority, though it has expired" : "verifies"}`
          : `the chain does not verify (${tls.trustError ?? "no reason given"})`,
        tls.nameMatches ? `it names ${tls.serverName}` : `it names ${names}, not ${tls.serverName}`,
      ].join(", "),
      expected: `a chain to a trusted authority, and the name ${tls.serverName}`,
      resources: [`${tls.serverName}:${tls.port}`],
    }
    return trusted && tls.nameMatches ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ tls }) => ({
    summary: `Get a certificate for ${tls.serverName} from an authority that the clients trust.`,
    commands: [command("certbot")`--nginx --domain ${tls.serverName}`, reloadProxy],
    verify: command(
      "openssl",
    )`s_client -connect ${`${tls.serverName}:${tls.port}`} -servername ${tls.serverName} -verify_return_error </dev/null`
      .run,
  }),

  examples: [
    { title: "verified, and for the right name", status: "pass", given: { tls: exampleTls() } },
    {
      title: "expired, which is another rule's matter",
      status: "pass",
      given: { tls: expired({ leadsToAuthority: true }) },
    },
    {
      title: "expired, below an issuer that has not",
      status: "pass",
      given: { tls: expired({ leadsToAuthority: true, chain: [past(), exampleCertificate()] }) },
    },
    {
      title: "expired together with its issuer",
      status: "fail",
      given: { tls: expired({ leadsToAuthority: true, chain: [past(), past()] }) },
    },
    {
      title: "expired, and signed by nobody known",
      status: "fail",
      given: { tls: expired({ leadsToAuthority: false }) },
    },
    {
      title: "self-signed",
      status: "fail",
      given: {
        tls: exampleTls({
          trusted: false,
          trustError: "DEPTH_ZERO_SELF_SIGNED_CERT",
          chain: [exampleCertificate({ issuer: "CN=chroma.example.com", selfSigned: true })],
        }),
      },
    },
    {
      title: "for another name",
      status: "fail",
      given: {
        tls: exampleTls({
          nameMatches: false,
          chain: [exampleCertificate({ altNames: ["www.example.com"] })],
        }),
      },
    },
    {
      title: "the handshake did not finish",
      status: "unknown",
      given: { tls: unknownBecause("timeout", "The handshake took longer than 10 s.") },
    },
    {
      title: "clear text",
      status: "not-applicable",
      failing: "tls-endpoint",
      given: { tls: absentBecause("Chroma is served in clear text.") },
    },
  ],
})

/** tls-certificate-expiry judges the leaf's end, and one fact costs once. */
const onlyTheLeafExpired = ({ trustError, chain: [leaf, ...issuers] }: Tls, at: Date): boolean =>
  trustError === "CERT_HAS_EXPIRED" &&
  leaf !== undefined &&
  Date.parse(leaf.notAfter) < at.getTime() &&
  issuers.every(({ notAfter }) => Date.parse(notAfter) >= at.getTime())

function past() {
  return exampleCertificate({ notBefore: "2025-11-01T00:00:00Z", notAfter: "2026-11-01T00:00:00Z" })
}

function expired(changes: Partial<Tls>): Tls {
  return exampleTls({
    trusted: false,
    trustError: "CERT_HAS_EXPIRED",
    chain: [past()],
    ...changes,
  })
}
