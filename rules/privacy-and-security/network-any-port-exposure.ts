import {
  absentBecause,
  azure,
  defineRule,
  endpoint,
  fail,
  openPorts,
  pass,
  undecided,
  unknownBecause,
  type PortRange,
  type ValueOf,
} from "../../src/rule.ts"
import {
  exampleApi,
  exampleBalanced,
  exampleListeners,
  exampleNetworkSecurity,
  exampleSecurityRule,
  exampleTemplateRules,
} from "../examples.ts"
import { adminPorts, assumption, chromaPort, closing, openersOf, portText } from "../exposure.ts"

/** Of the machine; they are judged by rules of their own. */
const judgedElsewhere = [chromaPort, ...adminPorts]
/** Redirects, and answers certificate challenges. */
const clearWeb = 80

export default defineRule({
  id: "network-any-port-exposure",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "The world reaches no port beyond Chroma's own",
  failureTitle: "The world reaches ports on which Chroma does not answer",
  why:
    "Every further open port is another program to keep patched, and a wide range is an invitation: whatever is " +
    "started there tomorrow, a debugger, a database, an exporter of metrics, is public at once. Port 80 may be open " +
    "for redirects and certificates. Administration and Chroma's bare port have rules of their own and do not " +
    "count here.",
  references: [
    "https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
  ],
  needs: { security: azure.networkSecurity },
  wants: { api: endpoint.api, listeners: endpoint.listeners },

  check({ security, ...seen }) {
    const { certain, perhaps } = surplus(security, seen)
    const expected = `no port open to the world but those where Chroma answers, and 80${assumption(security)}`
    if (certain.length > 0) {
      return fail({
        observed: `open to the world: ${listOf(certain)}`,
        expected,
        resources: openersOf(certain.map(({ reach }) => reach)),
      })
    }
    if (perhaps.length > 0) {
      return undecided(
        `The world reaches ${listOf(perhaps)}, and whether Chroma answers there was not seen.`,
        "Let the endpoint be probed too: give --ip, and --url or a token.",
      )
    }
    const unread = unjudged(openPorts(security, "unknown"))[0]?.reach.cause
    return unread ? { status: "unknown", cause: unread } : pass({ observed: "none", expected })
  },

  effort: "minutes",
  fix: ({ security, ...seen }) => ({
    summary: "Close what nobody should reach; the rules for the virtual network stay as they are.",
    commands: closing(surplus(security, seen).certain),
  }),

  examples: [
    {
      title: "HTTPS, where Chroma answers",
      status: "pass",
      given: {
        security: exampleNetworkSecurity(),
        api: exampleApi(),
        listeners: exampleListeners(),
      },
    },
    {
      title: "SSH and port 8000, which other rules judge",
      status: "pass",
      given: { security: exampleNetworkSecurity(exampleTemplateRules()) },
    },
    {
      title: "two ports, and Chroma answers on both",
      status: "pass",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["443", "8443"] })]),
        api: exampleApi(),
        listeners: exampleListeners({ port: 8443, transport: "tls", answer: "chroma", status: 200 }),
      },
    },
    {
      title: "a load balancer's port that leads to SSH, which another rule judges",
      status: "pass",
      given: {
        security: exampleBalanced({ publicPorts: "50022", port: 22 }, ["22"]),
        api: exampleApi(),
        listeners: exampleListeners(),
      },
    },
    {
      title: "a load balancer's port that leads to another one of the machine",
      status: "fail",
      given: {
        security: exampleBalanced({ publicPorts: "9443", port: 9000 }, ["9000", "9001"]),
        api: exampleApi(),
        listeners: exampleListeners(),
      },
      says: "--protocol tcp --source-address-prefixes Internet --destination-port-ranges 9000",
    },
    {
      title: "all ports",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ protocol: "*", destinationPorts: ["*"] })]),
        api: exampleApi(),
        listeners: exampleListeners(),
      },
      says: "tcp 1-21",
    },
    {
      title: "a UDP port",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([
          exampleSecurityRule({ protocol: "Udp", destinationPorts: ["161"] }),
        ]),
      },
      says: "udp 161",
    },
    {
      title: "a second port, where the API was looked for and not found",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["443", "9090"] })]),
        api: exampleApi(),
        listeners: exampleListeners(),
      },
    },
    {
      title: "HTTPS, and nobody looked what answers",
      status: "unknown",
      given: { security: exampleNetworkSecurity() },
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
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { security: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})

interface Seen {
  api: ValueOf<typeof endpoint.api> | undefined
  listeners: ValueOf<typeof endpoint.listeners> | undefined
}

/** What is open to the world beyond need; `perhaps` where Chroma may answer without having been seen. */
function surplus(security: ValueOf<typeof azure.networkSecurity>, { api, listeners }: Seen) {
  const answering = (listeners ?? []).filter(({ answer }) => answer === "chroma").map(({ port }) => port)
  const open = without(unjudged(openPorts(security, "world")), [...answering, ...(api ? [api.port] : [])])
  const isSettled = api !== undefined && listeners !== undefined
  const certain = open.filter(({ protocol, from, to }) => isSettled || protocol === "udp" || from !== to)
  return { certain, perhaps: open.filter((range) => !certain.includes(range)) }
}

/** The ranges that no other rule judges, whatever the public port is that leads to the machine's. */
const unjudged = (ranges: readonly PortRange[]): PortRange[] =>
  ranges.flatMap((range) => {
    const inside = range.reach.forwarding?.port ?? null
    if (inside === null) return without([range], [clearWeb, ...judgedElsewhere])
    const isJudged = range.protocol === "tcp" && judgedElsewhere.includes(inside)
    return isJudged ? [] : without([range], [clearWeb])
  })

/** The ranges without some TCP ports. */
const without = (ranges: readonly PortRange[], ports: readonly number[]): PortRange[] =>
  ports.reduce<PortRange[]>(
    (rest, port) =>
      rest.flatMap((range) =>
        range.protocol === "udp" || port < range.from || port > range.to
          ? [range]
          : [
              { ...range, to: port - 1 },
              { ...range, from: port + 1 },
            ].filter(({ from, to }) => from <= to),
      ),
    [...ranges],
  )

const listOf = (ranges: readonly PortRange[]): string =>
  (["tcp", "udp"] as const)
    .flatMap((protocol) => {
      const ports = ranges.filter((range) => range.protocol === protocol).map(portText)
      return ports.length > 0 ? [`${protocol} ${ports.join(", ")}`] : []
    })
    .join("; ")
