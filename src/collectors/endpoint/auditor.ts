import { createSocket } from "node:dgram"
import { once } from "node:events"
import { isIPv6 } from "node:net"
import { isPublic } from "../../evidence/address-space.ts"
import { auditor, listeners } from "../../evidence/endpoint.ts"
import { absent, defineCollector, known, unknown } from "../../model/collector.ts"
import { nameless, type Place } from "./place.ts"

/** The address that this machine sends from to get to the target: what security groups may see. */
export const auditorCollector = (place: Place) =>
  defineCollector({
    id: "endpoint-auditor",
    plane: "endpoint",
    title: "where the audit comes from",
    provides: [auditor],
    // Where nothing answers, nothing was learned of the target by knowing oneself.
    needs: { listeners },
    async collect({ signal }) {
      const target = await place.address()
      if (target === undefined) return [unknown(auditor, place.host ?? "", nameless(place.host ?? ""))]
      const address = await addressTowards(target, signal)
      const source = `this machine's route to ${target}`
      return [
        isPublic(address)
          ? known(auditor, source, { address })
          : absent(auditor, source, `This machine sends from ${address}, which nobody on the Internet sees.`),
      ]
    },
  })

/** Connecting a datagram socket sends nothing: the system only chooses a route. */
async function addressTowards(target: string, signal: AbortSignal): Promise<string> {
  const socket = createSocket(isIPv6(target) ? "udp6" : "udp4")
  try {
    socket.connect(9, target)
    await once(socket, "connect", { signal })
    return socket.address().address
  } finally {
    socket.close()
  }
}
