import type * as azure from "../../../evidence/azure.ts"
import type { ValueOf } from "../../../model/evidence.ts"
import { block, textOf } from "../hcl.ts"
import { textsAt, type Plan, type Planned } from "./graph.ts"

const protections = (plan: Plan, machine: Planned): Planned[] =>
  plan.linking(machine, ["source_vm_id"], "azurerm_backup_protected_vm")
const policiesOf = (plan: Plan, protection: Planned): Planned[] =>
  plan.linked(protection, ["backup_policy_id"], "azurerm_backup_policy_vm")

/** The vault is named, not referred to by id. */
const vaultOf = (plan: Plan, { values }: Planned): Planned | undefined =>
  plan
    .ofType("azurerm_recovery_services_vault")
    .find((vault) => vault.values["name"] === values["recovery_vault_name"])

/** No run is shown: none has been. */
export const backupItems = (plan: Plan, machine: Planned): ValueOf<typeof azure.backupItems> =>
  protections(plan, machine).map((protection) => {
    const [policy] = policiesOf(plan, protection)
    const { values } = protection
    const name = textOf(values["recovery_vault_name"]) ?? ""
    return {
      id: protection.id,
      vaultId:
        vaultOf(plan, protection)?.id ??
        `${protection.id.replace(/\/providers\/.*/, "")}/providers/Microsoft.RecoveryServices/vaults/${name}`,
      vaultName: name,
      protectionState: textOf(values["protection_state"]) ?? "Protected",
      lastBackupStatus: null,
      lastBackupAt: null,
      lastRecoveryPointAt: null,
      policyName: policy ? textOf(policy.values["name"]) : null,
      policyId: policy?.id ?? textOf(values["backup_policy_id"]),
      softDeleted: false,
      excludedLuns: lunsOf(values["exclude_disk_luns"]),
    }
  })

const lunsOf = (value: unknown): number[] => [value ?? []].flat().map(Number)

export const backupPolicies = (plan: Plan, machine: Planned): ValueOf<typeof azure.backupPolicies> =>
  protections(plan, machine)
    .flatMap((protection) => policiesOf(plan, protection))
    .map(({ id, values }) => ({
      id,
      name: textOf(values["name"]) ?? "",
      frequency: textOf(block(values, "backup")?.["frequency"]) ?? "",
      dailyRetentionDays: Number(block(values, "retention_daily")?.["count"] ?? 0) || null,
    }))

export const vaults = (plan: Plan, machine: Planned): ValueOf<typeof azure.vaults> =>
  protections(plan, machine)
    .flatMap((protection) => vaultOf(plan, protection) ?? [])
    .map(({ id, values }) => ({
      id,
      name: textOf(values["name"]) ?? "",
      resourceGroup: textOf(values["resource_group_name"]) ?? "",
      location: textOf(values["location"]) ?? "",
      redundancy: textOf(values["storage_mode_type"]) ?? "GeoRedundant",
      crossRegionRestore: values["cross_region_restore_enabled"] === true ? "Enabled" : "Disabled",
      softDelete: values["soft_delete_enabled"] === false ? "Disabled" : "Enabled",
      immutability: textOf(values["immutability"]) ?? "Disabled",
    }))

export const replication = (plan: Plan, machine: Planned): ValueOf<typeof azure.replication> =>
  plan.linking(machine, ["source_vm_id"], "azurerm_site_recovery_replicated_vm").map(({ id, values }) => ({
    id,
    protectionState: "Protected",
    replicationHealth: "Normal",
    recoveryRegion: textsAt(values, ["target_zone"])[0] ?? null,
    lastTestFailoverAt: null,
  }))
