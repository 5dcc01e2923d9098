import {
  Type,
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
import { exampleNetworkSecurity, exampleSecurityRule } from "../examples.ts"
import { adminPorts, assumption, closing, openersOf, reachText } from "../exposure.ts"

export default defineRule({
  id: "network-admin-access-brokered",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "Administration is closed, or open to single addresses only",
  failureTitle: "Administration is open to whole networks",
  why:
    "An office network or a provider's range holds far more machines than administrators. Bastion and just-in-time " +
    "access open the port for one person, for hours, and leave a record; failing that, single addresses are the next " +
    "best thing.",
  references: [
    "https://learn.microsoft.com/azure/bastion/bastion-overview",
    "https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-overview",
  ],
  presupposes: { "network-admin-ports-exposure": "the whole Internet may administer the VM" },
  needs: { security: azure.networkSecurity },
  options: Type.Object({ maxAddresses: Type.Integer({ default: 16, minimum: 1 }) }),

  check({ security }, { options }) {
    return judgeEach(adminPorts, (port) => {
      const reach = widest(reachability(security, port))
      if (reach?.cause) return { status: "unknown", cause: reach.cause }
      const sighting = {
        observed: `port ${port}: ${reach ? reachText(reach) : "closed"}${reach?.addresses ? `, ${reach.addresses} addresses` : ""}`,
        expected: `closed, opened just in time, or open to at most ${options.maxAddresses} addresses${assumption(security)}`,
      }
      const isClosed = !reach || reach.extent === "closed" || isJustInTime(reach)
      return isClosed || (reach.extent === "restricted" && reach.addresses <= options.maxAddresses)
        ? pass(sighting)
        : fail({ ...sighting, resources: openersOf([reach]) })
    })
  },

  effort: "hours",
  fix: ({ security }, { options }) => ({
    summary: hasBastion(security)
      ? "Come through the Azure Bastion that stands in the network, and close the port."
      : "Come through Azure Bastion or just-in-time access, and close the port.",
    commands: closing(
      adminPorts.flatMap((port) => {
        const reach = widest(reachability(security, port))
        const isWide =
          reach &&
          !isJustInTime(reach) &&
          (reach.extent === "broad" || reach.addresses > options.maxAddresses)
        return isWide ? [{ protocol: "tcp", from: port, to: port, reach }] : []
      }),
    ),
  }),

  examples: [
    { title: "closed", status: "pass", given: { security: exampleNetworkSecurity() } },
    { title: "one address", status: "pass", given: { security: sshFrom("198.51.100.17/32") } },
    {
      title: "an office network, for the hours that just-in-time access gave it",
      status: "pass",
      given: { security: sshFrom("198.51.100.0/24", "MicrosoftDefenderForCloud-JITRule_22_1A2B") },
    },
    {
      title: "an office network",
      status: "fail",
      given: { security: sshFrom("198.51.100.0/24") },
      says: "--name AllowSSH --source-address-prefixes VirtualNetwork",
    },
    {
      title: "all of Azure",
      status: "fail",
      given: { security: sshFrom("AzureCloud") },
      says: "--name AllowSSH --source-address-prefixes VirtualNetwork",
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
      title: "the whole Internet",
      status: "not-applicable",
      failing: "network-admin-ports-exposure",
      given: { security: sshFrom("*") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { security: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})

/** Defender for Cloud names the rules that it opens, and takes away again, after itself. */
const isJustInTime = ({ via }: Reach): boolean =>
  via.some(({ rule }) => /^(SecurityCenter|MicrosoftDefenderForCloud)-JITRule/i.test(rule.name))

const hasBastion = ({ subnets }: ValueOf<typeof azure.networkSecurity>): boolean =>
  subnets.some(({ bastion }) => bastion)

function sshFrom(source: string, name = "AllowSSH") {
  return exampleNetworkSecurity([exampleSecurityRule({ name, sources: [source], destinationPorts: ["22"] })])
}
