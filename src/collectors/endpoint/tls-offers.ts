import { api, tlsForbiddenSuites, tlsVersions } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import type { Cause, ValueOf } from "../../model/evidence.ts"
import { sendHello, versions, type HelloReply, type Version } from "./client-hello.ts"
import type { Client } from "./client.ts"
import type { Failure } from "./failure.ts"
import { originOf } from "./origin.ts"
import { withoutTls } from "./tls.ts"

type Offer = Pick<ValueOf<typeof tlsVersions>[number], "answer" | "detail">

/** Suites that servers of each age have, by IANA number. */
const tls13Suites = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305]
const tls12Suites = [
  0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xccaa, 0x009e, 0x009f, 0x009c, 0x009d, 0xc0ac, 0xc0ad,
  0xc09c, 0xc09d, 0xc09e, 0xc09f, 0xc023, 0xc024, 0xc027, 0xc028, 0x003c, 0x003d, 0x0067, 0x006b,
]
const oldSuites = [
  0xc009, 0xc00a, 0xc013, 0xc014, 0x0033, 0x0039, 0x0032, 0x0038, 0x002f, 0x0035, 0x0041, 0x0084, 0x0045,
  0x0088, 0xc008, 0xc012, 0x0016, 0x0013, 0x000a, 0x0005, 0x0004, 0xc007, 0xc011, 0x0015, 0x0012, 0x0009,
]
const suitesOf: Record<Version, readonly number[]> = {
  SSLv3: oldSuites,
  TLSv1: oldSuites,
  "TLSv1.1": oldSuites,
  "TLSv1.2": [...tls12Suites, ...oldSuites],
  "TLSv1.3": tls13Suites,
}

export const tlsVersionsCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-tls-versions",
    plane: "endpoint",
    title: "the TLS versions",
    provides: [tlsVersions],
    needs: { api },
    async collect({ facts, signal }) {
      if (facts.api.transport === "clear") return [withoutTls(tlsVersions, facts.api.url)]
      const origin = originOf(facts.api)
      const names = Object.keys(versions) as Version[]
      const offers = await Promise.all(
        names.map(async (version) => ({
          version,
          ...judgeVersion(version, await sendHello(client, origin, version, suitesOf[version], signal)),
        })),
      )
      const silence = silenceOf(offers)
      return [
        silence ? unknown(tlsVersions, facts.api.url, silence) : known(tlsVersions, facts.api.url, offers),
      ]
    },
  })

export function judgeVersion(version: Version, reply: HelloReply | Failure): Offer {
  if (!("version" in reply)) return judgeNo(reply)
  return reply.version === versions[version]
    ? { answer: "accepted", detail: "the server goes along" }
    : { answer: "refused", detail: `the server offers ${nameOf(reply.version)} instead` }
}

const nameOf = (number: number): string =>
  Object.entries(versions).find(([, value]) => value === number)?.[0] ?? `version 0x${number.toString(16)}`

/** Suites that no server should accept. TLS 1.3 has none of them. */
const forbidden: Readonly<Record<string, readonly number[]>> = {
  NULL: [0x0001, 0x0002, 0x003b, 0x002c, 0x002d, 0x002e, 0xc001, 0xc006, 0xc00b, 0xc010, 0xc015],
  anonymous: [
    0x0018, 0x001b, 0x0034, 0x003a, 0x006c, 0x006d, 0x00a6, 0x00a7, 0x0046, 0x0089, 0xc016, 0xc017, 0xc018,
    0xc019,
  ],
  export: [0x0003, 0x0006, 0x0008, 0x000b, 0x000e, 0x0011, 0x0014, 0x0017, 0x0019, 0x0062, 0x0064],
  RC4: [0x0004, 0x0005, 0x0018, 0xc002, 0xc007, 0xc00c, 0xc011, 0xc016, 0x008a, 0xc033],
  DES: [0x0009, 0x000c, 0x000f, 0x0012, 0x0015, 0x001a],
  "3DES": [0x000a, 0x000d, 0x0010, 0x0013, 0x0016, 0x001b, 0xc003, 0xc008, 0xc00d, 0xc012, 0xc017],
}

export const tlsForbiddenSuitesCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-tls-forbidden-suites",
    plane: "endpoint",
    title: "forbidden cipher suites",
    provides: [tlsForbiddenSuites],
    needs: { api },
    async collect({ facts, signal }) {
      if (facts.api.transport === "clear") return [withoutTls(tlsForbiddenSuites, facts.api.url)]
      const origin = originOf(facts.api)
      const offers = await Promise.all(
        Object.entries(forbidden).map(async ([family, suites]) => ({
          family,
          ...judgeSuites(suites, await sendHello(client, origin, "TLSv1.2", suites, signal)),
        })),
      )
      const silence = silenceOf(offers)
      return [
        silence
          ? unknown(tlsForbiddenSuites, facts.api.url, silence)
          : known(tlsForbiddenSuites, facts.api.url, offers),
      ]
    },
  })

export function judgeSuites(suites: readonly number[], reply: HelloReply | Failure): Offer {
  if (!("suite" in reply)) return judgeNo(reply)
  return suites.includes(reply.suite)
    ? { answer: "accepted", detail: `the server chose 0x${reply.suite.toString(16).padStart(4, "0")}` }
    : { answer: "inconclusive", detail: "the server chose a suite that was not offered" }
}

/** Alerts by which a server says that it will not have the version or the suites. Any other may mean anything. */
const refusals: Readonly<Record<number, string>> = {
  40: "handshake_failure",
  70: "protocol_version",
  71: "insufficient_security",
}

function judgeNo(reply: { alert: number } | Failure): Offer {
  if (!("alert" in reply)) return { answer: "inconclusive", detail: reply.detail }
  const refusal = refusals[reply.alert]
  return refusal
    ? { answer: "refused", detail: `the server answers with the alert ${refusal}` }
    : { answer: "inconclusive", detail: `the server answers with the alert ${reply.alert}` }
}

/** When no handshake said anything, that is no evidence at all. */
function silenceOf(offers: readonly Offer[]): Cause | undefined {
  if (offers.some(({ answer }) => answer !== "inconclusive")) return undefined
  return { kind: "inconclusive", detail: `No handshake was conclusive: ${offers[0]?.detail}.` }
}
