import forge from "node-forge"
import { isIP } from "node:net"

/** A private key with its certificate, both PEM. */
export interface KeyPair {
  key: string
  certificate: string
}

export interface CertificateRequest {
  /** DNS names and IP addresses; the first becomes the common name. */
  names: readonly string[]
  notBefore?: Date
  notAfter?: Date
  /** RSA modulus; 2048 unless said. */
  bits?: number
}

const day = 86_400_000

/** A certification authority of one's own, valid for ten years. */
export function createAuthority(name = "Chroma audit demo authority"): KeyPair {
  const { keys, certificate } = prepare({ names: [name], notAfter: new Date(Date.now() + 3_650 * day) })
  certificate.setIssuer(certificate.subject.attributes)
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ])
  certificate.sign(keys.privateKey, forge.md.sha256.create())
  return pem(keys, certificate)
}

/** A certificate for a server (or a client) by that names, signed by the authority; 90 days unless said. */
export function issue(authority: KeyPair, request: CertificateRequest): KeyPair {
  const { keys, certificate } = prepare(request)
  const issuer = forge.pki.certificateFromPem(authority.certificate)
  certificate.setIssuer(issuer.subject.attributes)
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true, clientAuth: true },
    { name: "subjectAltName", altNames: request.names.map(altName) },
    { name: "authorityKeyIdentifier", keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(authority.key), forge.md.sha256.create())
  return pem(keys, certificate)
}

/** SubjectAltName's choices: 7 is an IP address, 2 a DNS name. */
const altName = (name: string) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })

function prepare({ names, notBefore, notAfter, bits = 2048 }: CertificateRequest) {
  const keys = forge.pki.rsa.generateKeyPair({ bits })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  // The first byte keeps it positive and without the padding that DER forbids.
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(16))}`
  certificate.validity.notBefore = notBefore ?? new Date(Date.now() - day)
  certificate.validity.notAfter = notAfter ?? new Date(Date.now() + 89 * day)
  certificate.setSubject([{ name: "commonName", value: names[0] ?? "localhost" }])
  return { keys, certificate }
}

const pem = (keys: forge.pki.rsa.KeyPair, certificate: forge.pki.Certificate): KeyPair => ({
  key: forge.pki.privateKeyToPem(keys.privateKey),
  certificate: forge.pki.certificateToPem(certificate),
})
