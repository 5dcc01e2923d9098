import type { X509Certificate } from "node:crypto"
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls"

/**
 * PEM texts of the authorities that are believed: Node's, the machine's, and one more.
 *
 * @param more PEM texts, as `--ca-file` gives them
 */
export const authorities = (more: string | undefined): string[] => [
  ...new Set([...getCACertificates("default"), ...getCACertificates("system"), ...(more ? [more] : [])]),
]

/** One context for all connections: hundreds of authorities take a while to read. */
export const verifyingContext = (options: {
  ca: string | undefined
  cert: string | undefined
  key: string | undefined
}): SecureContext => createSecureContext({ ...options, ca: authorities(options.ca) })

/**
 * Whether signatures lead from a leaf to one of the authorities, whatever the dates say. OpenSSL names one
 * error only, and for a chain that is both forged and expired it may name either.
 *
 * @param chain leaf first
 */
export function leadsToAuthority(
  chain: readonly X509Certificate[],
  believed: readonly X509Certificate[],
): boolean {
  const top = chain.at(-1)
  if (!top) return false
  const linked = chain.slice(1).every((issuer, index) => issued(issuer, chain[index]))
  const anchored = believed.some(
    (authority) => authority.fingerprint256 === top.fingerprint256 || issued(authority, top),
  )
  return linked && anchored
}

const issued = (issuer: X509Certificate, certificate: X509Certificate | undefined): boolean =>
  certificate !== undefined &&
  issuer.ca &&
  certificate.checkIssued(issuer) &&
  certificate.verify(issuer.publicKey)
