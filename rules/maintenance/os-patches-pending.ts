import { az, azure, defineRule, fail, pass, Type, undecided } from "../../src/rule.ts"
import { exampleInstanceView, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "os-patches-pending",
  area: "maintenance",
  severity: "medium",
  profile: "production",
  title: "No critical or security patch is open",
  failureTitle: "Critical or security patches are open, or nobody looked lately",
  why:
    "A published patch is also a published hole: attackers read the difference within days. Azure's assessment " +
    "says how many patches are missing and whether one waits for a reboot, but only for the day it was made.",
  references: [
    "https://learn.microsoft.com/azure/update-manager/assessment-options",
    "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching",
  ],
  presupposes: { "os-supported": "a release past its end of life gets no patches" },
  needs: { vm: azure.virtualMachine, view: azure.instanceView },
  options: Type.Object({ maxAgeDays: Type.Integer({ default: 7, minimum: 1 }) }),

  check({ vm, view: { patches } }, { at, options }) {
    const expected = `none open, assessed in the last ${options.maxAgeDays} days`
    const resources = [vm.id]
    if (!patches?.assessedAt) return fail({ observed: "never assessed", expected, resources })
    const { assessedAt, criticalAndSecurity, rebootPending } = patches
    const ageDays = Math.floor((at.getTime() - Date.parse(assessedAt)) / 86_400_000)
    const reboot = rebootPending ? ", a reboot pending" : ""
    const observed = `${criticalAndSecurity ?? "an unknown number"} open${reboot}, assessed ${assessedAt.slice(0, 10)}`
    if ((criticalAndSecurity ?? 0) > 0 || ageDays > options.maxAgeDays || rebootPending)
      return fail({ observed, expected, resources })
    if (criticalAndSecurity === null) {
      return undecided(
        `The assessment of ${assessedAt.slice(0, 10)} did not count the patches (${patches.status ?? "no status"}).`,
        `Assess again: ${az`vm assess-patches --resource-group ${vm.resourceGroup} --name ${vm.name}`.run}`,
      )
    }
    return pass({ observed, expected, resources })
  },

  effort: "minutes",
  fix: ({ vm: { resourceGroup, name } }) => ({
    summary: "Assess the VM, then install the critical and security patches at a quiet hour.",
    commands: [
      az`vm assess-patches --resource-group ${resourceGroup} --name ${name}`,
      az`vm install-patches --resource-group ${resourceGroup} --name ${name} --maximum-duration PT2H --reboot-setting IfRequired --classifications-to-include-linux Critical Security`,
    ],
  }),

  examples: [
    {
      title: "assessed yesterday, nothing open",
      status: "pass",
      at: "2026-11-22",
      given: { vm: exampleVm(), view: exampleInstanceView() },
    },
    {
      title: "three patches open",
      status: "fail",
      at: "2026-11-22",
      given: { vm: exampleVm(), view: assessed("2026-11-21T03:00:00Z", 3) },
    },
    {
      title: "nothing was open a month ago",
      status: "fail",
      at: "2026-11-22",
      given: { vm: exampleVm(), view: assessed("2026-10-20T03:00:00Z", 0) },
    },
    {
      title: "installed, and a reboot pending",
      status: "fail",
      at: "2026-11-22",
      given: { vm: exampleVm(), view: assessed("2026-11-21T03:00:00Z", 0, true) },
    },
    {
      title: "never assessed",
      status: "fail",
      given: { vm: exampleVm(), view: exampleInstanceView({ patches: null }) },
    },
    {
      title: "an assessment that failed",
      status: "unknown",
      says: "(Failed)",
      at: "2026-11-22",
      given: { vm: exampleVm(), view: assessed("2026-11-21T03:00:00Z", null) },
    },
    {
      title: "the instance view may not be read",
      status: "unknown",
      given: { vm: exampleVm(), view: forbidden("Microsoft.Compute/virtualMachines/instanceView/read") },
    },
    {
      title: "Debian 11, which gets no patches",
      status: "not-applicable",
      failing: "os-supported",
      given: { vm: exampleVm(), view: exampleInstanceView({ patches: null }) },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm, view: noVm },
    },
  ],
})

function assessed(assessedAt: string, criticalAndSecurity: number | null, rebootPending = false) {
  const status = criticalAndSecurity === null ? "Failed" : "Succeeded"
  return exampleInstanceView({ patches: { status, criticalAndSecurity, rebootPending, assessedAt } })
}
