import { debian11, disk, virtualMachine } from "../resources/compute.ts"
import { serverProtection } from "../resources/governance.ts"
import { metric } from "../resources/monitor.ts"
import {
  networkInterface,
  networkSecurityGroup,
  networkWatcher,
  publicIpAddress,
  virtualNetwork,
} from "../resources/network.ts"
import { hoursBefore, resourceGroup, subscription } from "../resources/place.ts"
import { resourceSkus } from "../resources/skus.ts"
import type { Stack } from "../stack.ts"
import { chromaGroup, tenantId, watcherGroup, watcherName, type StackOptions } from "./options.ts"

/**
 * What the Azure guide's Terraform template creates, as published: one burstable VM on a hard disk,
 * SSH and the API open to the whole Internet, and nothing around it.
 */
export function template({ address, apiPort, now = new Date() }: StackOptions): Stack {
  const createdAt = hoursBefore(now, 30 * 24)
  const osDisk = disk(chromaGroup, "chroma-instance_OsDisk_1_5d1f0e4c9a7b4d0f8e2b6a3c1d9f7e50", {
    sku: "Standard_LRS",
    sizeGiB: 24,
    virtualMachine: "chroma-instance",
    image: debian11,
    createdAt,
  })
  const machine = virtualMachine(chromaGroup, "chroma-instance", {
    vmSize: "Standard_B1s",
    image: debian11,
    osDisk,
    dataDisks: [],
    networkInterface: "chroma-instance-nic",
    adminUsername: "azureuser",
    patchMode: "ImageDefault",
    createdAt,
    now,
  })
  return {
    tenantId,
    skus: resourceSkus(chromaGroup.location),
    resources: [
      subscription(chromaGroup.subscriptionId, tenantId, "Pay-As-You-Go"),
      resourceGroup(chromaGroup),
      resourceGroup(watcherGroup),
      networkWatcher(watcherGroup, watcherName),
      virtualNetwork(chromaGroup, "chroma-instance-vnet", { subnet: "chroma-instance-subnet" }),
      networkSecurityGroup(chromaGroup, "chroma-instance-nsg", [
        { name: "AllowSSH", priority: 1001, source: "*", port: 22 },
        { name: "AllowHTTP", priority: 1002, source: "*", port: apiPort },
      ]),
      publicIpAddress(chromaGroup, "chroma-instance-publicip", {
        address,
        networkInterface: "chroma-instance-nic",
      }),
      networkInterface(chromaGroup, "chroma-instance-nic", {
        privateAddress: "10.0.1.4",
        publicIpAddress: "chroma-instance-publicip",
        virtualNetwork: "chroma-instance-vnet",
        subnet: "chroma-instance-subnet",
        virtualMachine: "chroma-instance",
        securityGroup: "chroma-instance-nsg",
        acceleratedNetworking: false,
      }),
      osDisk,
      machine,
      metric(machine.id, "Percentage CPU", { unit: "Percent", low: 6, high: 93 }),
      metric(machine.id, "Available Memory Bytes", {
        unit: "Bytes",
        low: 40 * 1024 ** 2,
        high: 210 * 1024 ** 2,
      }),
      serverProtection(machine.id, { pricingTier: "Free" }),
    ],
  }
}
