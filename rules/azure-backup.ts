import type { Command, ValueOf, azure } from "../src/rule.ts"

type VirtualMachine = Pick<ValueOf<typeof azure.virtualMachine>, "id" | "name" | "resourceGroup" | "location">

const unnamed: VirtualMachine = {
  id: "<ID of the VM>",
  name: "chroma",
  resourceGroup: "chroma",
  location: "<location>",
}

/**
 * Puts the VM under Azure Backup, in a vault of a resource group of its own. A vault is geo-redundant
 * and soft-deletes unless told otherwise; the Enhanced policy also takes VMs with Trusted Launch.
 */
export function protectVm(vm: VirtualMachine = unnamed): { commands: Command[]; verify: string } {
  const group = `${vm.resourceGroup}-backup`
  const vault = `${vm.name}-backup`
  const where = `--resource-group ${group} --vault-name ${vault}`
  return {
    commands: [
      { tool: "az", run: `az group create --name ${group} --location ${vm.location}` },
      {
        tool: "az",
        run: `az backup vault create --resource-group ${group} --name ${vault} --location ${vm.location}`,
      },
      {
        tool: "az",
        run: `az backup protection enable-for-vm ${where} --vm ${vm.id} --policy-name EnhancedPolicy`,
      },
    ],
    verify: `az backup job list ${where} --output table`,
  }
}
