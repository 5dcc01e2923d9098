import {
  instantRestorePoint,
  nightlyPolicy,
  protectedVirtualMachine,
  recoveryServicesVault,
  type Immutability,
} from "../resources/backup.ts"
import { debian12, disk, monitoringAgent, virtualMachine, type PatchMode } from "../resources/compute.ts"
import { builtInRoleDefinitions, roleAssignment, serverProtection } from "../resources/governance.ts"
import { dataCollectionRule, dataCollectionRuleAssociation, metric } from "../resources/monitor.ts"
import {
  networkInterface,
  networkSecurityGroup,
  networkWatcher,
  publicIpAddress,
  virtualNetwork,
} from "../resources/network.ts"
import { guidOf, hoursBefore, resourceGroup, subscription, type Place } from "../resources/place.ts"
import { resourceSkus } from "../resources/skus.ts"
import { withProperties, type Stack } from "../stack.ts"
import { chromaGroup, tenantId, watcherGroup, watcherName, type StackOptions } from "./options.ts"

/** In what the single-node stacks differ. */
export interface NodeChoices {
  diskSku: "Premium_LRS" | "Premium_ZRS"
  /** Of the VM; no zone when empty. */
  zones: readonly string[]
  /** Of the public IP address; not zone-redundant when empty. */
  addressZones: readonly string[]
  patchMode: PatchMode
  crossRegionRestore: boolean
  immutability: Immutability
  defender: Parameters<typeof serverProtection>[1]
  tags: Record<string, string>
  vmSize: string
  /** Trusted launch, encryption at host, no export of disks, boot diagnostics, an agent that reports. */
  watchedAndSealed: boolean
}

export const backupGroup: Place = { ...chromaGroup, resourceGroup: "backup-rg" }
const instantRestoreGroup: Place = { ...chromaGroup, resourceGroup: "AzureBackupRG_westeurope_1" }

/** One VM behind its guards: closed ports, data on its own disk, nightly backups elsewhere. */
export function guardedNode(
  { address, apiPort, now = new Date() }: StackOptions,
  choices: NodeChoices,
): Stack {
  const createdAt = hoursBefore(now, 60 * 24)
  const backedUpAt = 6
  const [osDisk, dataDisk] = [
    { name: "chroma-os", sizeGiB: 32, image: debian12 },
    { name: "chroma-data", sizeGiB: 64 },
  ].map(({ name, ...content }) => ({
    ...withProperties(
      disk(chromaGroup, name, { sku: choices.diskSku, virtualMachine: "chroma", createdAt, ...content }),
      choices.watchedAndSealed ? { networkAccessPolicy: "DenyAll", publicNetworkAccess: "Disabled" } : {},
    ),
    // A zone-redundant disk has no zone of its own.
    ...(choices.diskSku === "Premium_LRS" && inZones(choices.zones)),
    tags: choices.tags,
  }))
  const principalId = guidOf("identity of chroma")
  const machine = {
    ...withProperties(
      virtualMachine(chromaGroup, "chroma", {
        vmSize: choices.vmSize,
        image: debian12,
        osDisk: osDisk!,
        dataDisks: [dataDisk!],
        networkInterface: "chroma-nic",
        adminUsername: "operator",
        patchMode: choices.patchMode,
        createdAt,
        now,
      }),
      choices.watchedAndSealed ? sealed : {},
    ),
    ...inZones(choices.zones),
    tags: choices.tags,
    ...(choices.watchedAndSealed && {
      identity: { type: "SystemAssigned", principalId, tenantId },
      resources: [monitoringAgent(chromaGroup, "chroma")],
    }),
  }
  const collection = dataCollectionRule(chromaGroup, "chroma-collection")
  return {
    tenantId,
    skus: resourceSkus(chromaGroup.location),
    resources: [
      subscription(chromaGroup.subscriptionId, tenantId, "Data platform"),
      resourceGroup(chromaGroup, choices.tags),
      resourceGroup(backupGroup, choices.tags),
      resourceGroup(instantRestoreGroup),
      resourceGroup(watcherGroup),
      networkWatcher(watcherGroup, watcherName),
      virtualNetwork(chromaGroup, "chroma-vnet", { subnet: "chroma-subnet", securityGroup: "chroma-nsg" }),
      networkSecurityGroup(chromaGroup, "chroma-nsg", [
        { name: "AllowSshFromOffice", priority: 1001, source: "203.0.113.7/32", port: 22 },
        { name: "AllowHttps", priority: 1002, source: "Internet", port: apiPort },
      ]),
      {
        ...publicIpAddress(chromaGroup, "chroma-publicip", { address, networkInterface: "chroma-nic" }),
        ...inZones(choices.addressZones),
      },
      networkInterface(chromaGroup, "chroma-nic", {
        privateAddress: "10.0.1.4",
        publicIpAddress: "chroma-publicip",
        virtualNetwork: "chroma-vnet",
        subnet: "chroma-subnet",
        virtualMachine: "chroma",
        securityGroup: "chroma-nsg",
        acceleratedNetworking: true,
      }),
      osDisk!,
      dataDisk!,
      machine,
      metric(machine.id, "Percentage CPU", { unit: "Percent", low: 4, high: 45 }),
      metric(machine.id, "Available Memory Bytes", {
        unit: "Bytes",
        low: 1.5 * 1024 ** 3,
        high: 2.5 * 1024 ** 3,
      }),
      serverProtection(machine.id, choices.defender),
      recoveryServicesVault(backupGroup, "chroma-vault", choices),
      nightlyPolicy(backupGroup, "chroma-vault", "nightly", { retentionDays: 30, now }),
      protectedVirtualMachine(backupGroup, "chroma-vault", {
        virtualMachine: "chroma",
        machinePlace: chromaGroup,
        policy: "nightly",
        hoursAgo: backedUpAt,
        now,
      }),
      instantRestorePoint(instantRestoreGroup, {
        virtualMachine: machine,
        takenAt: hoursBefore(now, backedUpAt),
      }),
      ...(choices.watchedAndSealed
        ? [
            collection,
            dataCollectionRuleAssociation(machine.id, collection),
            ...builtInRoleDefinitions(chromaGroup),
            roleAssignment(chromaGroup, "Monitoring Metrics Publisher", principalId),
          ]
        : []),
    ],
  }
}

const sealed = {
  securityProfile: {
    encryptionAtHost: true,
    securityType: "TrustedLaunch",
    uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
  },
  diagnosticsProfile: { bootDiagnostics: { enabled: true } },
}

const inZones = (zones: readonly string[]): object => (zones.length > 0 ? { zones } : {})
