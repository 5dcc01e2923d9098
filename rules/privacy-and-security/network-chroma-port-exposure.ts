import {
  absentBecause,
  answerOf,
  azure,
  defineRule,
  endpoint,
  fail,
  judgeEach,
  openPorts,
  pass,
  reachability,
  reachabilityAt,
  undecided,
  unknownBecause,
  widest,
  type ValueOf,
  type Verdict,
} from "../../src/rule.ts"
import {
  exampleApi,
  exampleBalanced,
  exampleClearApi,
  exampleHost,
  exampleListeners,
  exampleNetworkSecurity,
  exampleReads,
  exampleSecurityRule,
  exampleTemplateRules,
} from "../examples.ts"
import { assumption, chromaPort, closing, openersOf, portText, reachText } from "../exposure.ts"

const expected = (security: NetworkSecurity): string =>
  `port ${chromaPort}, and any port where Chroma answers in clear text or without credentials, closed to the world${assumption(security)}`

export default defineRule({
  id: "network-chroma-port-exposure",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "Chroma's bare port is not reachable from the whole Internet",
  failureTitle: "Chroma's bare port is reachable from the whole Internet",
  why:
    "Chroma checks neither who calls nor encrypts what it says, so the network is the only thing between its port " +
    "and everyone. The guide's template opens port 8000 to all addresses. A proxy that speaks TLS and asks for a " +
    "token may face the Internet; the port behind it should be reachable from the proxy alone.",
  references: [
    "https://docs.trychroma.com/guides/deploy/azure",
    "https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works",
  ],
  needs: { security: azure.networkSecurity, host: azure.host },
  wants: { api: endpoint.api, listeners: endpoint.listeners, reads: endpoint.anonymousReads },

  check({ security, host, ...seen }) {
    const bare = barePorts(seen)
    const verdict =
      bare.length > 0
        ? judgeEach(bare, (port) => judgePort(port, portsSeen(seen), security, host))
        : pass({
            observed: "Chroma answers over TLS only, and refuses strangers",
            expected: expected(security),
          })
    const unseen = worldPortsUnseen(security, seen)
    if (verdict.status !== "pass" || unseen.length === 0) return verdict
    return undecided(
      `The world reaches port ${unseen.map(portText).join(", ")}, and whether Chroma answers there in clear text or without credentials was not seen.`,
      "Let the endpoint be probed too: give --ip, --port for each of them, and --url or a token.",
    )
  },

  effort: "minutes",
  fix({ security, host, ...seen }) {
    return {
      summary:
        "Close the port to the Internet; clients come through the proxy, a VPN or the virtual network.",
      commands: closing(
        barePorts(seen).flatMap((port) => {
          const reach = reachOf(port, portsSeen(seen), security, host)
          const { publicPort = 0 } = reach ?? {}
          return reach?.extent === "world"
            ? [{ protocol: "tcp", from: publicPort, to: publicPort, reach }]
            : []
        }),
      ),
    }
  },

  examples: [
    {
      title: "only the port of a token-checking TLS proxy is open",
      status: "pass",
      given: {
        security: exampleNetworkSecurity(),
        host: exampleHost(),
        api: exampleApi(),
        listeners: exampleListeners(),
        reads: exampleReads(),
      },
    },
    {
      title: "the proxy itself listens on port 8000",
      status: "pass",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["8000"] })]),
        host: exampleHost(),
        api: exampleApi({ url: "https://chroma.example.com:8000", port: 8000 }),
        listeners: [{ port: 8000, transport: "tls", answer: "chroma", status: 200 }],
        reads: exampleReads(),
      },
    },
    {
      title: "the one open port is the API's, and no other was probed",
      status: "pass",
      given: {
        security: exampleNetworkSecurity(),
        host: exampleHost(),
        api: exampleApi(),
        reads: exampleReads(),
      },
    },
    {
      title: "nothing is open, and nothing else was asked",
      status: "pass",
      given: { security: exampleNetworkSecurity([]), host: exampleHost() },
    },
    {
      title: "the guide's template",
      status: "fail",
      given: {
        security: exampleNetworkSecurity(exampleTemplateRules()),
        host: exampleHost(),
        api: exampleClearApi(),
        reads: exampleReads("accepted"),
      },
      says: "--name AllowHTTP --source-address-prefixes VirtualNetwork",
    },
    {
      title: "TLS without a token, open to the world",
      status: "fail",
      given: {
        security: exampleNetworkSecurity(),
        host: exampleHost(),
        api: exampleApi({ recognisedBy: "anonymous" }),
        listeners: exampleListeners(),
        reads: exampleReads("accepted"),
      },
    },
    {
      title: "clear text on an unusual port",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["443", "9000"] })]),
        host: exampleHost(),
        api: exampleApi(),
        listeners: exampleListeners({ port: 9000, transport: "clear", answer: "chroma", status: 200 }),
        reads: exampleReads(),
      },
    },
    {
      title: "port 443 is open and was not probed",
      status: "unknown",
      given: { security: exampleNetworkSecurity(), host: exampleHost() },
    },
    {
      title: "a load balancer leads to port 8000, and nobody asked whether it refuses strangers",
      status: "unknown",
      given: {
        security: exampleBalanced({ publicPorts: "443", port: 8000 }, ["8000"]),
        host: exampleHost({ kind: "load-balancer" }),
        listeners: [{ port: 443, transport: "tls", answer: "chroma", status: 200 }],
      },
    },
    {
      title: "a load balancer leads its port 8000 to another port, and nobody probed it",
      status: "unknown",
      given: {
        security: exampleBalanced({ publicPorts: "8000", port: 9000 }, ["9000"]),
        host: exampleHost({ kind: "load-balancer" }),
      },
    },
    {
      title: "something answers on port 443 that may be Chroma behind a guard",
      status: "unknown",
      given: {
        security: exampleNetworkSecurity(),
        host: exampleHost(),
        listeners: [{ port: 443, transport: "tls", answer: "http", status: 401 }],
      },
    },
    {
      title: "the security group may not be read",
      status: "unknown",
      given: {
        security: unknownBecause(
          "forbidden",
          "403 on the security group",
          "Microsoft.Network/networkSecurityGroups/read",
        ),
        host: exampleHost(),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: {
        security: absentBecause("A container group holds the address; there is no VM."),
        host: exampleHost({ kind: "container-group" }),
      },
    },
  ],
})

type NetworkSecurity = ValueOf<typeof azure.networkSecurity>
interface Seen {
  api: ValueOf<typeof endpoint.api> | undefined
  listeners: ValueOf<typeof endpoint.listeners> | undefined
  reads: ValueOf<typeof endpoint.anonymousReads> | undefined
}
/** `perhaps`: over TLS, and it is not proven that strangers are refused. */
interface BarePort {
  port: number
  bare: "certainly" | "perhaps"
  /** Chroma was seen there; else it is Chroma's usual port. */
  seen: boolean
}

/** Public ports where Chroma was seen, guarded or not. */
const portsSeen = ({ api, listeners = [] }: Seen): number[] => [
  ...listeners.filter(({ answer }) => answer === "chroma").map(({ port }) => port),
  ...(api ? [api.port] : []),
]

function barePorts({ api, listeners = [], reads = [] }: Seen): BarePort[] {
  const { answer } = answerOf(reads)
  const chroma = listeners.filter((listener) => listener.answer === "chroma")
  const seen = [...chroma, ...(api ? [api] : [])]
  const ports = [...new Set([chromaPort, ...seen.map(({ port }) => port)])]
  return ports.flatMap((port): BarePort[] => {
    const transports = seen.filter((one) => one.port === port).map(({ transport }) => transport)
    if (transports.length === 0) return [{ port, bare: "certainly", seen: false }]
    if (transports.includes("clear")) return [{ port, bare: "certainly", seen: true }]
    // Whether strangers are refused was asked where the API is, and only there.
    if (port !== api?.port || answer === "inconclusive") return [{ port, bare: "perhaps", seen: true }]
    return answer === "accepted" ? [{ port, bare: "certainly", seen: true }] : []
  })
}

type Host = ValueOf<typeof azure.host>

/**
 * A port that was seen is one of the audited address; Chroma's usual port is one of the machine, as far
 * as no port that was seen leads to it.
 */
function reachOf(
  { port, seen }: BarePort,
  judged: readonly number[],
  security: NetworkSecurity,
  { publicIpAddressId }: Host,
) {
  if (seen && publicIpAddressId !== null) {
    return widest(reachabilityAt(security, port, "tcp", publicIpAddressId))
  }
  return widest(
    reachability(security, port).filter(
      ({ forwarding, publicPort }) => forwarding === null || !judged.includes(publicPort),
    ),
  )
}

function judgePort(
  bare: BarePort,
  judged: readonly number[],
  security: NetworkSecurity,
  host: Host,
): Verdict {
  const { port, seen } = bare
  const reach = reachOf(bare, judged, security, host)
  const sighting = {
    observed: `port ${port}: ${reach ? reachText(reach) : "closed"}`,
    expected: expected(security),
  }
  if (reach?.extent === "world" && bare.bare === "certainly") {
    return fail({ ...sighting, resources: openersOf([reach]) })
  }
  if (reach?.cause) return { status: "unknown", cause: reach.cause }
  if (seen && !reach) {
    return undecided(
      `The address belongs to a ${host.kind}, and who may reach its port ${port} is not in the VM's security groups.`,
      `Compare the rules of the ${host.kind} by hand.`,
    )
  }
  if (reach?.extent === "world") {
    return undecided(
      `The world reaches port ${port}, where Chroma answers over TLS, and it is not proven that strangers are refused.`,
      "Decide auth-reads-enforced first.",
    )
  }
  return pass(sighting)
}

/** Ports open to the world where Chroma may be without having been seen. */
function worldPortsUnseen(security: NetworkSecurity, { api, listeners }: Seen) {
  const open = openPorts(security, "world").filter(({ protocol }) => protocol === "tcp")
  if (listeners && api) return []
  if (!listeners) return open.filter(({ from, to }) => !(from === api?.port && to === api.port))
  const silent = listeners.filter(({ answer }) => answer === "http").map(({ port }) => port)
  return open.filter(({ from, to }) => silent.some((port) => from <= port && port <= to))
}
