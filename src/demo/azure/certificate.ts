import forge from "node-forge"

const day = 24 * 60 * 60 * 1000

export interface ServerCertificate {
  /** The authority to trust, PEM. */
  ca: string
  cert: string
  key: string
}

/** A certificate for 127.0.0.1 and localhost, signed by an authority made for it alone. */
export function issueLoopbackCertificate(): ServerCertificate {
  const authority = forge.pki.rsa.generateKeyPair(2048)
  const authorityName = [{ name: "commonName", value: "Simulated Azure authority" }]
  const ca = draft(authority.publicKey, authorityName, authorityName, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ])
  ca.sign(authority.privateKey, forge.md.sha256.create())

  const server = forge.pki.rsa.generateKeyPair(2048)
  const cert = draft(server.publicKey, [{ name: "commonName", value: "localhost" }], authorityName, [
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
    { name: "extKeyUsage", serverAuth: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: 2, value: "localhost" },
        { type: 7, ip: "127.0.0.1" },
      ],
    },
  ])
  cert.sign(authority.privateKey, forge.md.sha256.create())

  return {
    ca: forge.pki.certificateToPem(ca),
    cert: forge.pki.certificateToPem(cert),
    key: forge.pki.privateKeyToPem(server.privateKey),
  }
}

function draft(
  publicKey: forge.pki.rsa.PublicKey,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  extensions: object[],
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  // A leading zero keeps the number positive.
  certificate.serialNumber = `00${forge.util.bytesToHex(forge.random.getBytesSync(15))}`
  certificate.validity.notBefore = new Date(Date.now() - day)
  certificate.validity.notAfter = new Date(Date.now() + 30 * day)
  certificate.setSubject(subject)
  certificate.setIssuer(issuer)
  certificate.setExtensions(extensions)
  return certificate
}
