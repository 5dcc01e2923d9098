import {
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  declared,
  defineRule,
  guest,
  judgeDataDisk,
  sameId,
  undecided,
  unlockLists,
  unreadLists,
  type Copy,
} from "../../src/rule.ts"
import { keepDeletedPoints, protectVm } from "../azure-backup.ts"
import {
  exampleBackupItem,
  exampleDisk,
  exampleInfrastructure,
  exampleSnapshot,
  exampleVault,
  exampleVm,
} from "../examples.ts"

export default defineRule({
  id: "backup-outside-blast-radius",
  area: "backup-and-restore",
  severity: "high",
  profile: "production",
  title: "A backup survives the deletion of the deployment",
  failureTitle: "The backup is deleted together with the deployment",
  why:
    "Most lost databases were deleted by their owners: `terraform destroy` in the wrong folder, or the " +
    "deletion of a resource group. Snapshots in the same group go with it. A vault with soft delete keeps " +
    "its recovery points for at least two weeks whoever deletes them; otherwise the backup must lie in another " +
    "group and outside the Terraform state that owns the VM.",
  references: [
    "https://learn.microsoft.com/azure/backup/secure-by-default",
    "https://learn.microsoft.com/azure/backup/guidance-best-practices",
  ],
  presupposes: { "backup-exists": "there is no backup that could survive" },
  needs: { vm: azure.virtualMachine, disks: azure.disks },
  wants: {
    ...backupLists,
    vaults: azure.vaults,
    volume: guest.dataVolume,
    definition: declared.infrastructure,
  },

  check(facts) {
    const { vm, disks, volume, vaults, definition } = facts
    const copies = copiesIn(facts)
    // tfvars set values of a definition without showing what it owns.
    const owned = definition?.kind === "tfvars" ? undefined : definition?.backups
    const softDeleteOf = ({ item }: Copy) =>
      vaults?.find(({ id }) => sameId(id, item?.vaultId))?.softDelete ?? null
    const survives = (copy: Copy): boolean | undefined => {
      const { item, resourceGroup } = copy
      const softDelete = softDeleteOf(copy)
      if (softDelete !== null && softDelete !== "Disabled") return true
      const elsewhere = !sameId(resourceGroup, vm.resourceGroup)
      if (elsewhere && owned?.length === 0) return true
      const hidden = (item && softDelete === null) || (elsewhere && !owned)
      return hidden ? undefined : false
    }
    const verdict = judgeDataDisk(candidateDisks(disks, volume), {
      met: (disk) => copies.some((copy) => copy.holds(disk) && survives(copy)),
      observe: (disk) =>
        copies
          .filter((copy) => copy.holds(disk))
          .map((copy) => {
            const softDelete = softDeleteOf(copy)
            const kept = softDelete === null ? "" : ` with soft delete ${softDelete}`
            return `${copy.name} in resource group ${copy.resourceGroup}${kept}`
          })
          .join(", ") || "no backup in Azure",
      expected: "a vault with soft delete, or another resource group and not the same Terraform state",
    })
    if (verdict.status === "pass") return verdict

    const unread = unreadLists(facts)
    if (unread.length > 0)
      return undecided(
        `No backup was found that would survive, but these could not be read: ${unread.join(", ")}.`,
        unlockLists,
      )
    if (copies.length === 0)
      return undecided(
        "The backup is made outside Azure, and nothing shows where it lies.",
        "Waive this with the place as the reason.",
      )
    const unclear = copies.find((copy) => survives(copy) === undefined)
    if (unclear)
      return undecided(
        `Neither soft delete of the vault nor a Terraform definition shows whether ${unclear.name} would survive.`,
        "Give the Terraform definition with --terraform, and the identity Reader on the vault.",
      )
    return verdict
  },

  effort: "hours",
  fix({ vm, vaults = [] }) {
    const exposed = vaults.filter(({ softDelete }) => softDelete === "Disabled")
    return exposed.length > 0
      ? { summary: "Switch soft delete of the vault on.", commands: exposed.map(keepDeletedPoints) }
      : {
          summary:
            "Keep backups in a vault with soft delete, outside this resource group and Terraform state.",
          ...protectVm(vm),
        }
  },

  examples: [
    {
      title: "a vault that always soft-deletes",
      status: "pass",
      given: {
        vm: exampleVm(),
        disks: [exampleDisk()],
        items: [exampleBackupItem()],
        vaults: [exampleVault()],
      },
    },
    {
      title: "snapshots in the VM's own resource group",
      status: "fail",
      says: "Keep backups in a vault",
      given: {
        vm: exampleVm(),
        disks: [exampleDisk()],
        items: [],
        diskBackups: [],
        restorePoints: [],
        snapshots: [exampleSnapshot()],
      },
    },
    {
      title: "a vault without soft delete that the VM's own Terraform state owns",
      status: "fail",
      says: "Switch soft delete of the vault on.",
      given: {
        vm: exampleVm(),
        disks: [exampleDisk()],
        items: [exampleBackupItem()],
        vaults: [exampleVault({ softDelete: "Disabled" })],
        snapshots: [],
        diskBackups: [],
        restorePoints: [],
        definition: exampleInfrastructure({ backups: ["azurerm_recovery_services_vault.backup"] }),
      },
    },
    {
      title: "snapshots in another group, and nobody knows what Terraform owns",
      status: "unknown",
      given: {
        vm: exampleVm(),
        disks: [exampleDisk()],
        items: [],
        diskBackups: [],
        restorePoints: [],
        snapshots: [exampleSnapshot({ resourceGroup: "snapshots" })],
      },
    },
    {
      title: "no backup at all",
      status: "not-applicable",
      failing: "backup-exists",
      given: { vm: exampleVm(), disks: [exampleDisk()] },
    },
  ],
})
