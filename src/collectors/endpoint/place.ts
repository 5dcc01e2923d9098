import { lookup } from "node:dns/promises"
import type { Cause } from "../../model/evidence.ts"
import type { AuditRequest } from "../../model/target.ts"
import { parseBaseUrl, type Origin } from "./origin.ts"

/** What the user said of where to look. */
export interface Place {
  /** The address whose ports are probed; undefined when the URL's name has none. */
  address(): Promise<string | undefined>
  ports: readonly number[]
  /** The name that SNI and Host carry; undefined for the bare address. */
  host: string | undefined
  /** The base URL of the API, when the user named it. */
  named: Omit<Origin, "address"> | undefined
  /** The address of that; undefined when the name has none. */
  namedAddress(): Promise<string | undefined>
}

export function placeOf({ ip, url, endpoint }: AuditRequest): Place {
  const base = url === undefined ? undefined : parseBaseUrl(url)
  const host = endpoint?.serverName ?? base?.host
  const namedAddress = once(async () => (base ? addressOf(base.host, ip) : ip))
  return {
    address: async () => ip ?? (await namedAddress()),
    ports: [...new Set([...(endpoint?.ports ?? []), ...(base ? [base.port] : [])])],
    host,
    named: base && { ...base, host: host ?? base.host },
    namedAddress,
  }
}

/**
 * The address to connect to for a name: the audited one when the name leads there or nowhere, else
 * where the name leads, since the API may stand behind another address than the VM's.
 */
async function addressOf(host: string, ip: string | undefined): Promise<string | undefined> {
  const addresses = await addressesOf(host)
  return ip !== undefined && (addresses.length === 0 || addresses.includes(ip)) ? ip : addresses[0]
}

/** All addresses of a name; none when it has none. A bare address is its own. */
export async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

export const nameless = (host: string): Cause => ({
  kind: "unreachable",
  detail: `The name ${host} has no address.`,
  unlock: "Give the address with --ip.",
})
