import {
  absentBecause,
  azure,
  defineRule,
  fail,
  judgeEach,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleInterface, exampleNetworkSecurity } from "../examples.ts"
import { guarding } from "../exposure.ts"

export default defineRule({
  id: "network-security-group-present",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "A network security group guards every interface of the VM",
  failureTitle: "No network security group guards the VM",
  why:
    "Without a group on the interface or its subnet there is no list of what may come in. With a Basic public " +
    "address everything is then open; with a Standard one everything is closed today, and the first group that " +
    "somebody attaches to make it work tends to be the widest one. Inside the virtual network nothing is filtered " +
    "either way.",
  references: [
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#sku",
  ],
  needs: { security: azure.networkSecurity },

  check({ security }) {
    return judgeEach(security.interfaces, (nic) => {
      const groups = groupsOf(nic, security)
      const sighting = {
        expected: "a network security group on the interface or its subnet",
        resources: [nic.id],
      }
      if (groups.includes(undefined) && !groups.some(Boolean)) {
        return undecided(
          `The subnet of ${nic.name} could not be read, and the interface itself has no security group.`,
          "Give the identity Reader on the virtual network.",
          "forbidden",
        )
      }
      const names = groups.flatMap((id) => id?.split("/").at(-1) ?? [])
      return names.length > 0
        ? pass({ ...sighting, observed: `${nic.name}: ${[...new Set(names)].join(", ")}` })
        : fail({ ...sighting, observed: `${nic.name}: none` })
    })
  },

  effort: "minutes",
  fix: ({ security }) => ({
    summary: "Attach a group: with its defaults it lets in nobody from outside; add what clients need.",
    commands: security.interfaces.filter((nic) => !groupsOf(nic, security).some(Boolean)).flatMap(guarding),
  }),

  examples: [
    { title: "a group on the interface", status: "pass", given: { security: exampleNetworkSecurity() } },
    {
      title: "neither the interface nor its subnet has one",
      status: "fail",
      given: {
        security: exampleNetworkSecurity([], { interfaces: [exampleInterface({ securityGroupId: null })] }),
      },
    },
    {
      title: "the subnet is in a subscription that cannot be read",
      status: "unknown",
      given: {
        security: exampleNetworkSecurity([], {
          interfaces: [exampleInterface({ securityGroupId: null })],
          subnets: [],
        }),
      },
    },
    {
      title: "the interfaces may not be read",
      status: "unknown",
      given: {
        security: unknownBecause(
          "forbidden",
          "403 on the interface",
          "Microsoft.Network/networkInterfaces/read",
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

type NetworkSecurity = ValueOf<typeof azure.networkSecurity>

/** Ids of the groups at the interface and its subnets; null where there is none, undefined where unread. */
const groupsOf = (
  nic: NetworkSecurity["interfaces"][number],
  { subnets }: NetworkSecurity,
): (string | null | undefined)[] => [
  nic.securityGroupId,
  ...nic.ipConfigurations.map(
    ({ subnetId }) => subnets.find(({ id }) => id.toLowerCase() === subnetId.toLowerCase())?.securityGroupId,
  ),
]
