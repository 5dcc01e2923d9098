import {
  absentBecause,
  azure,
  defineRule,
  fail,
  judgeEach,
  pass,
  reachability,
  unknownBecause,
  widest,
  type Reach,
  type ValueOf,
} from "../../src/rule.ts"
import {
  exampleAddress,
  exampleInterface,
  exampleNetworkSecurity,
  exampleSecurityRule,
  exampleTemplateRules,
} from "../examples.ts"
import { adminPorts, assumption, closing, openersOf, reachText } from "../exposure.ts"

export default defineRule({
  id: "network-admin-ports-exposure",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "The VM cannot be administered from the whole Internet",
  failureTitle: "The VM can be administered from the whole Internet",
  why:
    "The guide's template opens SSH to everyone. Such a port is tried day and night with stolen keys, guessed " +
    "passwords and every new flaw of the server behind it, and one success is root on the machine with the data. " +
    "Administrators come from few places: a VPN, Azure Bastion or just-in-time access serve them without an open port.",
  references: [
    "https://learn.microsoft.com/azure/bastion/bastion-overview",
    "https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-usage",
    "https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works",
  ],
  needs: { security: azure.networkSecurity },

  check({ security }) {
    return judgeEach(adminPorts, (port) => {
      const reach = reachOf(security, port)
      if (reach?.cause) return { status: "unknown", cause: reach.cause }
      const sighting = {
        observed: `port ${port}: ${reach ? reachText(reach) : "closed"}`,
        expected: `ports ${adminPorts.join(", ")} not open to the world${assumption(security)}`,
      }
      return reach?.extent === "world" ? fail({ ...sighting, resources: openersOf([reach]) }) : pass(sighting)
    })
  },

  effort: "minutes",
  fix({ security }) {
    const open = adminPorts.flatMap((port) => {
      const reach = reachOf(security, port)
      return reach?.extent === "world" ? [{ protocol: "tcp" as const, from: port, to: port, reach }] : []
    })
    return {
      summary:
        "Let only the virtual network in, and come through Bastion, a VPN or just-in-time access. Make sure of that way first.",
      commands: closing(open),
    }
  },

  examples: [
    { title: "only HTTPS is open", status: "pass", given: { security: exampleNetworkSecurity() } },
    {
      title: "SSH from one address",
      status: "pass",
      given: {
        security: exampleNetworkSecurity([
          exampleSecurityRule({ name: "AllowSSH", sources: ["198.51.100.17/32"], destinationPorts: ["22"] }),
        ]),
      },
    },
    {
      title: "the guide's template",
      status: "fail",
      given: { security: exampleNetworkSecurity(exampleTemplateRules()) },
      says: [
        "port 22: world (AllowSSH in chroma-nsg)",
        "which --effective-rules asks",
        "/networkSecurityGroups/chroma-nsg",
        "--name AllowSSH --source-address-prefixes VirtualNetwork",
      ],
    },
    {
      title: "SSH in one rule with another port, behind a rule that leaves little room",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([
          exampleSecurityRule({ priority: 103 }),
          exampleSecurityRule({ name: "AllowTwo", priority: 104, destinationPorts: ["22", "8443"] }),
        ]),
      },
      says: "--name DenytcpFromInternet --priority 102",
    },
    {
      title: "no security group, and a Basic address, which is open without one",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([], {
          interfaces: [
            exampleInterface({
              securityGroupId: null,
              ipConfigurations: exampleInterface().ipConfigurations.map((one) => ({
                ...one,
                publicIpAddress: { id: exampleAddress().id, sku: "Basic" },
              })),
            }),
          ],
        }),
      },
      says: "az network nsg create --resource-group chroma --name chroma-nic-nsg",
    },
    {
      title: "the Internet in two halves, to every port",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([
          exampleSecurityRule({ sources: ["0.0.0.0/1", "128.0.0.0/1"], destinationPorts: ["*"] }),
        ]),
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
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { security: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})

const reachOf = (security: ValueOf<typeof azure.networkSecurity>, port: number): Reach | undefined =>
  widest(reachability(security, port))
