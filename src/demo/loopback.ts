import { createServer } from "node:net"

/** Where a demonstration listens. */
export interface Place {
  address: string
  port: number
}

/**
 * An address of this machine's own where `wanted` is free, so that the demonstration has the ports of a
 * real deployment: Linux answers on all of 127/8. Elsewhere, or without the right to a low port, another
 * free port on 127.0.0.1.
 */
export async function loopbackPlace(wanted: number): Promise<Place> {
  for (let last = 2; last < 32; last += 1) {
    const address = `127.0.0.${last}`
    if ((await freePort(address, wanted)) !== undefined) return { address, port: wanted }
  }
  const port = await freePort("127.0.0.1", 0)
  if (port === undefined) throw new Error("There is no free port on 127.0.0.1.")
  return { address: "127.0.0.1", port }
}

/** @returns the port, or undefined when it cannot be had there */
export function freePort(address: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(undefined))
    server.listen(port, address, () => {
      const bound = server.address()
      server.close(() => resolve(typeof bound === "object" && bound ? bound.port : undefined))
    })
  })
}
