/** IP addresses as sets of numbers. */
import ipaddr from "ipaddr.js"
import { intersect, subtract, union, type Intervals } from "./intervals.ts"

export type Family = "ipv4" | "ipv6"
export const familyOf = (address: string): Family => ipaddr.parse(address).kind()

/** The addresses of a prefix, or the one address. */
export function block(text: string): Intervals {
  const [address, length] = text.includes("/") ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), undefined]
  const bits = BigInt(address.toByteArray().length * 8)
  const free = length === undefined ? 0n : bits - BigInt(length)
  const first = (numberOf(address) >> free) << free
  return [[first, first + (1n << free) - 1n]]
}

/** The addresses of one family that an address, a prefix or a range "a-b" stands for; undefined when it is none. */
export function addressesOf(text: string, family: Family): Intervals | undefined {
  const ends = text.split("-")
  if (ends.length === 2 && ends.every((end) => ipaddr.isValid(end))) {
    const [first, last] = ends.map((end) => ipaddr.parse(end))
    if (!first || !last || first.kind() !== last.kind()) return undefined
    return first.kind() === family ? [[numberOf(first), numberOf(last)]] : []
  }
  if (!ipaddr.isValidCIDR(text) && !ipaddr.isValid(text)) return undefined
  return familyOf(text.split("/")[0] ?? text) === family ? block(text) : []
}

/** All the addresses of one family in a list of prefixes. */
export const spaceOf = (prefixes: readonly string[], family: Family): Intervals =>
  union(...prefixes.map((prefix) => addressesOf(prefix, family) ?? []))

/** Whether an address is one of a set of addresses of its family. */
export const isAmong = (address: string, set: Intervals): boolean => intersect(block(address), set).length > 0

/** Whether an address can be a client's on the Internet. */
export const isPublic = (address: string): boolean => isAmong(address, publicSpace[familyOf(address)])

function numberOf(address: { toByteArray(): number[] }): bigint {
  return address.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}

const notPublic = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
]

/** Where clients on the Internet come from. */
export const publicSpace: Readonly<Record<Family, Intervals>> = {
  ipv4: subtract(block("0.0.0.0/0"), spaceOf(notPublic, "ipv4")),
  ipv6: block("2000::/3"),
}
