import type { Resource } from "../stack.ts"
import { guidOf, hoursBefore, resource, resourceId, type Place } from "./place.ts"

export interface Image {
  publisher: string
  offer: string
  sku: string
  exactVersion: string
}
export const debian11: Image = {
  publisher: "Debian",
  offer: "debian-11",
  sku: "11",
  exactVersion: "0.20240703.1797",
}
export const debian12: Image = {
  publisher: "Debian",
  offer: "debian-12",
  sku: "12-gen2",
  exactVersion: "0.20260828.2587",
}

export interface DiskChoices {
  /** Standard_LRS, Premium_LRS, Premium_ZRS … */
  sku: string
  sizeGiB: number
  virtualMachine: string
  /** The image it was made from; a data disk begins empty. */
  image?: Image
  createdAt: string
}

export function disk(place: Place, name: string, choices: DiskChoices): Resource {
  return resource(place, "Microsoft.Compute/disks", name, {
    managedBy: inUpperCaseGroup(place, "Microsoft.Compute/virtualMachines", choices.virtualMachine),
    sku: { name: choices.sku, tier: choices.sku.split("_")[0] },
    properties: {
      ...(choices.image && {
        osType: "Linux",
        hyperVGeneration: choices.image.sku.endsWith("gen2") ? "V2" : "V1",
      }),
      creationData: choices.image
        ? { createOption: "FromImage", imageReference: { id: imageId(place, choices.image) } }
        : { createOption: "Empty" },
      diskSizeGB: choices.sizeGiB,
      diskSizeBytes: choices.sizeGiB * 1024 ** 3,
      diskIOPSReadWrite: choices.sku.startsWith("Premium") ? 240 : 500,
      diskMBpsReadWrite: choices.sku.startsWith("Premium") ? 50 : 60,
      encryption: { type: "EncryptionAtRestWithPlatformKey" },
      networkAccessPolicy: "AllowAll",
      publicNetworkAccess: "Enabled",
      diskState: "Attached",
      uniqueId: guidOf(`disk ${name}`),
      timeCreated: choices.createdAt,
      provisioningState: "Succeeded",
    },
  })
}

/** Compute writes the resource group of a reference in capitals; whoever compares ids must not mind. */
const inUpperCaseGroup = (place: Place, type: string, name: string): string =>
  resourceId({ ...place, resourceGroup: place.resourceGroup.toUpperCase() }, type, name)

const imageId = (place: Place, { publisher, offer, sku, exactVersion }: Image): string =>
  `/Subscriptions/${place.subscriptionId}/Providers/Microsoft.Compute/Locations/${place.location}/Publishers/${publisher}/ArtifactTypes/VMImage/Offers/${offer}/Skus/${sku}/Versions/${exactVersion}`

export type PatchMode = "ImageDefault" | "AutomaticByPlatform"

export interface VirtualMachineChoices {
  vmSize: string
  image: Image
  osDisk: Resource
  dataDisks: readonly Resource[]
  networkInterface: string
  adminUsername: string
  /** Who patches and who assesses. Where the platform assesses, it did so an hour ago and nothing is open. */
  patchMode: PatchMode
  createdAt: string
  now: Date
}

/** As Terraform's azurerm_linux_virtual_machine leaves it when nothing optional is said. */
export function virtualMachine(place: Place, name: string, choices: VirtualMachineChoices): Resource {
  const { exactVersion, ...image } = choices.image
  return resource(place, "Microsoft.Compute/virtualMachines", name, {
    properties: {
      hardwareProfile: { vmSize: choices.vmSize },
      provisioningState: "Succeeded",
      vmId: guidOf(`vm ${name}`),
      storageProfile: {
        imageReference: { ...image, version: "latest", exactVersion },
        osDisk: {
          osType: "Linux",
          createOption: "FromImage",
          caching: "ReadWrite",
          writeAcceleratorEnabled: false,
          deleteOption: "Detach",
          ...attachment(place, choices.osDisk),
        },
        dataDisks: choices.dataDisks.map((dataDisk, lun) => ({
          lun,
          createOption: "Attach",
          caching: "None",
          writeAcceleratorEnabled: false,
          deleteOption: "Detach",
          toBeDetached: false,
          ...attachment(place, dataDisk),
        })),
        diskControllerType: "SCSI",
      },
      osProfile: {
        computerName: name,
        adminUsername: choices.adminUsername,
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: {
            publicKeys: [
              {
                path: `/home/${choices.adminUsername}/.ssh/authorized_keys`,
                keyData: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDSimulated operator@example.com\n",
              },
            ],
          },
          provisionVMAgent: true,
          patchSettings: { patchMode: choices.patchMode, assessmentMode: choices.patchMode },
          enableVMAgentPlatformUpdates: false,
        },
        secrets: [],
        allowExtensionOperations: true,
        requireGuestProvisionSignal: true,
      },
      networkProfile: {
        networkInterfaces: [
          {
            id: resourceId(place, "Microsoft.Network/networkInterfaces", choices.networkInterface),
            properties: { primary: true },
          },
        ],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: false } },
      priority: "Regular",
      extensionsTimeBudget: "PT1H30M",
      timeCreated: choices.createdAt,
      instanceView: instanceView(name, choices),
    },
  })
}

function attachment(place: Place, disk: Resource): object {
  const { name, sku, properties } = disk as unknown as {
    name: string
    sku: { name: string }
    properties: { diskSizeGB: number }
  }
  return {
    name,
    diskSizeGB: properties.diskSizeGB,
    managedDisk: {
      id: inUpperCaseGroup(place, "Microsoft.Compute/disks", name),
      storageAccountType: sku.name,
    },
  }
}

function instanceView(
  name: string,
  { image, osDisk, dataDisks, patchMode, createdAt, now }: VirtualMachineChoices,
): object {
  const provisioned = {
    code: "ProvisioningState/succeeded",
    level: "Info",
    displayStatus: "Provisioning succeeded",
    time: createdAt,
  }
  return {
    computerName: name,
    osName: "debian",
    osVersion: image.offer === "debian-11" ? "11.11" : "12.12",
    vmAgent: {
      vmAgentVersion: "2.15.0.1",
      statuses: [
        {
          code: "ProvisioningState/succeeded",
          level: "Info",
          displayStatus: "Ready",
          message: "Guest Agent is running",
          time: hoursBefore(now, 0),
        },
      ],
      extensionHandlers: [],
    },
    disks: [osDisk, ...dataDisks].map((each) => ({ name: each["name"], statuses: [provisioned] })),
    ...(patchMode === "AutomaticByPlatform" && { patchStatus: assessedPatches(now) }),
    hyperVGeneration: image.sku.endsWith("gen2") ? "V2" : "V1",
    statuses: [provisioned, { code: "PowerState/running", level: "Info", displayStatus: "VM running" }],
  }
}

const assessedPatches = (now: Date): object => ({
  availablePatchSummary: {
    status: "Succeeded",
    assessmentActivityId: guidOf("assessment"),
    rebootPending: false,
    criticalAndSecurityPatchCount: 0,
    otherPatchCount: 0,
    startTime: hoursBefore(now, 1),
    lastModifiedTime: hoursBefore(now, 1),
  },
  configurationStatuses: [
    {
      code: "PatchModeConfigurationState/Ready",
      level: "Info",
      displayStatus: "Status_PatchModeConfigurationState_Ready",
      time: hoursBefore(now, 1),
    },
  ],
})

/** The agent that sends counters and logs to Azure Monitor. Part of the body of its virtual machine. */
export const monitoringAgent = (place: Place, virtualMachine: string): Resource => ({
  id: resourceId(
    place,
    "Microsoft.Compute/virtualMachines/extensions",
    virtualMachine,
    "AzureMonitorLinuxAgent",
  ),
  name: "AzureMonitorLinuxAgent",
  type: "Microsoft.Compute/virtualMachines/extensions",
  location: place.location,
  properties: {
    publisher: "Microsoft.Azure.Monitor",
    type: "AzureMonitorLinuxAgent",
    typeHandlerVersion: "1.33",
    autoUpgradeMinorVersion: true,
    enableAutomaticUpgrade: true,
    provisioningState: "Succeeded",
    settings: {},
  },
})
