import { createHash, timingSafeEqual } from "node:crypto"
import { once } from "node:events"
import { request as forward, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import type { KeyPair } from "./certificates.ts"

/** What Chroma 1.x leaves to a proxy: TLS, and a token on every request. */
export interface TlsProxy {
  url: string
  port: number
  stop(): Promise<void>
}

export interface ProxyPolicy {
  /** Where Chroma listens in clear text, on this machine. */
  upstream: { host: string; port: number }
  token: string
  identity: KeyPair
  host?: string
  /** A free one unless said. */
  port?: number
}

const unauthorized = JSON.stringify({ error: "Unauthorized" })

/** Serves Chroma over TLS 1.2 and 1.3 to whoever has the token, and nothing to anyone else. */
export async function startTlsProxy({
  upstream,
  token,
  identity,
  host = "127.0.0.1",
  port = 0,
}: ProxyPolicy): Promise<TlsProxy> {
  const server = createServer(
    { key: identity.key, cert: identity.certificate, minVersion: "TLSv1.2", maxHeaderSize: 8_192 },
    (incoming, outgoing) => {
      outgoing.setHeader("strict-transport-security", "max-age=63072000")
      if (bears(incoming, token)) return relay(incoming, outgoing, upstream)
      incoming.resume()
      outgoing
        .writeHead(401, { "content-type": "application/json", "www-authenticate": "Bearer" })
        .end(unauthorized)
    },
  )
  server.listen(port, host)
  await once(server, "listening")
  const listening = (server.address() as AddressInfo).port
  return {
    url: `https://${host}:${listening}`,
    port: listening,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

/** Compares digests, so that neither content nor length of the token shows in the time it takes. */
function bears({ headers }: IncomingMessage, token: string): boolean {
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`))
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

function relay(incoming: IncomingMessage, outgoing: ServerResponse, upstream: ProxyPolicy["upstream"]): void {
  // Chroma has no use for the token, so it stays here.
  const { authorization: _, ...headers } = incoming.headers
  const onward = forward({ ...upstream, method: incoming.method, path: incoming.url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on("error", () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()))
  incoming.pipe(onward)
}
