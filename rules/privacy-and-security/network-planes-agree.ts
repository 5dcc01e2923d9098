import {
  az,
  absentBecause,
  azure,
  defineRule,
  endpoint,
  fail,
  judgeEach,
  notApplicable,
  pass,
  reachability,
  undecided,
  unknownBecause,
  widest,
} from "../../src/rule.ts"
import { exampleHost, exampleListeners, exampleNetworkSecurity, exampleSecurityRule } from "../examples.ts"
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

  check({ security, host, listeners }) {
    if (host.publicIpAddressId === null) {
      return notApplicable(
        "A private address was audited, from inside the network; its rules are not about that way.",
      )
    }
    if (host.kind !== "virtual-machine") {
      return notApplicable(`The address belongs to a ${host.kind}, not to the VM whose rules were read.`)
    }
    const expected = "ports that answer are allowed, and ports open to the world do not time out"
    const ports = [...new Set(listeners.map(({ port }) => port))]
    if (ports.length === 0) return undecided("No port was probed.", "Give --port.")
    return judgeEach(ports, (port) => {
      const reach = widest(reachability(security, port))
      if (reach?.cause) return { status: "unknown", cause: reach.cause }
      const answers = listeners.filter((one) => one.port === port).map(({ answer }) => answer)
      const isSilent = answers.every((answer) => refusals.includes(answer))
      const allowed = reach ? reachText(reach) : "closed"
      const observed = `port ${port} ${isSilent ? "is silent" : "answers"}, rules say ${allowed}`
      const contradict = isSilent
        ? reach?.extent === "world"
        : reach === undefined || reach.extent === "closed"
      return contradict
        ? fail({ observed, expected, resources: reach ? openersOf([reach]) : [] })
        : pass({ observed, expected })
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
