import { az, command, type azure, type Command, type ValueOf } from "../src/rule.ts"

const terraform = command("terraform")

/** Of a VM that only files describe, the size is a variable of the guide's template. */
export const resizeVm = (vm: ValueOf<typeof azure.virtualMachine> | undefined, size: string): Command =>
  vm
    ? az`vm resize --resource-group ${vm.resourceGroup} --name ${vm.name} --size ${size}`
    : terraform`apply -var machine_type=${size}`
