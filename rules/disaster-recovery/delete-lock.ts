import { az, azure, candidateDisks, defineRule, fail, guest, judgeDataDisk, liesIn } from "../../src/rule.ts"
import { exampleDisk, exampleGroupId, exampleOsDisk, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "delete-lock",
  area: "disaster-recovery",
  severity: "medium",
  profile: "production",
  title: "A lock guards the VM and the data against deletion",
  failureTitle: "Nothing guards the VM and the data against deletion",
  why:
    "A management lock stops even an Owner from deleting a resource until somebody removes the lock, which " +
    "turns a slip in the portal or a `terraform destroy` into an error message. One CanNotDelete lock on the " +
    "resource group covers the VM, its disks and its address.",
  references: ["https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources"],
  needs: { vm: azure.virtualMachine, disks: azure.disks, locks: azure.locks },
  wants: { volume: guest.dataVolume },

  check({ vm, disks, locks, volume }) {
    const expected = "a CanNotDelete or ReadOnly lock at or above the VM and the disk with the data"
    const lockOn = (id: string) => locks.find(({ scope }) => liesIn(id, scope))
    if (!lockOn(vm.id)) return fail({ observed: `no lock covers ${vm.name}`, expected, resources: [vm.id] })
    return judgeDataDisk(candidateDisks(disks, volume), {
      met: ({ id }) => lockOn(id) !== undefined,
      observe: ({ id }) => lockOn(id)?.level ?? "no lock",
      expected,
    })
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Lock the resource group against deletion.",
    commands: [
      az`lock create --name keep-${vm.name} --lock-type CanNotDelete --resource-group ${vm.resourceGroup}`,
    ],
  }),

  examples: [
    {
      title: "a lock on the resource group",
      status: "pass",
      given: {
        vm: exampleVm(),
        disks: [exampleOsDisk(), exampleDisk()],
        locks: [lockOn(exampleGroupId)],
      },
    },
    {
      title: "no lock",
      status: "fail",
      given: { vm: exampleVm(), disks: [exampleDisk()], locks: [] },
    },
    {
      title: "a lock on the VM alone does not cover its disk",
      status: "fail",
      given: { vm: exampleVm(), disks: [exampleDisk()], locks: [lockOn(exampleVm().id)] },
    },
    {
      title: "the identity may not read locks",
      status: "unknown",
      given: {
        vm: exampleVm(),
        disks: [exampleDisk()],
        locks: forbidden("Microsoft.Authorization/locks/read"),
      },
    },
    {
      title: "a container group",
      status: "not-applicable",
      given: { vm: noVm, disks: noVm, locks: noVm },
    },
  ],
})

function lockOn(scope: string) {
  return {
    id: `${scope}/providers/Microsoft.Authorization/locks/keep`,
    name: "keep",
    level: "CanNotDelete" as const,
    scope,
  }
}
