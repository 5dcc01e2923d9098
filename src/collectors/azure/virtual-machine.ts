import type {
  VirtualMachine,
  VirtualMachineExtension,
  VirtualMachineInstanceView,
  VirtualMachineRunCommand,
} from "@azure/arm-compute"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { nameAfter, resourceGroupOf, subscriptionOf } from "./arm-id.ts"
import { Unlearned } from "./cause.ts"
import { noVirtualMachine, wrongAddress } from "./host.ts"
import { byPrivateAddress, machinesBehind } from "./machines-behind.ts"
import { Absence, defineReading, listed, type Draft } from "./reading.ts"
import { getAvailabilitySet, getVirtualMachine, getVirtualMachineWithUserData } from "./resources.ts"
import type { Session } from "./session.ts"
import { secretKeys, secretKeysOfText } from "./secrets.ts"

export const virtualMachineReading = defineReading({
  token: azure.virtualMachine,
  needs: { host: azure.host },
  permissions: ["Microsoft.Compute/virtualMachines/read"],
  sometimes: [
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read",
    "Microsoft.Network/loadBalancers/read",
    "Microsoft.Network/applicationGateways/read",
    "Microsoft.Network/azureFirewalls/read",
    "Microsoft.Network/networkInterfaces/read",
    "Microsoft.Network/virtualNetworks/read",
  ],
  async read(session, { host }) {
    const id = await machineOf(session, host)
    return id instanceof Absence ? id : describeVirtualMachine(await getVirtualMachine(session, id))
  },
})

type Host = ValueOf<typeof azure.host>

/** These serve the address themselves: there is no machine to look for. */
const machineless: readonly Host["kind"][] = [
  "container-group",
  "container-apps-environment",
  "kubernetes-cluster",
]

/** Nothing comes in through these, or nothing of Chroma's. */
const deadEnds: readonly Host["kind"][] = ["nat-gateway", "bastion", "virtual-network-gateway", "unattached"]

/** @throws Unlearned when there may be a machine, and it is not known which */
async function machineOf(session: Session, host: Host): Promise<string | Absence> {
  if (host.kind === "virtual-machine" || host.kind === "scale-set") return host.id
  if (machineless.includes(host.kind)) return new Absence(noVirtualMachine(host))
  if (deadEnds.includes(host.kind)) throw new Unlearned(wrongAddress(host))
  const machines = await machinesBehind(session, host)
  const [only, ...others] = machines ?? []
  if (only !== undefined && others.length === 0) return only
  throw new Unlearned({
    kind: machines ? "inconclusive" : "unsupported",
    detail: machines
      ? `${machines.length} virtual machines stand behind the ${host.kind} ${host.id}.`
      : `${noVirtualMachine(host)} Which machine it leads to was not looked up.`,
    unlock: byPrivateAddress,
  })
}

export function describeVirtualMachine(vm: VirtualMachine): Draft<ValueOf<typeof azure.virtualMachine>> {
  const { linuxConfiguration, windowsConfiguration } = vm.osProfile ?? {}
  const patching = linuxConfiguration?.patchSettings ?? windowsConfiguration?.patchSettings
  const { securityProfile } = vm
  return {
    id: vm.id,
    name: vm.name,
    resourceGroup: resourceGroupOf(vm.id ?? ""),
    location: vm.location,
    zones: vm.zones ?? [],
    vmSize: vm.hardwareProfile?.vmSize,
    priority: vm.priority ?? "Regular",
    image: imageOf(vm),
    ephemeralOsDisk: vm.storageProfile?.osDisk?.diffDiskSettings?.option === "Local",
    passwordAuthenticationDisabled: linuxConfiguration
      ? (linuxConfiguration.disablePasswordAuthentication ?? false)
      : null,
    patchMode: patching?.patchMode ?? null,
    assessmentMode: patching?.assessmentMode ?? null,
    encryptionAtHost: securityProfile?.encryptionAtHost ?? false,
    securityType: securityProfile?.securityType ?? null,
    secureBoot: securityProfile?.uefiSettings?.secureBootEnabled ?? false,
    vTpm: securityProfile?.uefiSettings?.vTpmEnabled ?? false,
    bootDiagnostics: vm.diagnosticsProfile?.bootDiagnostics?.enabled ?? false,
    availabilitySetId: vm.availabilitySet?.id ?? null,
    scaleSetId: vm.virtualMachineScaleSet?.id ?? null,
    principalId: vm.identity?.principalId ?? null,
    provisioningState: vm.provisioningState,
    tags: vm.tags ?? {},
  }
}

/** Null when the VM was not made from a marketplace image. */
function imageOf({ storageProfile }: VirtualMachine) {
  const { publisher, offer, sku, exactVersion, version } = storageProfile?.imageReference ?? {}
  if (!publisher || !offer || !sku) return null
  return { publisher, offer, sku, version: exactVersion ?? version ?? null }
}

export const availabilitySetReading = defineReading({
  token: azure.availabilitySet,
  needs: { vm: azure.virtualMachine },
  permissions: [],
  sometimes: ["Microsoft.Compute/availabilitySets/read"],
  async read(session, { vm }) {
    if (!vm.availabilitySetId) return new Absence(`${vm.name} is in no availability set.`)
    const { id, name, virtualMachines } = await getAvailabilitySet(session, vm.availabilitySetId)
    return { id, name, machines: virtualMachines?.flatMap((one) => one.id ?? []) ?? [] }
  },
})

export const instanceViewReading = defineReading({
  token: azure.instanceView,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/virtualMachines/read"],
  async read(session, { vm }) {
    const { instanceView } = await getVirtualMachine(session, vm.id)
    if (!instanceView) {
      throw new Unlearned({ kind: "malformed", detail: `Azure left out the run-time state of ${vm.name}.` })
    }
    return describeInstanceView(instanceView)
  },
})

export function describeInstanceView(
  view: VirtualMachineInstanceView,
): Draft<ValueOf<typeof azure.instanceView>> {
  const power = view.statuses?.find(({ code }) => /^PowerState\//i.test(code ?? ""))?.code
  const patches = view.patchStatus?.availablePatchSummary
  return {
    powerState: power?.slice(power.indexOf("/") + 1) ?? null,
    agent: view.vmAgent?.statuses?.[0]?.displayStatus ?? null,
    agentVersion: view.vmAgent?.vmAgentVersion ?? null,
    osName: view.osName ?? null,
    osVersion: view.osVersion ?? null,
    maintenance: maintenanceOf(view),
    patches: patches
      ? {
          status: patches.status ?? null,
          criticalAndSecurity: patches.criticalAndSecurityPatchCount ?? null,
          rebootPending: patches.rebootPending ?? null,
          assessedAt: patches.lastModifiedTime?.toISOString() ?? null,
        }
      : null,
  }
}

/** Azure shows the status while a redeploy is planned, and goes on after it was done. */
function maintenanceOf({ maintenanceRedeployStatus: status }: VirtualMachineInstanceView) {
  if (!status) return null
  const planned =
    status.isCustomerInitiatedMaintenanceAllowed || status.maintenanceWindowStartTime !== undefined
  const done = status.lastOperationResultCode === "MaintenanceCompleted"
  return { pending: planned && !done, message: status.lastOperationMessage ?? null }
}

export const extensionsReading = defineReading({
  token: azure.extensions,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/virtualMachines/extensions/read"],
  async read({ compute }, { vm }) {
    const extensions = compute(subscriptionOf(vm.id)).virtualMachineExtensions
    const { value } = await extensions.list(vm.resourceGroup, nameAfter(vm.id, "virtualMachines"))
    if (!value) throw new TypeError("the list of extensions has no value")
    return value.map(describeExtension)
  },
})

export const describeExtension = (
  extension: VirtualMachineExtension,
): NonNullable<Draft<ValueOf<typeof azure.extensions>>>[number] => ({
  name: extension.name,
  publisher: extension.publisher,
  type: extension.typePropertiesType,
  provisioningState: extension.provisioningState,
  automaticUpgrade: extension.enableAutomaticUpgrade ?? false,
  secretSettings: secretKeys(extension.settings),
})

export const runCommandsReading = defineReading({
  token: azure.runCommands,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/virtualMachines/runCommands/read"],
  async read({ compute }, { vm }) {
    const { virtualMachineRunCommands } = compute(subscriptionOf(vm.id))
    const commands = await listed(
      virtualMachineRunCommands.listByVirtualMachine(vm.resourceGroup, nameAfter(vm.id, "virtualMachines")),
    )
    return commands.map(describeRunCommand)
  },
})

/** Protected parameters never come back; what does can be read by everyone with Reader. */
export const describeRunCommand = ({ name, source, parameters }: VirtualMachineRunCommand) => ({
  name,
  secrets: [
    ...new Set([
      ...secretKeysOfText(source?.script ?? ""),
      ...secretKeysOfText(source?.scriptUri ?? ""),
      ...secretKeys(Object.fromEntries((parameters ?? []).map((one) => [one.name, one.value]))),
    ]),
  ],
})

export const userDataReading = defineReading({
  token: azure.userData,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Compute/virtualMachines/read"],
  async read(session, { vm }) {
    const { userData } = await getVirtualMachineWithUserData(session, vm.id)
    return describeUserData(userData ?? "")
  },
})

/** @param encoded base64 */
export function describeUserData(encoded: string): Draft<ValueOf<typeof azure.userData>> {
  const bytes = Buffer.from(encoded, "base64")
  return { bytes: bytes.length, secrets: secretKeysOfText(bytes.toString("utf8")) }
}
