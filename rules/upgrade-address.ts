import type { azure, Command, ValueOf } from "../src/rule.ts"

/** Azure upgrades a Basic address only while it is static and on no interface. */
export function upgradeAddress(
  id: string,
  interfaces: ValueOf<typeof azure.networkInterfaces> = [],
): Command[] {
  const places = interfaces.flatMap(({ resourceGroup, name, ipConfigurations }) =>
    ipConfigurations
      .filter(({ publicIpAddress }) => publicIpAddress?.id.toLowerCase() === id.toLowerCase())
      .map((one) => `--resource-group ${resourceGroup} --nic-name ${name} --name ${one.name}`),
  )
  return [
    `network public-ip update --ids ${id} --allocation-method Static`,
    ...places.map((place) => `network nic ip-config update ${place} --remove publicIpAddress`),
    `network public-ip update --ids ${id} --sku Standard`,
    ...places.map((place) => `network nic ip-config update ${place} --public-ip-address ${id}`),
  ].map((command) => ({ tool: "az", run: `az ${command}` }))
}
