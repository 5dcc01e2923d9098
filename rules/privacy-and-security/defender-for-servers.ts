import { az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "defender-for-servers",
  area: "privacy-and-security",
  severity: "low",
  profile: "enterprise",
  title: "Defender for Servers watches the VM",
  failureTitle: "Defender for Servers does not watch the VM",
  why:
    "Nothing in Chroma or in a bare VM notices a stranger who got in. Defender for Servers brings detection inside " +
    "the machine, an assessment of its vulnerabilities, and just-in-time access to the admin ports, and tells " +
    "somebody when it finds something.",
  references: ["https://learn.microsoft.com/azure/defender-for-cloud/defender-for-servers-overview"],
  needs: { protection: azure.serverProtection },
  wants: { vm: azure.virtualMachine },

  check({ protection: { tier, plan }, vm }) {
    const sighting = {
      observed: [tier, plan].filter(Boolean).join(" "),
      expected: "Standard, plan P1 or P2",
      resources: vm ? [vm.id] : [],
    }
    return tier === "Standard" ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary: "Switch on Defender for Servers for the subscription; it is charged by the server and month.",
    commands: [az`security pricing create --name VirtualMachines --tier standard --subplan P1`],
  }),

  examples: [
    { title: "plan 2", status: "pass", given: { protection: { tier: "Standard", plan: "P2" } } },
    {
      title: "free",
      status: "fail",
      given: { protection: { tier: "Free", plan: null }, vm: exampleVm() },
    },
    {
      title: "plans may not be read",
      status: "unknown",
      given: { protection: forbidden("Microsoft.Security/pricings/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { protection: noVm } },
  ],
})
