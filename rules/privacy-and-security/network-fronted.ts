import {
  absentBecause,
  az,
  azure,
  defineRule,
  fail,
  judgeEach,
  pass,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleInterface } from "../examples.ts"

export default defineRule({
  id: "network-fronted",
  area: "privacy-and-security",
  severity: "low",
  profile: "enterprise",
  title: "The VM has no public address of its own",
  failureTitle: "The VM stands on the Internet with an address of its own",
  why:
    "With a public address on the VM a single wrong rule exposes everything that listens there. Behind a load balancer " +
    "or gateway only the forwarded port exists from outside, the VM can be replaced without its clients noticing, and " +
    "a web application firewall has a place to be.",
  references: [
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-overview",
    "https://learn.microsoft.com/azure/application-gateway/overview",
  ],
  needs: { interfaces: azure.networkInterfaces },

  check({ interfaces }) {
    return judgeEach(interfaces, ({ id, name, ipConfigurations }) => {
      const addresses = ipConfigurations.flatMap(({ publicIpAddress }) => publicIpAddress ?? [])
      const sighting = { expected: "no public address on the VM's interfaces", resources: [id] }
      return addresses.length === 0
        ? pass({ ...sighting, observed: `${name}: private addresses only` })
        : fail({
            ...sighting,
            observed: `${name}: ${addresses.map((one) => one.id.split("/").at(-1)).join(", ")}`,
          })
    })
  },

  effort: "days",
  fix: ({ interfaces }) => ({
    summary:
      "Put a load balancer or application gateway in front, move the clients to its address, then take the VM's away.",
    commands: interfaces.flatMap(({ resourceGroup, name, ipConfigurations }) =>
      ipConfigurations
        .filter(({ publicIpAddress }) => publicIpAddress)
        .map(
          (configuration) =>
            az`network nic ip-config update --resource-group ${resourceGroup} --nic-name ${name} --name ${configuration.name} --remove publicIpAddress`,
        ),
    ),
  }),

  examples: [
    {
      title: "private behind a load balancer",
      status: "pass",
      given: {
        interfaces: [
          exampleInterface({
            ipConfigurations: exampleInterface().ipConfigurations.map((one) => ({
              ...one,
              publicIpAddress: null,
              loadBalancerTargets: ["/subscriptions/…/backendAddressPools/chroma"],
            })),
          }),
        ],
      },
    },
    { title: "an address on the interface", status: "fail", given: { interfaces: [exampleInterface()] } },
    {
      title: "the interfaces may not be read",
      status: "unknown",
      given: {
        interfaces: unknownBecause(
          "forbidden",
          "403 on the interface",
          "Microsoft.Network/networkInterfaces/read",
        ),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { interfaces: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})
