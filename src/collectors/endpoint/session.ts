import { connect, type TLSSocket } from "node:tls"
import type { X509Certificate } from "node:crypto"
import { anyTls } from "./any-tls.ts"
import type { Client } from "./client.ts"
import { failureOf, type Failure } from "./failure.ts"
import { sni, type Origin } from "./origin.ts"

/** What a TLS handshake tells, whether or not the certificate is any good. */
export interface Session {
  protocol: string
  cipher: string
  /** OpenSSL's reason why the chain does not verify; null when it does. Names are not part of it. */
  trustError: string | null
  /** Leaf first, as far as the server sent it or the trust store completes it. */
  chain: readonly X509Certificate[]
}

/** @param ca PEM texts to trust instead of Node's own */
export function handshake(
  client: Client,
  origin: Origin,
  signal: AbortSignal,
  ca?: readonly string[],
): Promise<Session | Failure> {
  return client.limit(
    () =>
      new Promise<Session | Failure>((resolve) => {
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(client.timeout)])
        const socket = connect({
          host: origin.address,
          port: origin.port,
          servername: sni(origin),
          ALPNProtocols: ["http/1.1"],
          ...anyTls,
          checkServerIdentity: () => undefined,
          ...(ca ? { ca: [...ca] } : {}),
        })
        const settle = (outcome: Session | Failure): void => {
          bounded.removeEventListener("abort", abort)
          resolve(outcome)
          socket.destroy()
        }
        const abort = (): void => settle(failureOf(bounded.reason))
        bounded.addEventListener("abort", abort)
        socket.once("secureConnect", () => settle(describe(socket)))
        socket.on("error", (error) => settle(failureOf(error)))
      }),
  )
}

function describe(socket: TLSSocket): Session {
  return {
    protocol: socket.getProtocol() ?? "",
    cipher: socket.getCipher().standardName,
    trustError: socket.authorized ? null : String(socket.authorizationError),
    chain: chainOf(socket.getPeerX509Certificate()),
  }
}

/** A server decides how long its chain is, so it is cut. */
const longestChain = 10

function chainOf(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = []
  for (let next = leaf; next && chain.length < longestChain; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break
    chain.push(next)
  }
  return chain
}
