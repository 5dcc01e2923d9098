import { az, type azure, type Command, type ValueOf } from "../src/rule.ts"

/** Azure upgrades a Basic address only while it is static and on no interface. */
export function upgradeAddress(
  id: string,
  interfaces: ValueOf<typeof azure.networkInterfaces> = [],
): Command[] {
  const places = interfaces.flatMap(({ resourceGroup, name, ipConfigurations }) =>
    ipConfigurations
      .filter(({ publicIpAddress }) => publicIpAddress?.id.toLowerCase() === id.toLowerCase())
      .map((one) => ({ group: resourceGroup, nic: name, name: one.name })),
  )
  return [
    az`network public-ip update --ids ${id} --allocation-method Static`,
    ...places.map(
      ({ group, nic, name }) =>
        az`network nic ip-config update --resource-group ${group} --nic-name ${nic} --name ${name} --remove publicIpAddress`,
    ),
    az`network public-ip update --ids ${id} --sku Standard`,
    ...places.map(
      ({ group, nic, name }) =>
        az`network nic ip-config update --resource-group ${group} --nic-name ${nic} --name ${name} --public-ip-address ${id}`,
    ),
  ]
}
