import type * as azure from "../../../evidence/azure.ts"
import type { ValueOf } from "../../../model/evidence.ts"
import { secretKeys, secretKeysOfText } from "../../azure/secrets.ts"
import { block, isBody, textOf, type HclBody } from "../hcl.ts"
import { machineFacts } from "../terraform-json.ts"
import { textsAt, type Plan, type Planned } from "./graph.ts"

const numberOf = (value: unknown): number => Number(value ?? 0)
const groupOf = ({ values }: Planned): string => textOf(values["resource_group_name"]) ?? ""

/** As it will be once the plan is applied: a machine whose provisioning fails fails the apply. */
export function virtualMachine(plan: Plan, machine: Planned): ValueOf<typeof azure.virtualMachine> {
  const { values, id } = machine
  const { vmSize, image } = machineFacts(values)
  const [set] = plan.linked(machine, ["availability_set_id"], "azurerm_availability_set")
  const isOn = (name: string): boolean => values[name] === true
  return {
    id,
    name: textOf(values["name"]) ?? "",
    resourceGroup: groupOf(machine),
    location: textOf(values["location"]) ?? "",
    zones: [textOf(values["zone"]), ...textsAt(values, ["zones"])].filter((zone) => zone !== null),
    vmSize: vmSize ?? "",
    priority: textOf(values["priority"]) ?? "Regular",
    image: image && { ...image, version: null },
    ephemeralOsDisk: block(osDiskOf(values), "diff_disk_settings") !== undefined,
    passwordAuthenticationDisabled: values["disable_password_authentication"] !== false,
    patchMode: textOf(values["patch_mode"]) ?? "ImageDefault",
    assessmentMode: textOf(values["patch_assessment_mode"]) ?? "ImageDefault",
    encryptionAtHost: isOn("encryption_at_host_enabled"),
    securityType: isOn("secure_boot_enabled") || isOn("vtpm_enabled") ? "TrustedLaunch" : null,
    secureBoot: isOn("secure_boot_enabled"),
    vTpm: isOn("vtpm_enabled"),
    bootDiagnostics: block(values, "boot_diagnostics") !== undefined,
    availabilitySetId: set?.id ?? null,
    scaleSetId: textOf(values["virtual_machine_scale_set_id"]),
    principalId: hasOwnIdentity(values) ? `${machine.address}.identity` : null,
    provisioningState: "Succeeded",
    tags: tagsOf(values),
  }
}

export const hasOwnIdentity = (values: HclBody): boolean =>
  textOf(block(values, "identity")?.["type"])?.includes("SystemAssigned") ?? false

const tagsOf = ({ tags }: HclBody): Record<string, string> =>
  Object.fromEntries(Object.entries(isBody(tags) ? tags : {}).map(([name, value]) => [name, String(value)]))

const osDiskOf = (values: HclBody): HclBody =>
  block(values, "os_disk") ?? block(values, "storage_os_disk") ?? {}

/** The OS disk first, then data disks by LUN. */
export function disks(plan: Plan, machine: Planned): azure.Disk[] {
  const links = plan
    .linking(machine, ["virtual_machine_id"], "azurerm_virtual_machine_data_disk_attachment")
    .toSorted((a, b) => numberOf(a.values["lun"]) - numberOf(b.values["lun"]))
  return [
    osDisk(machine),
    ...links.flatMap((link) =>
      plan
        .linked(link, ["managed_disk_id"], "azurerm_managed_disk")
        .map((disk) => dataDisk(disk, link.values)),
    ),
  ]
}

function osDisk(machine: Planned): azure.Disk {
  const { values } = machine
  const disk = osDiskOf(values)
  const name = textOf(disk["name"]) ?? `${textOf(values["name"])}_OsDisk`
  return {
    id: `${machine.id.replace(/\/virtualMachines\/[^/]*$/, "")}/disks/${name}`,
    name,
    resourceGroup: groupOf(machine),
    role: "os",
    lun: null,
    managed: disk["vhd_uri"] == null,
    sku: textOf(disk["storage_account_type"]) ?? textOf(disk["managed_disk_type"]) ?? "Standard_LRS",
    sizeGiB: numberOf(disk["disk_size_gb"]),
    location: textOf(values["location"]) ?? "",
    zones: textsAt(values, ["zone"]),
    caching: textOf(disk["caching"]) ?? "None",
    // Terraform destroys it together with its machine unless the provider is told otherwise.
    deleteOption: "Delete",
    ...encryptionOf(disk),
    networkAccessPolicy: "AllowAll",
    publicNetworkAccess: "Enabled",
  }
}

const dataDisk = (disk: Planned, attachment: HclBody): azure.Disk => ({
  id: disk.id,
  name: textOf(disk.values["name"]) ?? "",
  resourceGroup: groupOf(disk),
  role: "data",
  lun: numberOf(attachment["lun"]),
  managed: true,
  sku: textOf(disk.values["storage_account_type"]) ?? "Standard_LRS",
  sizeGiB: numberOf(disk.values["disk_size_gb"]),
  location: textOf(disk.values["location"]) ?? "",
  zones: textsAt(disk.values, ["zone"]),
  caching: textOf(attachment["caching"]) ?? "None",
  deleteOption: "Detach",
  ...encryptionOf(disk.values),
  networkAccessPolicy: textOf(disk.values["network_access_policy"]) ?? "AllowAll",
  publicNetworkAccess: disk.values["public_network_access_enabled"] === false ? "Disabled" : "Enabled",
})

/** Azure encrypts every managed disk; with its own key unless told otherwise. */
function encryptionOf(disk: HclBody): Pick<azure.Disk, "encryption" | "diskEncryptionSetId"> {
  const set = textOf(disk["disk_encryption_set_id"])
  return {
    encryption: `EncryptionAtRestWith${set === null ? "PlatformKey" : "CustomerKey"}`,
    diskEncryptionSetId: set,
  }
}

export function userData({ values }: Planned): ValueOf<typeof azure.userData> {
  const bytes = Buffer.from(textOf(values["user_data"]) ?? "", "base64")
  return { bytes: bytes.length, secrets: secretKeysOfText(bytes.toString("utf8")) }
}

/** Protected settings are not looked at: Azure does not show them to readers either. */
export const extensions = (plan: Plan, machine: Planned): ValueOf<typeof azure.extensions> =>
  plan.linking(machine, ["virtual_machine_id"], "azurerm_virtual_machine_extension").map(({ values }) => ({
    name: textOf(values["name"]) ?? "",
    publisher: textOf(values["publisher"]) ?? "",
    type: textOf(values["type"]) ?? "",
    provisioningState: "Succeeded",
    automaticUpgrade: values["automatic_upgrade_enabled"] === true,
    secretSettings: secretKeys(settingsOf(values["settings"])),
  }))

export const runCommands = (plan: Plan, machine: Planned): ValueOf<typeof azure.runCommands> =>
  plan.linking(machine, ["virtual_machine_id"], "azurerm_virtual_machine_run_command").map(({ values }) => ({
    name: textOf(values["name"]) ?? "",
    secrets: secretKeys([values["source"], values["parameter"]]),
  }))

/** The provider takes extension settings as a text of JSON. */
function settingsOf(settings: unknown): unknown {
  try {
    return JSON.parse(textOf(settings) ?? "{}")
  } catch {
    return settings
  }
}

/** What the machine's own identity may do; the roles that the plan gives it. */
export const identityRoles = (plan: Plan, machine: Planned): ValueOf<typeof azure.identityRoles> =>
  plan.linking(machine, ["principal_id"], "azurerm_role_assignment").map((assignment) => ({
    role: textOf(assignment.values["role_definition_name"]) ?? "a role given by its id",
    scope: scopeOf(plan, assignment),
  }))

const scopeOf = (plan: Plan, one: Planned): string =>
  textOf(one.values["scope"]) ?? targetOf(plan, one, "scope")?.id ?? ""

/** What an argument that takes the id of anything leads to. */
export const targetOf = (plan: Plan, from: Planned, argument: string): Planned | undefined =>
  plan.linked(from, [argument], ...scopes)[0]

const scopes = [
  "azurerm_resource_group",
  "azurerm_linux_virtual_machine",
  "azurerm_virtual_machine",
  "azurerm_managed_disk",
  "azurerm_recovery_services_vault",
  "azurerm_public_ip",
  "azurerm_network_security_group",
  "azurerm_network_interface",
  "azurerm_virtual_network",
  "azurerm_subnet",
  "azurerm_application_insights_web_test",
  "azurerm_application_insights_standard_web_test",
  "azurerm_application_insights",
  "azurerm_log_analytics_workspace",
]

/** An id may lie in a resource group that the plan makes as well, which is a scope of its own. */
export const locks = (plan: Plan): ValueOf<typeof azure.locks> =>
  plan.ofType("azurerm_management_lock").map((lock) => ({
    id: lock.id,
    name: textOf(lock.values["name"]) ?? "",
    level: lock.values["lock_level"] === "ReadOnly" ? "ReadOnly" : "CanNotDelete",
    scope: scopeOf(plan, lock),
  }))

export function availabilitySet(plan: Plan, set: Planned): ValueOf<typeof azure.availabilitySet> {
  const members = plan.linking(
    set,
    ["availability_set_id"],
    "azurerm_linux_virtual_machine",
    "azurerm_virtual_machine",
  )
  return { id: set.id, name: textOf(set.values["name"]) ?? "", machines: members.map(({ id }) => id) }
}
