import { generateKeyPairSync, randomBytes } from "node:crypto"
import { connect } from "node:net"
import type { Client } from "./client.ts"
import { failureOf, type Failure } from "./failure.ts"
import { sni, type Origin } from "./origin.ts"

/**
 * The first message of a TLS handshake and the server's first to it, by hand: no current TLS library can
 * offer what must be proven to be refused. Nothing is sent after it, so no certificate and no key matters.
 */

export const versions = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  "TLSv1.1": 0x0302,
  "TLSv1.2": 0x0303,
  "TLSv1.3": 0x0304,
} as const
export type Version = keyof typeof versions

/** What the server said first: that it goes along, and with what, or the code of its alert. */
export type HelloReply = { version: number; suite: number } | { alert: number }

/** @param suites IANA numbers, in order of preference */
export function sendHello(
  client: Client,
  origin: Origin,
  version: Version,
  suites: readonly number[],
  signal: AbortSignal,
): Promise<HelloReply | Failure> {
  return client.limit(
    () =>
      new Promise<HelloReply | Failure>((resolve) => {
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(client.timeout)])
        const socket = connect({ host: origin.address, port: origin.port })
        let received = Buffer.alloc(0)
        const settle = (outcome: HelloReply | Failure): void => {
          bounded.removeEventListener("abort", abort)
          resolve(outcome)
          socket.destroy()
        }
        const abort = (): void => settle(failureOf(bounded.reason))
        bounded.addEventListener("abort", abort)
        socket.once("connect", () => socket.write(clientHello(version, suites, sni(origin))))
        socket.on("data", (chunk: Buffer) => {
          received = Buffer.concat([received, chunk])
          const reply = parseReply(received)
          if (reply) settle(reply)
        })
        socket.on("error", (error) => settle(failureOf(error)))
        socket.once("close", () =>
          settle({ failure: "reset", detail: "the connection was closed without an answer" }),
        )
      }),
  )
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const uint24 = (value: number): Buffer => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff])
const vector8 = (...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([content.length]), content])
}
const vector16 = (...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([uint16(content.length), content])
}
const list16 = (values: readonly number[]): Buffer => vector16(...values.map(uint16))
const extension = (type: number, ...content: Buffer[]): Buffer =>
  Buffer.concat([uint16(type), vector16(...content)])

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV: some servers insist on secure renegotiation. */
const secureRenegotiation = 0x00ff

export function clientHello(version: Version, suites: readonly number[], serverName: string): Buffer {
  // TLS 1.3 says 1.2 here, and its own number in an extension.
  const legacyVersion = uint16(Math.min(versions[version], versions["TLSv1.2"]))
  const body = Buffer.concat([
    legacyVersion,
    randomBytes(32),
    vector8(version === "TLSv1.3" ? randomBytes(32) : Buffer.alloc(0)),
    list16([...suites, secureRenegotiation]),
    vector8(Buffer.from([0])), // no compression
    version === "SSLv3" ? Buffer.alloc(0) : vector16(...extensions(version, serverName)),
  ])
  const handshake = Buffer.concat([Buffer.from([1]), uint24(body.length), body])
  const recordVersion = uint16(Math.min(versions[version], versions.TLSv1))
  return Buffer.concat([Buffer.from([22]), recordVersion, vector16(handshake)])
}

const x25519 = 0x001d
const groups = [x25519, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101]
const signatureAlgorithms = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
  0x0601, 0x0402, 0x0303, 0x0301, 0x0203, 0x0201, 0x0202,
]

function extensions(version: Version, serverName: string): Buffer[] {
  const all = [
    extension(0x0017), // extended master secret
    extension(0x000a, list16(groups)),
    extension(0x000b, vector8(Buffer.from([0]))), // uncompressed points
    extension(0x000d, list16(signatureAlgorithms)),
  ]
  if (serverName)
    all.unshift(extension(0x0000, vector16(Buffer.from([0]), vector16(Buffer.from(serverName)))))
  if (version === "TLSv1.3") {
    all.push(
      extension(0x002b, vector8(uint16(versions["TLSv1.3"]))),
      extension(0x002d, vector8(Buffer.from([1]))), // pre-shared keys with (EC)DHE
      extension(0x0033, vector16(uint16(x25519), vector16(publicKey()))),
    )
  }
  return all
}

function publicKey(): Buffer {
  const { publicKey } = generateKeyPairSync("x25519")
  return publicKey.export({ type: "spki", format: "der" }).subarray(-32)
}

/** Undefined while more bytes are needed; bytes that are not TLS are a failure. */
export function parseReply(bytes: Buffer): HelloReply | Failure | undefined {
  if (bytes.length < 7) return undefined
  const type = bytes[0]
  if (bytes[1] !== 3 || (type !== 21 && type !== 22)) {
    return { failure: "handshake-failed", detail: "the answer is not TLS" }
  }
  if (type === 21) return { alert: bytes[6] ?? 0 }
  if (bytes[5] !== 2) return { failure: "handshake-failed", detail: "the answer is no ServerHello" }
  const length = 5 + bytes.readUInt16BE(3)
  return bytes.length < length ? undefined : parseServerHello(bytes.subarray(9, length))
}

function parseServerHello(hello: Buffer): HelloReply | Failure {
  try {
    const suiteAt = 35 + hello.readUInt8(34)
    const suite = hello.readUInt16BE(suiteAt)
    return { version: selectedVersion(hello, suiteAt + 3) ?? hello.readUInt16BE(0), suite }
  } catch {
    return { failure: "handshake-failed", detail: "the ServerHello is cut short" }
  }
}

/** From the supported_versions extension, in which TLS 1.3 says its number. */
function selectedVersion(hello: Buffer, extensionsAt: number): number | undefined {
  for (let at = extensionsAt + 2; at + 4 <= hello.length; at += 4 + hello.readUInt16BE(at + 2)) {
    if (hello.readUInt16BE(at) === 0x002b) return hello.readUInt16BE(at + 4)
  }
  return undefined
}
