import { propertiesOf, type Resource } from "../stack.ts"
import { guidOf, resource, resourceId, type Place } from "./place.ts"

const type = "Microsoft.Compute/virtualMachineScaleSets"

/** A set whose machines are machines like any other, that know which set they are of. */
export const flexibleScaleSet = (place: Place, name: string): Resource =>
  resource(place, type, name, {
    properties: {
      provisioningState: "Succeeded",
      orchestrationMode: "Flexible",
      platformFaultDomainCount: 1,
      singlePlacementGroup: false,
      uniqueId: guidOf(name),
    },
  })

/** A set that makes its machines itself, from one model. */
export const uniformScaleSet = (place: Place, name: string, vmSize: string): Resource =>
  resource(place, type, name, {
    sku: { name: vmSize, tier: "Standard", capacity: 1 },
    properties: {
      provisioningState: "Succeeded",
      orchestrationMode: "Uniform",
      overprovision: false,
      singlePlacementGroup: true,
      uniqueId: guidOf(name),
      upgradePolicy: { mode: "Manual" },
      virtualMachineProfile: { priority: "Regular" },
    },
  })

/**
 * The one instance of a uniform set, with its interface and address, which exist only below it. What they
 * are otherwise is taken from resources of their own kind.
 */
export function instanceOf(
  place: Place,
  set: Resource,
  like: { machine: Resource; networkInterface: Resource; address: Resource },
): Resource[] {
  const setName = String(set["name"])
  const below = (path: string, ...names: string[]) => resourceId(place, `${type}/${path}`, setName, ...names)
  const id = below("virtualMachines", "0")
  const nicId = below("virtualMachines/networkInterfaces", "0", "nic")
  const configurationId = `${nicId}/ipConfigurations/ipconfig`
  const addressId = `${configurationId}/publicIPAddresses/pip`
  const { hardwareProfile, storageProfile, osProfile, diagnosticsProfile, instanceView } = propertiesOf(
    like.machine,
  )
  const nic = propertiesOf(like.networkInterface)
  const [configuration] = nic["ipConfigurations"] as Resource[]
  const { ddosSettings: _, ipTags: __, ...address } = propertiesOf(like.address)
  return [
    {
      id,
      name: `${setName}_0`,
      type: `${type}/virtualMachines`,
      location: place.location,
      instanceId: "0",
      sku: set["sku"],
      properties: {
        provisioningState: "Succeeded",
        latestModelApplied: true,
        vmId: guidOf(id),
        hardwareProfile,
        storageProfile,
        osProfile,
        diagnosticsProfile,
        networkProfile: { networkInterfaces: [{ id: nicId, properties: { primary: true } }] },
        instanceView,
      },
    },
    {
      id: nicId,
      name: "nic",
      properties: {
        provisioningState: "Succeeded",
        primary: true,
        enableAcceleratedNetworking: false,
        enableIPForwarding: false,
        networkSecurityGroup: nic["networkSecurityGroup"],
        virtualMachine: { id },
        ipConfigurations: [
          {
            id: configurationId,
            name: "ipconfig",
            properties: { ...propertiesOf(configuration!), publicIPAddress: { id: addressId } },
          },
        ],
      },
    },
    {
      id: addressId,
      name: "pip",
      sku: like.address["sku"],
      properties: { ...address, ipConfiguration: { id: configurationId } },
    },
  ]
}
