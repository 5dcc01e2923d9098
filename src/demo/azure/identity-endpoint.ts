import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import type { Caller } from "./access-token.ts"
import { listen } from "./listen.ts"

export interface IdentityEndpoint {
  /** Goes into IDENTITY_ENDPOINT. */
  url: string
  /** Goes into IDENTITY_HEADER. */
  header: string
}

/**
 * Managed identity as App Service offers it: plain http on loopback, guarded by a header. It serves as
 * long as the process lives, and does not keep it alive.
 */
export async function startIdentityEndpoint(caller: Caller): Promise<IdentityEndpoint> {
  const header = randomUUID()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(`http://localhost${request.url}`)
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    }
    const resource = searchParams.get("resource")
    if (request.method !== "GET" || pathname !== "/msi/token") return reply(404, { message: "Not found" })
    if (request.headers["x-identity-header"] !== header)
      return reply(401, { message: "Wrong identity header" })
    if (searchParams.get("api-version") !== "2019-08-01" || !resource)
      return reply(400, { message: "api-version and resource are required" })
    reply(200, {
      access_token: caller.token,
      client_id: caller.objectId,
      expires_on: String(Math.floor(caller.expiresAt.getTime() / 1000)),
      resource,
      token_type: "Bearer",
    })
  })
  server.on("connection", (socket) => socket.unref())
  const { port } = await listen(server)
  server.unref()
  return { url: `http://127.0.0.1:${port}/msi/token`, header }
}
