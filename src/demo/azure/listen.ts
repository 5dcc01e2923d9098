import { once } from "node:events"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"

export interface Listener {
  port: number
  close: () => Promise<void>
}

/** Binds to a free port on loopback. Closing cuts connections that are still open. */
export async function listen(server: Server): Promise<Listener> {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}
