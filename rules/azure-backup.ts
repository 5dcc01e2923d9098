import { az, groupOf, nameOf, type Command, type Disk, type ValueOf, type azure } from "../src/rule.ts"

type VirtualMachine = ValueOf<typeof azure.virtualMachine>
type Vault = ValueOf<typeof azure.vaults>[number]
type BackupItem = ValueOf<typeof azure.backupItems>[number]

const unnamed = { id: "<ID of the VM>", name: "chroma", resourceGroup: "chroma", location: "<location>" }

/**
 * Puts the VM under Azure Backup, in a vault of a resource group of its own. A vault is geo-redundant
 * and soft-deletes unless told otherwise; the Enhanced policy also takes VMs with Trusted Launch.
 */
export function protectVm(vm: VirtualMachine | undefined): { commands: Command[]; verify: string } {
  const { id, name, resourceGroup, location } = vm ?? unnamed
  const group = `${resourceGroup}-backup`
  const vault = `${name}-backup`
  return {
    commands: [
      az`group create --name ${group} --location ${location}`,
      az`backup vault create --resource-group ${group} --name ${vault} --location ${location}`,
      az`backup protection enable-for-vm --resource-group ${group} --vault-name ${vault} --vm ${id} --policy-name EnhancedPolicy`,
    ],
    verify: az`backup job list --resource-group ${group} --vault-name ${vault} --output table`.run,
  }
}

/** The vault calls an item "VM;iaasvmcontainerv2;{group};{name}"; the CLI takes the name. */
const machineOf = ({ id }: BackupItem): string => nameOf(id).split(";").at(-1) ?? ""

export const backUpNow = (item: BackupItem): Command =>
  az`backup protection backup-now --resource-group ${groupOf(item.vaultId)} --vault-name ${item.vaultName} --container-name ${machineOf(item)} --item-name ${machineOf(item)} --backup-management-type AzureIaasVM`

export const backUpEveryDisk = (item: BackupItem): Command =>
  az`backup protection update-for-vm --resource-group ${groupOf(item.vaultId)} --vault-name ${item.vaultName} --container-name ${machineOf(item)} --item-name ${machineOf(item)} --disk-list-setting resetexclusionsettings`

export const keepDeletedPoints = ({ name, resourceGroup }: Vault): Command =>
  az`backup vault backup-properties set --resource-group ${resourceGroup} --name ${name} --soft-delete-feature-state Enable`

export const takeSnapshot = ({ id, name, resourceGroup }: Disk): Command =>
  az`snapshot create --resource-group ${resourceGroup} --name ${name}-$(date -u +%Y%m%d) --source ${id} --incremental true`
