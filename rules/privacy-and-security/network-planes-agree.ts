import {
  az,
  absentBecause,
  azure,
  defineRule,
  endpoint,
  fail,
  isAmong,
  judgeEach,
  notApplicable,
  pass,
  reachabilityAt,
  sameId,
  undecided,
  unknownBecause,
  widest,
  type Reach,
  type ValueOf,
} from "../../src/rule.ts"
import {
  exampleHost,
  exampleInterface,
  exampleListeners,
  exampleNetworkSecurity,
  exampleSecurityRule,
} from "../examples.ts"
import { openersOf, reachText } from "../exposure.ts"

const refusals = ["timeout", "unreachable"]

export default defineRule({
  id: "network-planes-agree",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "What answers from outside is what Azure's rules allow",
  failureTitle: "What answers from outside is not what Azure's rules allow",
  why:
    "If a port answers that the security groups close, something lets traffic in that nobody sees there: another " +
    "address, an always-allow rule of a network manager, another machine altogether. If a port is silent that they " +
    "open to everyone, something else stands in between. Either way the picture that decisions rest on is wrong.",
  references: [
    "https://learn.microsoft.com/azure/virtual-network/diagnose-network-traffic-filter-problem",
    "https://learn.microsoft.com/azure/virtual-network-manager/concept-security-admins",
  ],
  presupposes: { "vm-running": "the VM does not run, so it is silent" },
  needs: { security: azure.networkSecurity, host: azure.host, listeners: endpoint.listeners },
  wants: { auditor: endpoint.auditor },

  check({ security, host: { publicIpAddressId, kind }, listeners, auditor }) {
    if (publicIpAddressId === null) {
      return notApplicable(
        "A private address was audited, from inside the network; its rules are not about that way.",
      )
    }
    if (
      !ownAddress.includes(kind) &&
      !security.forwardings?.some((one) => sameId(one.publicIpAddress.id, publicIpAddressId))
    ) {
      return notApplicable(`The address belongs to a ${kind}, and nothing is known that it leads to the VM.`)
    }
    const ports = [...new Set(listeners.map(({ port }) => port))]
    if (ports.length === 0) return undecided("No port was probed.", "Give --port.")
    return judgeEach(ports, (port) => {
      const reach = widest(reachabilityAt(security, port, "tcp", publicIpAddressId))
      const computed = widest(reachabilityAt(withoutEffective(security), port, "tcp", publicIpAddressId))
      const resources = reach ? openersOf([reach]) : []
      const allowed = reach ? reachText(reach) : "closed"
      if (reach && computed && disagree(reach, computed)) {
        return fail({
          observed: `port ${port}: Azure's effective rules say ${allowed}, the groups themselves ${reachText(computed)}`,
          expected: "effective rules that are what the groups add up to",
          resources,
        })
      }
      if (reach?.cause) return { status: "unknown", cause: reach.cause }
      const isSilent = listeners
        .filter((one) => one.port === port)
        .every(({ answer }) => refusals.includes(answer))
      const sighting = {
        observed: `port ${port} ${isSilent ? "is silent" : "answers"}, rules say ${allowed}${auditor ? ` and the auditor is ${auditor.address}` : ""}`,
        expected: "ports that answer are allowed, and ports open to the auditor do not time out",
      }
      return contradict(reach, isSilent, auditor?.address) ? fail({ ...sighting, resources }) : pass(sighting)
    })
  },

  effort: "hours",
  fix: ({ security }) => ({
    summary:
      "Ask Azure for the effective rules of the interface, and find who lets the traffic in or holds it back.",
    commands: security.interfaces.map(
      ({ resourceGroup, name }) =>
        az`network nic list-effective-nsg --resource-group ${resourceGroup} --name ${name}`,
    ),
  }),

  examples: [
    {
      title: "443 answers and is open, the others are closed and silent",
      status: "pass",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["80", "443"] })]),
        host: exampleHost(),
        listeners: exampleListeners(),
      },
    },
    {
      title: "port 8000 answers although it is closed",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["80", "443"] })]),
        host: exampleHost(),
        listeners: exampleListeners({ port: 8000, transport: "clear", answer: "chroma", status: 200 }),
      },
    },
    {
      title: "port 8000 is open to the world and silent",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["80", "443", "8000"] })]),
        host: exampleHost(),
        listeners: exampleListeners(),
      },
    },
    {
      title: "Azure's effective rules are not what the groups add up to",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule()], {
          effective: [{ interfaceId: exampleInterface().id, groups: exampleNetworkSecurity([]).groups }],
        }),
        host: exampleHost(),
        listeners: exampleListeners(),
      },
      says: "port 443: Azure's effective rules say closed, the groups themselves world",
    },
    {
      title: "443 answers the auditor, who may be one of those with the service tag that is let in",
      status: "pass",
      given: {
        security: exampleNetworkSecurity([exampleSecurityRule({ sources: ["AzureCloud"] })]),
        host: exampleHost(),
        listeners: [{ port: 443, transport: "tls", answer: "chroma", status: 200 }],
        auditor: { address: "198.51.100.9" },
      },
    },
    {
      title: "the ports could not be probed",
      status: "unknown",
      given: {
        security: exampleNetworkSecurity(),
        host: exampleHost(),
        listeners: unknownBecause("unreachable", "No route to the host."),
      },
    },
    {
      title: "a private address, audited from inside",
      status: "not-applicable",
      given: {
        security: exampleNetworkSecurity(),
        host: exampleHost({ publicIpAddressId: null }),
        listeners: exampleListeners(),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: {
        security: absentBecause("A container group holds the address; there is no VM."),
        host: exampleHost({ kind: "container-group" }),
        listeners: exampleListeners(),
      },
    },
  ],
})

type NetworkSecurity = ValueOf<typeof azure.networkSecurity>

const ownAddress = ["virtual-machine", "scale-set"]

function withoutEffective(security: NetworkSecurity): NetworkSecurity {
  const { effective: _, ...rest } = security
  return rest
}

/** What Azure says applies and what the groups add up to, where both are known. */
const disagree = (one: Reach, other: Reach): boolean =>
  one.extent !== "unknown" && other.extent !== "unknown" && one.extent !== other.extent

/**
 * Whose own address is known is held against the very addresses that are let in; of anyone else only
 * what holds for everyone is said.
 */
function contradict(reach: Reach | undefined, isSilent: boolean, auditor: string | undefined): boolean {
  if (!reach || reach.extent === "closed") return !isSilent
  if (auditor === undefined) return isSilent && reach.extent === "world"
  const isAllowed = isAmong(auditor, reach.clients)
  return isSilent ? isAllowed : !isAllowed && reach.tags.length === 0
}
