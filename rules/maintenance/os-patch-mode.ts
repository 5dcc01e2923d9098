import { az, azure, defineRule, fail, guest, pass, undecided } from "../../src/rule.ts"
import { exampleOperatingSystem, exampleVm, forbidden, noVm } from "../examples.ts"

const platform = "AutomaticByPlatform"

export default defineRule({
  id: "os-patch-mode",
  area: "maintenance",
  severity: "medium",
  profile: "production",
  title: "Somebody patches the operating system",
  failureTitle: "Nobody patches the operating system",
  why:
    "Most break-ins use holes for which a patch had been out for weeks. Azure can assess and install patches at " +
    "quiet hours and spreads them over zones, or the distribution's own unattended upgrades do it; without " +
    "either, patching depends on somebody remembering.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching",
    "https://wiki.debian.org/UnattendedUpgrades",
  ],
  needs: { vm: azure.virtualMachine },
  wants: { os: guest.operatingSystem },

  check({ vm, os }) {
    const { patchMode, assessmentMode } = vm
    const sighting = {
      observed: `patching ${patchMode ?? "not set"}, assessment ${assessmentMode ?? "not set"}, unattended upgrades ${describe(os?.unattendedUpgrades)}`,
      expected: `patching and assessment ${platform}, or unattended upgrades on`,
      resources: [vm.id],
    }
    const byPlatform = patchMode === platform && assessmentMode === platform
    if (byPlatform || patchMode === "AutomaticByOS" || os?.unattendedUpgrades) return pass(sighting)
    if (os?.unattendedUpgrades === false) return fail(sighting)
    return {
      ...undecided(
        `Azure does not patch the VM (${sighting.observed}); whether the distribution does cannot be seen from outside.`,
        "Run the guest script inside the VM and give its output with --guest-output.",
      ),
      resources: [vm.id],
    }
  },

  effort: "minutes",
  fix: ({ vm: { resourceGroup, name } }) => ({
    summary: "Let Azure assess and install patches.",
    commands: [
      az`vm update --resource-group ${resourceGroup} --name ${name} --set osProfile.linuxConfiguration.patchSettings.patchMode=${platform} osProfile.linuxConfiguration.patchSettings.assessmentMode=${platform}`,
    ],
    verify: az`vm assess-patches --resource-group ${resourceGroup} --name ${name}`.run,
  }),

  examples: [
    { title: "Azure patches", status: "pass", given: { vm: exampleVm() } },
    {
      title: "Debian patches itself",
      status: "pass",
      given: { vm: fromImage(), os: exampleOperatingSystem() },
    },
    {
      title: "neither does",
      status: "fail",
      given: { vm: fromImage(), os: exampleOperatingSystem({ unattendedUpgrades: false }) },
    },
    { title: "the image decides, seen from Azure alone", status: "unknown", given: { vm: fromImage() } },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { vm: noVm } },
  ],
})

const describe = (on: boolean | null | undefined): string => (on == null ? "not known" : on ? "on" : "off")

function fromImage() {
  return exampleVm({ patchMode: "ImageDefault", assessmentMode: "ImageDefault" })
}
