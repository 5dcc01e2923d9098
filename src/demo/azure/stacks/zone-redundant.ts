import { backupVault, protectedDisk } from "../resources/disk-backup.ts"
import { deleteLock, maintenanceAssignment } from "../resources/governance.ts"
import {
  actionGroup,
  activityLogExport,
  diagnosticSetting,
  logAlert,
  metricAlert,
  serviceHealthAlert,
  webTestAlert,
} from "../resources/monitor.ts"
import { flowLog } from "../resources/network.ts"
import { groupId } from "../resources/place.ts"
import { adding, ofName, onlyOf, type Stack } from "../stack.ts"
import { backupGroup, guardedNode } from "./guarded-node.ts"
import { chromaGroup, watcherGroup, watcherName, type StackOptions } from "./options.ts"

/** The well-done node in a zone, on zone-redundant storage, watched, patched and locked. */
export function zoneRedundant(options: StackOptions): Stack {
  const node = guardedNode(options, {
    diskSku: "Premium_ZRS",
    zones: ["1"],
    addressZones: ["1", "2", "3"],
    patchMode: "AutomaticByPlatform",
    crossRegionRestore: true,
    immutability: "Unlocked",
    defender: { pricingTier: "Standard", subPlan: "P2" },
    tags: { owner: "data-platform", environment: "production" },
    vmSize: "Standard_D2as_v5",
    watchedAndSealed: true,
  })
  const machine = onlyOf(node, "Microsoft.Compute/virtualMachines")
  const onCall = actionGroup(chromaGroup, "chroma-oncall", "oncall@example.com")
  const target = { scope: machine.id, actionGroup: onCall }
  const { now = new Date() } = options
  return adding(
    node,
    backupVault(backupGroup, "chroma-disks"),
    ...protectedDisk(backupGroup, "chroma-disks", {
      disk: ofName(node, "Microsoft.Compute/disks", "chroma-data"),
      now,
      hoursAgo: [2, 6, 10],
    }),
    maintenanceAssignment(chromaGroup, machine.id, "sunday-night"),
    activityLogExport(chromaGroup),
    onCall,
    metricAlert(chromaGroup, "chroma-cpu", target, {
      metric: "Percentage CPU",
      operator: "GreaterThan",
      value: 80,
    }),
    metricAlert(chromaGroup, "chroma-memory", target, {
      metric: "Available Memory Bytes",
      operator: "LessThan",
      value: 1024 ** 3,
    }),
    metricAlert(chromaGroup, "chroma-availability", target, {
      metric: "VmAvailabilityMetric",
      operator: "LessThan",
      value: 1,
    }),
    logAlert(chromaGroup, "chroma-disk-space", target, {
      query: 'Perf | where ObjectName == "Logical Disk" and CounterName == "% Free Space"',
      measure: "CounterValue",
      operator: "LessThan",
      threshold: 30,
    }),
    webTestAlert(chromaGroup, "chroma-heartbeat", onCall),
    serviceHealthAlert(chromaGroup, "chroma-service-health", onCall),
    diagnosticSetting(chromaGroup, onlyOf(node, "Microsoft.Network/publicIPAddresses").id),
    diagnosticSetting(chromaGroup, onlyOf(node, "Microsoft.Network/networkSecurityGroups").id),
    flowLog(watcherGroup, watcherName, "chroma-flows", onlyOf(node, "Microsoft.Network/virtualNetworks")),
    deleteLock(groupId(chromaGroup), "keep-chroma"),
    deleteLock(onlyOf(node, "Microsoft.RecoveryServices/vaults").id, "keep-backups"),
  )
}
