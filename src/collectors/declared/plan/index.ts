import { azure } from "../../../evidence/index.ts"
import { publishedSize, vmSizesAsOf, vmSizesSource } from "../../../evidence/vm-sizes.ts"
import {
  absent,
  defineCollector,
  known,
  unknown,
  type AnyCollector,
  type Observed,
} from "../../../model/collector.ts"
import type { Evidence, ValueOf } from "../../../model/evidence.ts"
import { machineTypes } from "../terraform.ts"
import { backupItems, backupPolicies, replication, vaults } from "./backup.ts"
import type { Plan, Planned } from "./graph.ts"
import {
  availabilitySet,
  disks,
  extensions,
  hasOwnIdentity,
  identityRoles,
  locks,
  runCommands,
  userData,
  virtualMachine,
} from "./machine.ts"
import {
  actionGroups,
  activityLogAlerts,
  dataCollectionRules,
  diagnosticSettings,
  flowLogs,
  logAlerts,
  metricAlerts,
} from "./monitoring.ts"
import { networkInterfaces, networkSecurity, Outside, publicAddressOf, publicIpAddress } from "./network.ts"

/**
 * What Azure will hold once the plan is applied, under the names of what it would be asked for. What only a
 * running deployment can show (power state, jobs, patches) is not among it.
 */
export const plannedAzure = (plan: Plan): AnyCollector =>
  defineCollector({
    id: "declared.plan",
    plane: "declared",
    title: "what the plan will make",
    provides: readings.map(({ token }) => token),
    collect: async () => readings.map((reading) => observe(reading, plan)),
  })

interface Reading<E extends Evidence = Evidence> {
  token: E
  /** A text says why there is none. */
  read: (plan: Plan, machine: Planned) => ValueOf<E> | string
}
const reading = <E extends Evidence>(token: E, read: Reading<E>["read"]): Reading => ({ token, read })

const readings: readonly Reading[] = [
  reading(azure.host, (_, { id, values }) => ({
    kind: "virtual-machine" as const,
    id,
    subscriptionId: "planned",
    location: String(values["location"]),
    publicIpAddressId: null,
    networkInterfaceId: null,
  })),
  reading(azure.publicIpAddress, (plan, machine) => {
    const address = publicAddressOf(plan, machine)
    return address ? publicIpAddress(address) : `The plan gives ${machine.address} no public address.`
  }),
  reading(azure.loadBalancer, (plan) =>
    plan.ofType("azurerm_lb").length === 0
      ? "The plan makes no load balancer."
      : unreadable("what a planned load balancer leads to"),
  ),
  reading(azure.applicationGateway, (plan) =>
    plan.ofType("azurerm_application_gateway").length === 0
      ? "The plan makes no application gateway."
      : unreadable("what a planned application gateway leads to"),
  ),
  reading(azure.virtualMachine, virtualMachine),
  reading(azure.availabilitySet, (plan, machine) => {
    const [set] = plan.linked(machine, ["availability_set_id"], "azurerm_availability_set")
    return set ? availabilitySet(plan, set) : `${machine.address} is in no availability set.`
  }),
  reading(azure.extensions, extensions),
  reading(azure.runCommands, runCommands),
  reading(azure.userData, (_, machine) => userData(machine)),
  reading(azure.vmSize, (plan, machine) => {
    const name = virtualMachine(plan, machine).vmSize
    const size = publishedSize(name)
    return size
      ? { ...size, zones: [] }
      : unreadable(`the size ${name}, which is not in the table of ${vmSizesAsOf} from ${vmSizesSource}`)
  }),
  reading(azure.networkInterfaces, networkInterfaces),
  reading(azure.networkSecurity, networkSecurity),
  reading(azure.disks, disks),
  reading(azure.snapshots, (plan) =>
    plan.ofType("azurerm_snapshot").length === 0 ? [] : unreadable("when a planned snapshot is taken"),
  ),
  reading(azure.restorePoints, () => []),
  reading(azure.diskBackups, (plan) =>
    plan.ofType("azurerm_data_protection_backup_instance_disk").length === 0
      ? []
      : unreadable("what a planned Azure Disk Backup keeps"),
  ),
  reading(azure.backupItems, backupItems),
  reading(azure.backupPolicies, (plan, machine) => orNone(backupPolicies(plan, machine), noBackup)),
  reading(azure.vaults, (plan, machine) => orNone(vaults(plan, machine), noBackup)),
  reading(azure.replication, replication),
  reading(azure.locks, locks),
  reading(azure.identityRoles, (plan, machine) =>
    hasOwnIdentity(machine.values)
      ? identityRoles(plan, machine)
      : `${machine.address} has no identity of its own.`,
  ),
  reading(azure.metricAlerts, metricAlerts),
  reading(azure.logAlerts, logAlerts),
  reading(azure.activityLogAlerts, activityLogAlerts),
  reading(azure.actionGroups, actionGroups),
  reading(azure.dataCollectionRules, dataCollectionRules),
  reading(azure.diagnosticSettings, (plan, machine) =>
    diagnosticSettings(plan, [
      ...[publicAddressOf(plan, machine) ?? []].flat(),
      ...plan.ofType("azurerm_network_security_group"),
    ]),
  ),
  reading(azure.flowLogs, flowLogs),
]

const noBackup = "The plan protects the virtual machine in no vault."
const orNone = <T>(list: T[], reason: string): T[] | string => (list.length > 0 ? list : reason)

function unreadable(what: string): never {
  throw new Outside(`The plan does not show ${what}.`)
}

function observe({ token, read }: Reading, plan: Plan): Observed {
  const [machine] = plan.ofType(...machineTypes)
  if (!machine) return absent(token, plan.file, "The plan makes no virtual machine.")
  const source = `${plan.file} (${machine.address})`
  try {
    const value = read(plan, machine)
    return typeof value === "string" ? absent(token, source, value) : known(token, source, value)
  } catch (error) {
    if (!(error instanceof Outside)) throw error
    return unknown(token, source, {
      kind: "unsupported",
      detail: error.message,
      unlock: "Plan the whole deployment in one configuration, or audit it with --ip once it exists.",
    })
  }
}
