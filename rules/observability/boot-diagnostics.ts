import { az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "boot-diagnostics",
  area: "observability",
  severity: "low",
  profile: "production",
  title: "The VM keeps its boot log",
  failureTitle: "The VM keeps no boot log",
  why:
    "A VM that does not come up cannot be logged in to. Boot diagnostics keep the serial log and a screenshot, " +
    "and are the condition for the serial console: the only ways to see a file system check that waits, or a " +
    "boot script that failed.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/boot-diagnostics"],
  needs: { vm: azure.virtualMachine },

  check({ vm }) {
    const sighting = {
      observed: `boot diagnostics ${vm.bootDiagnostics ? "on" : "off"}`,
      expected: "boot diagnostics on",
      resources: [vm.id],
    }
    return vm.bootDiagnostics ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Switch boot diagnostics on, in storage that Azure manages.",
    commands: [az`vm boot-diagnostics enable --resource-group ${vm.resourceGroup} --name ${vm.name}`],
  }),

  examples: [
    { title: "on", status: "pass", given: { vm: exampleVm() } },
    { title: "off", status: "fail", given: { vm: exampleVm({ bootDiagnostics: false }) } },
    {
      title: "the identity may not read the VM",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    { title: "a container group", status: "not-applicable", given: { vm: noVm } },
  ],
})
