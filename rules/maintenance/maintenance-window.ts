import { az, azure, defineRule, fail, nameOf, pass, undecided } from "../../src/rule.ts"
import { exampleGroupId, exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "maintenance-window",
  area: "maintenance",
  severity: "low",
  profile: "enterprise",
  title: "Azure changes the VM in an agreed window only",
  failureTitle: "Azure changes the VM whenever it likes",
  why:
    "Patching by the platform restarts the machine, and single-node Chroma with it. A maintenance configuration says " +
    "when that may happen, so that it falls into the quiet hours that clients know of, after the nightly backup " +
    "rather than during the morning's load.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/maintenance-configurations"],
  needs: { maintenance: azure.maintenance },
  wants: { vm: azure.virtualMachine },

  check({ maintenance: { assigned, dynamic }, vm }) {
    const expected = "a maintenance configuration assigned to the VM"
    const resources = vm ? [vm.id] : []
    if (assigned.length > 0) return pass({ observed: assigned.map(nameOf).join(", "), expected, resources })
    if (dynamic > 0)
      return undecided(
        `No maintenance configuration is assigned to the VM itself; ${dynamic} of the subscription may pick it by a filter.`,
        "See in the Azure portal under Maintenance configurations, Machines, whether one of them picks the VM.",
      )
    return fail({ observed: "none is assigned", expected, resources })
  },

  effort: "minutes",
  fix({ vm }) {
    const { resourceGroup = "chroma", location = "<location>", name = "chroma" } = vm ?? {}
    return {
      summary: "Agree on quiet hours, and assign the VM a maintenance configuration with them.",
      commands: [
        az`maintenance configuration create --resource-group ${resourceGroup} --resource-name sunday-night --location ${location} --maintenance-scope InGuestPatch --extension-properties InGuestPatchMode=User --maintenance-window-duration 02:00 --maintenance-window-recur-every "Week Sunday" --maintenance-window-start-date-time ${"2027-01-03 02:00"} --maintenance-window-time-zone UTC --install-patches-linux-parameters classificationsToInclude=Critical --reboot-setting IfRequired`,
        az`maintenance assignment create --resource-group ${resourceGroup} --location ${location} --resource-name ${name} --resource-type virtualMachines --provider-name Microsoft.Compute --configuration-assignment-name sunday-night --maintenance-configuration-id sunday-night`,
      ],
    }
  },

  examples: [
    {
      title: "a configuration for Sunday night",
      status: "pass",
      given: {
        maintenance: {
          assigned: [
            `${exampleGroupId}/providers/Microsoft.Maintenance/maintenanceConfigurations/sunday-night`,
          ],
          dynamic: 0,
        },
      },
    },
    {
      title: "none",
      status: "fail",
      given: { maintenance: { assigned: [], dynamic: 0 }, vm: exampleVm() },
    },
    {
      title: "one of the subscription may apply",
      status: "unknown",
      given: { maintenance: { assigned: [], dynamic: 1 } },
    },
    {
      title: "assignments may not be read",
      status: "unknown",
      given: { maintenance: forbidden("Microsoft.Maintenance/configurationAssignments/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { maintenance: noVm } },
  ],
})
