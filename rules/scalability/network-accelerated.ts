import { az, azure, defineRule, fail, judgeEach, notApplicable, pass } from "../../src/rule.ts"
import { exampleInterface, exampleSize, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "network-accelerated",
  area: "scalability",
  severity: "low",
  profile: "production",
  title: "Accelerated networking is on",
  failureTitle: "Accelerated networking is off",
  why:
    "Without it every packet passes the host's software switch, which costs CPU time of the VM and adds latency " +
    "that varies. With it the VM talks to the network card directly. It is free; older templates just leave it off.",
  references: ["https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview"],
  needs: { interfaces: azure.networkInterfaces, size: azure.vmSize },

  check({ interfaces, size }) {
    if (!size.acceleratedNetworking) return notApplicable(`${size.name} has no accelerated networking.`)
    return judgeEach(interfaces, ({ id, name, acceleratedNetworking }) => {
      const sighting = {
        observed: `${name}: ${acceleratedNetworking ? "on" : "off"}`,
        expected: "on for every interface",
        resources: [id],
      }
      return acceleratedNetworking ? pass(sighting) : fail(sighting)
    })
  },

  effort: "minutes",
  fix: ({ interfaces }) => ({
    summary: "Turn it on; a VM of a size with few CPUs has to be deallocated for it.",
    commands: interfaces
      .filter(({ acceleratedNetworking }) => !acceleratedNetworking)
      .map(
        ({ resourceGroup, name }) =>
          az`network nic update --resource-group ${resourceGroup} --name ${name} --accelerated-networking true`,
      ),
  }),

  examples: [
    {
      title: "on",
      status: "pass",
      given: { interfaces: [exampleInterface()], size: exampleSize() },
    },
    {
      title: "off, on a size that supports it",
      status: "fail",
      given: { interfaces: [exampleInterface({ acceleratedNetworking: false })], size: exampleSize() },
    },
    {
      title: "the interfaces may not be read",
      status: "unknown",
      given: { interfaces: forbidden("Microsoft.Network/networkInterfaces/read"), size: exampleSize() },
    },
    {
      title: "a size without it",
      status: "not-applicable",
      given: {
        interfaces: [exampleInterface({ acceleratedNetworking: false })],
        size: exampleSize({ name: "Standard_B1s", acceleratedNetworking: false }),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { interfaces: noVm, size: noVm },
    },
  ],
})
