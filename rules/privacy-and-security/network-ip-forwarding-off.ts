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
  id: "network-ip-forwarding-off",
  area: "privacy-and-security",
  severity: "low",
  profile: "production",
  title: "The VM does not forward other machines' packets",
  failureTitle: "The VM may forward other machines' packets",
  why:
    "With IP forwarding on, an interface sends packets under addresses that are not its own. A database server has no " +
    "use for that, and whoever takes it over has: it becomes a router into the rest of the virtual network.",
  references: [
    "https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface#enable-or-disable-ip-forwarding",
  ],
  needs: { interfaces: azure.networkInterfaces },

  check({ interfaces }) {
    return judgeEach(interfaces, ({ id, name, ipForwarding }) => {
      const sighting = {
        observed: `${name}: ${ipForwarding ? "on" : "off"}`,
        expected: "IP forwarding off",
        resources: [id],
      }
      return ipForwarding ? fail(sighting) : pass(sighting)
    })
  },

  effort: "minutes",
  fix: ({ interfaces }) => ({
    summary: "Switch IP forwarding off.",
    commands: interfaces
      .filter(({ ipForwarding }) => ipForwarding)
      .map(
        ({ resourceGroup, name }) =>
          az`network nic update --resource-group ${resourceGroup} --name ${name} --ip-forwarding false`,
      ),
  }),

  examples: [
    { title: "off", status: "pass", given: { interfaces: [exampleInterface()] } },
    { title: "on", status: "fail", given: { interfaces: [exampleInterface({ ipForwarding: true })] } },
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
