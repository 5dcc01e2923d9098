import { azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleDisk, exampleGroupId, exampleOsDisk, exampleVm, forbidden, noVm } from "../examples.ts"
import { moveToZone } from "../move-to-zone.ts"

export default defineRule({
  id: "vm-availability-zone",
  area: "high-availability",
  severity: "medium",
  profile: "production",
  title: "The VM is in an availability zone",
  failureTitle: "The VM is in no availability zone",
  why:
    "A VM without a zone runs in whichever datacentre Azure chose, and nobody can say which failures it " +
    "shares with its disks, its address or a standby. A zonal VM has a known place: disks and addresses can " +
    "be matched to it, and a replacement can be started in another zone when its own is down.",
  references: [
    "https://learn.microsoft.com/azure/reliability/reliability-virtual-machines",
    "https://learn.microsoft.com/azure/virtual-machines/move-virtual-machines-regional-zonal-portal",
  ],
  needs: { vm: azure.virtualMachine },
  wants: { disks: azure.disks },

  check({ vm }) {
    const scaleSet = vm.scaleSetId?.split("/").at(-1)
    const sighting = {
      observed: scaleSet ? `flexible scale set ${scaleSet}` : `zone ${vm.zones.join(", ") || "none"}`,
      expected: "a zone, or a flexible scale set",
      resources: [vm.id],
    }
    return vm.zones.length > 0 || scaleSet ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix({ vm, disks = [] }) {
    return {
      summary:
        "Stop Chroma, copy the disks, and create the VM again from the copies in zone 1; then move its address.",
      commands: moveToZone(vm, disks),
    }
  },

  examples: [
    { title: "a VM in zone 1", status: "pass", given: { vm: exampleVm({ zones: ["1"] }) } },
    {
      title: "a member of a flexible scale set",
      status: "pass",
      given: {
        vm: exampleVm({
          zones: [],
          scaleSetId: `${exampleGroupId}/providers/Microsoft.Compute/virtualMachineScaleSets/chroma`,
        }),
      },
    },
    {
      title: "the guide's template, which names no zone",
      status: "fail",
      says: ["--attach-os-disk chroma-os-zrs", "--name chroma-data-zrs --lun 0"],
      given: { vm: exampleVm({ zones: [] }), disks: [exampleOsDisk({ zones: [] }), exampleDisk()] },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: {
        vm: forbidden("Microsoft.Compute/virtualMachines/read"),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm },
    },
  ],
})
