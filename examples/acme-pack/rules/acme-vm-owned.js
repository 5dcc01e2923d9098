import { az, azure, defineRule, fail, pass } from "chroma-audit/rule"
import { exampleVm, forbidden, noVm } from "chroma-audit/examples"

const tag = "acme-team"

export default defineRule({
  id: "acme-vm-owned",
  area: "maintenance",
  severity: "medium",
  profile: "production",
  title: "The VM names the Acme team that owns it",
  failureTitle: "No Acme team owns the VM",
  why:
    "Acme's on-call rota is by team. A machine that names none wakes up whoever is first in the alphabet, " +
    "who then cannot do anything.",
  references: ["https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources"],
  needs: { vm: azure.virtualMachine },

  check({ vm }) {
    const team = vm.tags[tag]
    const sighting = {
      observed: team === undefined ? `no tag ${tag}` : `team ${team}`,
      expected: `a tag ${tag}`,
      resources: [vm.id],
    }
    return team === undefined ? fail(sighting) : pass(sighting)
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Tag the VM with the team that owns it.",
    commands: [az`tag update --resource-id ${vm.id} --operation merge --tags ${tag}=TEAM`],
  }),

  examples: [
    {
      title: "a VM of the search team",
      status: "pass",
      given: { vm: exampleVm({ tags: { [tag]: "search" } }) },
    },
    { title: "a VM without tags", status: "fail", given: { vm: exampleVm({ tags: {} }) } },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { vm: noVm } },
  ],
})
