import type { ValueOf } from "../../model/evidence.ts"
import type { infrastructure } from "../../evidence/declared.ts"
import type { Plan } from "./plan/graph.ts"
import type { Variables } from "../configuration/settings.ts"

export type Infrastructure = ValueOf<typeof infrastructure>

/** What a Terraform definition, in any of its forms, says of the deployment. */
export interface Terraform {
  source: string
  infrastructure: Infrastructure
  /** The VM's public address, where it is known. */
  address?: string | undefined
  boot: BootText
  /** Values of its variables, where the form shows them. */
  variables: Variables
  /** All that a plan makes, where this is one. */
  plan?: Plan | undefined
  /** Whether a variable is used, where the text shows it. */
  uses?: ((variable: string) => boolean) | undefined
}

/** The boot script, that there is none, or why it cannot be read. */
export type BootText = { script: string; source: string } | { none: string } | { unreadable: string }

/** Virtual machines in the azurerm provider, and the older resource that both systems share. */
export const machineTypes: readonly string[] = ["azurerm_linux_virtual_machine", "azurerm_virtual_machine"]

export const isBackup = (type: string): boolean =>
  /^azurerm_(backup_|recovery_services_vault$|data_protection_|site_recovery_|snapshot$|virtual_machine_restore_point)/.test(
    type,
  )

export const isDataDisk = (type: string): boolean => type === "azurerm_virtual_machine_data_disk_attachment"
