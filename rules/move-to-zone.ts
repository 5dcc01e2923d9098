import { az, type azure, type Command, type Disk, type ValueOf } from "../src/rule.ts"

type VirtualMachine = ValueOf<typeof azure.virtualMachine>

/** Creates the VM anew in zone 1, beside the old one, from copies of its disks. */
export function moveToZone(vm: VirtualMachine, disks: readonly Disk[]): Command[] {
  const { resourceGroup, name } = vm
  const osDisk = disks.find(({ role }) => role === "os")?.name ?? `${name}-os`
  return [
    az`vm deallocate --resource-group ${resourceGroup} --name ${name}`,
    ...disks.flatMap((disk) => [
      az`snapshot create --resource-group ${resourceGroup} --name ${disk.name}-move --source ${disk.id}`,
      az`disk create --resource-group ${resourceGroup} --name ${disk.name}-zrs --source ${disk.name}-move --sku Premium_ZRS`,
    ]),
    az`vm create --resource-group ${resourceGroup} --name ${name}-zonal --zone 1 --size ${vm.vmSize} --os-type Linux --attach-os-disk ${osDisk}-zrs`,
    ...disks
      .filter(({ role }) => role === "data")
      .map(
        (disk) =>
          az`vm disk attach --resource-group ${resourceGroup} --vm-name ${name}-zonal --name ${disk.name}-zrs --lun ${disk.lun ?? 0} --caching ${disk.caching}`,
      ),
  ]
}
