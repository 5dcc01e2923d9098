import { X509Certificate } from "node:crypto"
import { isIP } from "node:net"
import { api, tls } from "../../evidence/endpoint.ts"
import { absent, defineCollector, known, unknown } from "../../model/collector.ts"
import type { Evidence, ValueOf } from "../../model/evidence.ts"
import type { Client } from "./client.ts"
import { causeOf } from "./failure.ts"
import { originOf } from "./origin.ts"
import { handshake, type Session } from "./session.ts"
import { authorities, leadsToAuthority } from "./trust.ts"

type Tls = ValueOf<typeof tls>

/** @param ca PEM texts to trust beside the system's */
export const tlsCollector = (client: Client, ca: string | undefined) =>
  defineCollector({
    id: "endpoint-tls",
    plane: "endpoint",
    title: "the certificate",
    provides: [tls],
    needs: { api },
    async collect({ facts, signal }) {
      if (facts.api.transport === "clear") return [withoutTls(tls, facts.api.url)]
      const origin = originOf(facts.api)
      const believed = authorities(ca)
      const session = await handshake(client, origin, signal, believed)
      const source = `${origin.address}:${origin.port} as ${origin.host}`
      if ("failure" in session) return [unknown(tls, source, causeOf(session, "The TLS handshake"))]
      const { protocol, cipher, trustError, chain } = session
      const leaf = chain[0]
      return [
        known(tls, source, {
          port: origin.port,
          serverName: origin.host,
          protocol,
          cipher,
          forwardSecrecy: protocol === "TLSv1.3" || /^TLS_(ECDHE|DHE)_/.test(cipher),
          trusted: trustError === null,
          trustError,
          leadsToAuthority: leadsThere(session, believed),
          nameMatches: leaf !== undefined && covers(leaf, origin.host),
          chain: chain.map(describe),
        }),
      ]
    },
  })

export const withoutTls = (token: Evidence, source: string) =>
  absent(token, source, "The API is served in clear text.")

/** Worked out only where dates stand in the way of OpenSSL's own answer. */
const leadsThere = ({ trustError, chain }: Session, believed: readonly string[]): boolean =>
  trustError === null ||
  (trustError === "CERT_HAS_EXPIRED" &&
    leadsToAuthority(
      chain,
      believed.flatMap((pem) => certificatesIn(pem)),
    ))

const certificatesIn = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (text) => new X509Certificate(text),
  )

/** By the alternative names alone: current clients do not look at the common name. */
const covers = (certificate: X509Certificate, host: string): boolean =>
  isIP(host)
    ? certificate.checkIP(host) !== undefined
    : certificate.checkHost(host, { subject: "never" }) !== undefined

function describe(certificate: X509Certificate): Tls["chain"][number] {
  const { publicKey, subject, issuer, subjectAltName, validFromDate, validToDate } = certificate
  const { asymmetricKeyType = "unknown", asymmetricKeyDetails } = publicKey
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    altNames: subjectAltName?.split(", ").slice(0, mostNames) ?? [],
    keyType: asymmetricKeyType,
    keyBits:
      asymmetricKeyDetails?.modulusLength ??
      curveBits[asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType] ??
      null,
    // Since Node 24.9.
    signatureAlgorithm: certificate.signatureAlgorithm ?? null,
    selfSigned: certificate.checkIssued(certificate),
  }
}

/** A certificate may carry thousands. */
const mostNames = 100

const oneLine = (name: string): string => name.replaceAll("\n", ", ")

const curveBits: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  ed25519: 256,
  ed448: 448,
}
