import { az, azure, defineRule, fail, notApplicable, pass, undecided, type ValueOf } from "../../src/rule.ts"
import { exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "vm-extensions-healthy",
  area: "maintenance",
  severity: "low",
  profile: "production",
  title: "Every VM extension is in order",
  failureTitle: "A VM extension failed",
  why:
    "Monitoring, backup and patching reach into the VM through extensions. One that failed does not do its work, " +
    "and the portal shows it only to those who look; worse, it can block later changes of the VM's model.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/extensions/troubleshoot"],
  needs: { vm: azure.virtualMachine, extensions: azure.extensions },

  check({ vm, extensions }) {
    if (extensions.length === 0) return notApplicable(`${vm.name} has no extensions.`)
    const unsettled = extensions.filter(({ provisioningState }) => provisioningState !== "Succeeded")
    const sighting = {
      observed: (unsettled.length > 0 ? unsettled : extensions).map(describe).join(", "),
      expected: "all Succeeded",
      resources: [vm.id],
    }
    const failed = unsettled.filter(({ provisioningState }) => /^(Failed|Canceled)$/.test(provisioningState))
    if (failed.length > 0) return fail({ ...sighting, instances: failed.length })
    if (unsettled.length > 0)
      return undecided(
        `Not all extensions are settled: ${sighting.observed}.`,
        "Run the audit again in some minutes.",
      )
    return pass(sighting)
  },

  effort: "minutes",
  fix: ({ vm, extensions }) => ({
    summary: "Read why it failed, remove it, and let whatever installed it do so again.",
    commands: extensions
      .filter(({ provisioningState }) => provisioningState !== "Succeeded")
      .flatMap(({ name }) => [
        az`vm extension show --resource-group ${vm.resourceGroup} --vm-name ${vm.name} --name ${name} --instance-view`,
        az`vm extension delete --resource-group ${vm.resourceGroup} --vm-name ${vm.name} --name ${name}`,
      ]),
  }),

  examples: [
    {
      title: "the monitoring agent, installed",
      status: "pass",
      given: { vm: exampleVm(), extensions: [extension("Succeeded")] },
    },
    {
      title: "an extension that failed",
      status: "fail",
      says: "az vm extension delete",
      given: { vm: exampleVm(), extensions: [extension("Failed")] },
    },
    {
      title: "an extension that is being installed",
      status: "unknown",
      given: { vm: exampleVm(), extensions: [extension("Updating")] },
    },
    {
      title: "the extensions may not be read",
      status: "unknown",
      given: { vm: exampleVm(), extensions: forbidden("Microsoft.Compute/virtualMachines/extensions/read") },
    },
    { title: "no extensions", status: "not-applicable", given: { vm: exampleVm(), extensions: [] } },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: noVm, extensions: noVm },
    },
  ],
})

type Extension = ValueOf<typeof azure.extensions>[number]

function describe({ name, provisioningState }: Extension): string {
  return `${name}: ${provisioningState}`
}

function extension(provisioningState: string): Extension {
  return {
    name: "AzureMonitorLinuxAgent",
    publisher: "Microsoft.Azure.Monitor",
    type: "AzureMonitorLinuxAgent",
    provisioningState,
    automaticUpgrade: true,
    secretSettings: [],
  }
}
