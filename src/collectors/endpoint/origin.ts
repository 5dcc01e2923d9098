import { isIP } from "node:net"
import type { ValueOf } from "../../model/evidence.ts"
import type { api } from "../../evidence/endpoint.ts"

/**
 * One server, pinned: whatever path is asked for and whatever it answers, calls go to this address
 * and port and name this host.
 */
export interface Origin {
  transport: "tls" | "clear"
  address: string
  port: number
  /** The name or address that SNI, Host and the certificate's check use. */
  host: string
  /** "" or "/prefix": before every path. */
  basePath: string
}

const schemes = { tls: { scheme: "https", port: 443 }, clear: { scheme: "http", port: 80 } } as const

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/** Host with the port unless it is the scheme's own, as the Host header has it. */
export function authority({ transport, host, port }: Origin): string {
  return port === schemes[transport].port ? bracketed(host) : `${bracketed(host)}:${port}`
}

export const urlOf = (origin: Origin, path = ""): string =>
  `${schemes[origin.transport].scheme}://${authority(origin)}${origin.basePath}${path}`

/** The name that goes into SNI: none for a bare address, as the standard says. */
export const sni = ({ host }: Origin): string => (isIP(host) ? "" : host)

/** Where a base URL points, but for the address. */
export function parseBaseUrl(text: string): Omit<Origin, "address"> {
  const url = new URL(text)
  const transport = url.protocol === "https:" ? "tls" : "clear"
  return {
    transport,
    port: url.port ? Number(url.port) : schemes[transport].port,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    basePath: url.pathname.replace(/\/+$/, ""),
  }
}

/** The origin that the evidence of the API describes. */
export const originOf = (found: ValueOf<typeof api>): Origin => ({
  ...parseBaseUrl(found.url),
  address: found.address,
})
