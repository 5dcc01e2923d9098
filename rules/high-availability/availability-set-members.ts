import { absentBecause, azure, defineRule, fail, nameOf, pass } from "../../src/rule.ts"
import { exampleAvailabilitySet, exampleGroupId, forbidden } from "../examples.ts"
import { moveToZone } from "../move-to-zone.ts"

export default defineRule({
  id: "availability-set-members",
  area: "high-availability",
  severity: "low",
  profile: "production",
  title: "The availability set keeps several machines apart",
  failureTitle: "The VM is alone in its availability set",
  why:
    "An availability set spreads its machines over racks and maintenance windows. With one machine in it there is " +
    "nothing to spread: it gives no availability, earns no better SLA, and keeps the VM out of availability zones, " +
    "since a VM is in one or the other and neither can be changed later.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/availability-set-overview",
    "https://learn.microsoft.com/azure/virtual-machines/availability",
  ],
  needs: { set: azure.availabilitySet },
  wants: { vm: azure.virtualMachine, disks: azure.disks },

  check({ set: { id, name, machines } }) {
    const sighting = {
      observed: `${machines.length} in ${name}: ${machines.map(nameOf).join(", ") || "none shown"}`,
      expected: "at least two machines in the set, or no set",
      resources: [id],
    }
    return machines.length > 1 ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix: ({ set, vm, disks = [] }) => ({
    summary: `Stop Chroma, and create the VM again from copies of its disks in zone 1, outside ${set.name}; then move its address.`,
    commands: vm ? moveToZone(vm, disks) : [],
  }),

  examples: [
    {
      title: "two machines in the set",
      status: "pass",
      given: {
        set: exampleAvailabilitySet({
          machines: ["chroma", "standby"].map(
            (name) => `${exampleGroupId}/providers/Microsoft.Compute/virtualMachines/${name}`,
          ),
        }),
      },
    },
    { title: "alone in the set", status: "fail", given: { set: exampleAvailabilitySet() } },
    {
      title: "the set may not be read",
      status: "unknown",
      given: { set: forbidden("Microsoft.Compute/availabilitySets/read") },
    },
    {
      title: "in no set",
      status: "not-applicable",
      given: { set: absentBecause("chroma is in no availability set.") },
    },
  ],
})
