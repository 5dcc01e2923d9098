import { az, azure, defineRule, fail, pass, unknownBecause } from "../../src/rule.ts"
import { exampleInstanceView, exampleVm, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-maintenance-pending",
  area: "high-availability",
  severity: "low",
  profile: "production",
  title: "No maintenance of the VM is pending",
  failureTitle: "Azure is about to redeploy the VM",
  why:
    "Before some repairs of a host Azure offers a window in which you may move the VM yourself, at a time of " +
    "your choice. Let it pass and Azure restarts the VM at a time of its own choice, which for a single node " +
    "is an outage.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/maintenance-notifications"],
  needs: { vm: azure.virtualMachine, view: azure.instanceView },

  check({ vm, view: { maintenance } }) {
    const sighting = {
      observed: maintenance?.pending ? (maintenance.message ?? "a redeploy is pending") : "nothing pending",
      expected: "nothing pending",
      resources: [vm.id],
    }
    return maintenance?.pending ? fail(sighting) : pass(sighting)
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Start the maintenance yourself, at a quiet hour; Azure moves the VM to a maintained host.",
    commands: [az`vm perform-maintenance --resource-group ${vm.resourceGroup} --name ${vm.name}`],
  }),

  examples: [
    { title: "nothing announced", status: "pass", given: { vm: exampleVm(), view: exampleInstanceView() } },
    {
      title: "a redeploy that the owner may start",
      status: "fail",
      given: {
        vm: exampleVm(),
        view: exampleInstanceView({
          maintenance: { pending: true, message: "self-service until 2026-12-01" },
        }),
      },
    },
    {
      title: "the instance view timed out",
      status: "unknown",
      given: { vm: exampleVm(), view: unknownBecause("timeout", "No answer within 10 seconds.") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm, view: noVm },
    },
  ],
})
