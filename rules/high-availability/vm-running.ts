import { az, azure, defineRule, fail, pass, undecided } from "../../src/rule.ts"
import { exampleInstanceView, exampleVm, forbidden, noVm } from "../examples.ts"

/** What Azure reports while an operation is under way. */
const inTransition = ["Creating", "Updating", "Migrating", "starting"]

export default defineRule({
  id: "vm-running",
  area: "high-availability",
  severity: "high",
  profile: "baseline",
  title: "The VM runs, is fully provisioned and its agent is ready",
  failureTitle: "The VM is not running well",
  why:
    "A stopped or half-provisioned VM serves nobody. The agent matters too: backups, patching, monitoring " +
    "and run-command all go through it, and with a dead agent they fail without anyone noticing.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/states-billing",
    "https://learn.microsoft.com/azure/virtual-machines/extensions/agent-linux",
  ],
  needs: { vm: azure.virtualMachine, view: azure.instanceView },

  check({ vm, view }) {
    const { powerState, agent } = view
    const sighting = {
      observed: `power ${powerState ?? "not shown"}, provisioning ${vm.provisioningState}, agent ${agent ?? "not shown"}`,
      expected: "power running, provisioning Succeeded, agent Ready",
      resources: [vm.id],
    }
    if ([vm.provisioningState, powerState ?? ""].some((state) => inTransition.includes(state))) {
      return undecided(
        `The VM is being changed right now: ${sighting.observed}.`,
        "Run the audit again when it is done.",
      )
    }
    if (vm.provisioningState !== "Succeeded" || (powerState ?? "running") !== "running") return fail(sighting)
    if (powerState === null || agent === null) {
      return undecided(
        `Azure does not show everything: ${sighting.observed}.`,
        `Look at its run-time state: ${az`vm get-instance-view --resource-group ${vm.resourceGroup} --name ${vm.name}`.run}`,
      )
    }
    return agent === "Ready" ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix({ vm: { resourceGroup, name }, view }) {
    const running = view.powerState === "running"
    return {
      summary: running
        ? "Apply the VM's model again; if its agent stays silent, restart walinuxagent inside it."
        : "Start the VM.",
      commands: [
        running
          ? az`vm reapply --resource-group ${resourceGroup} --name ${name}`
          : az`vm start --resource-group ${resourceGroup} --name ${name}`,
      ],
      verify:
        az`vm get-instance-view --resource-group ${resourceGroup} --name ${name} --query instanceView.statuses`
          .run,
    }
  },

  examples: [
    {
      title: "running, with its agent ready",
      status: "pass",
      given: { vm: exampleVm(), view: exampleInstanceView() },
    },
    {
      title: "deallocated to save money",
      status: "fail",
      says: "Start the VM.",
      given: { vm: exampleVm(), view: exampleInstanceView({ powerState: "deallocated", agent: null }) },
    },
    {
      title: "an agent that stopped reporting",
      status: "fail",
      given: { vm: exampleVm(), view: exampleInstanceView({ agent: "Not Ready" }) },
    },
    {
      title: "a resize under way",
      status: "unknown",
      given: { vm: exampleVm({ provisioningState: "Updating" }), view: exampleInstanceView() },
    },
    {
      title: "an image without the agent",
      status: "unknown",
      given: { vm: exampleVm(), view: exampleInstanceView({ agent: null }) },
    },
    {
      title: "the instance view may not be read",
      status: "unknown",
      given: {
        vm: exampleVm(),
        view: forbidden("Microsoft.Compute/virtualMachines/instanceView/read"),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: {
        vm: noVm,
        view: noVm,
      },
    },
  ],
})
