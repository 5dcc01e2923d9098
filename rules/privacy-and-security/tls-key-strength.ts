import {
  command,
  absentBecause,
  defineRule,
  endpoint,
  fail,
  judgeEach,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
  type Verdict,
} from "../../src/rule.ts"
import { exampleCertificate, exampleTls } from "../examples.ts"
import { reloadProxy } from "../token-proxy.ts"

const expected = "RSA of 2048 bits or elliptic curves of 256 bits or more, signed with SHA-256 or better"

export default defineRule({
  id: "tls-key-strength",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "Keys and signatures of the whole chain are strong",
  failureTitle: "A key or signature in the chain is weak",
  why:
    "Whoever can compute the key from the certificate, or forge a signature of the authority, can pose as the server. " +
    "RSA below 2048 bits and signatures with MD5 or SHA-1 are within reach of that, anywhere in the chain. The " +
    "signature of the root itself does not count: clients trust it by possession.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc9325#section-4.5",
    "https://cabforum.org/working-groups/server/baseline-requirements/",
  ],
  presupposes: { "tls-endpoint": "there is no TLS" },
  needs: { tls: endpoint.tls },

  check({ tls: { chain } }) {
    if (chain.length > 0) return judgeEach(chain, judge)
    return undecided(
      "The server showed no certificate to the auditor.",
      "Run the audit again from a client's place.",
    )
  },

  effort: "minutes",
  fix: ({ tls }) => ({
    summary: "Get a new certificate with a P-256 key, from an authority whose chain is signed with SHA-256.",
    commands: [
      command(
        "certbot",
      )`certonly --nginx --key-type ecdsa --elliptic-curve secp256r1 --domain ${tls.serverName}`,
      reloadProxy,
    ],
  }),

  examples: [
    { title: "P-256, signed with SHA-256", status: "pass", given: { tls: exampleTls() } },
    {
      title: "RSA of 1024 bits",
      status: "fail",
      given: {
        tls: exampleTls({
          chain: [
            exampleCertificate({
              keyType: "rsa",
              keyBits: 1024,
              signatureAlgorithm: "sha256WithRSAEncryption",
            }),
          ],
        }),
      },
    },
    {
      title: "an intermediate signed with SHA-1",
      status: "fail",
      given: {
        tls: exampleTls({
          chain: [
            exampleCertificate(),
            exampleCertificate({
              subject: "CN=Example Issuing CA, O=Example",
              keyType: "rsa",
              keyBits: 4096,
              signatureAlgorithm: "sha1WithRSAEncryption",
            }),
          ],
        }),
      },
    },
    {
      title: "a curve whose size the library does not say",
      status: "unknown",
      given: { tls: exampleTls({ chain: [exampleCertificate({ keyBits: null })] }) },
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

type Certificate = ValueOf<typeof endpoint.tls>["chain"][number]

function judge(certificate: Certificate): Verdict {
  const { subject, keyType, keyBits, signatureAlgorithm, selfSigned } = certificate
  const isEdwards = /^ed(25519|448)$/i.test(keyType)
  const observed = `${subject}: ${[keyType, keyBits, signatureAlgorithm].filter(Boolean).join(" ")}`
  const needed = /^rsa/i.test(keyType) ? 2048 : /^ec/i.test(keyType) ? 256 : Number.POSITIVE_INFINITY
  const isWeakKey = !isEdwards && keyBits !== null && keyBits < needed
  const isWeakSignature = !selfSigned && /md[245]|sha-?1(?!\d)/i.test(signatureAlgorithm ?? "")
  if (isWeakKey || isWeakSignature) return fail({ observed, expected })
  const isOpen = (keyBits === null && !isEdwards) || (signatureAlgorithm === null && !selfSigned)
  if (!isOpen) return pass({ observed, expected })
  return undecided(
    `Key size or signature is not shown (${observed}).`,
    "Look at it: openssl s_client -showcerts, then openssl x509 -noout -text.",
  )
}
