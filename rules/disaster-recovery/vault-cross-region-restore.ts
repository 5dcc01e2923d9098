import {
  absentBecause,
  az,
  azure,
  defineRule,
  fail,
  judgeEach,
  notApplicable,
  pass,
  undecided,
} from "../../src/rule.ts"
import { exampleVault } from "../examples.ts"

export default defineRule({
  id: "vault-cross-region-restore",
  area: "disaster-recovery",
  severity: "medium",
  profile: "production",
  title: "The vault can restore into the paired region",
  failureTitle: "The vault's copy in the paired region cannot be restored by you",
  why:
    "A geo-redundant vault keeps a copy in the paired region, but without cross-region restore only Microsoft " +
    "decides when it may be used, after declaring the region lost. With it, you restore there whenever you " +
    "choose, for a drill or in an outage that nobody declares.",
  references: ["https://learn.microsoft.com/azure/backup/backup-create-recovery-services-vault"],
  presupposes: {
    "backup-exists": "there is no backup in a vault",
    "offsite-copy": "there is no copy in another region to restore",
  },
  needs: { vaults: azure.vaults },

  check: ({ vaults }) =>
    judgeEach(vaults, ({ id, name, redundancy, crossRegionRestore }) => {
      if (redundancy !== null && redundancy !== "GeoRedundant")
        return notApplicable(`The vault ${name} is ${redundancy}: it has no copy in another region.`)
      if (redundancy === null || crossRegionRestore === null)
        return undecided(
          `Azure does not show the redundancy of the vault ${name}.`,
          `Give the identity Reader on the vault ${name}.`,
        )
      const sighting = {
        observed: `${name}: cross-region restore ${crossRegionRestore}`,
        expected: "Enabled",
        resources: [id],
      }
      return crossRegionRestore === "Enabled" ? pass(sighting) : fail(sighting)
    }),

  effort: "minutes",
  fix: ({ vaults }) => ({
    summary: "Switch cross-region restore on; it cannot be switched off again.",
    commands: vaults
      .filter(({ crossRegionRestore }) => crossRegionRestore !== "Enabled")
      .map(
        ({ name, resourceGroup }) =>
          az`backup vault backup-properties set --resource-group ${resourceGroup} --name ${name} --cross-region-restore-flag true`,
      ),
  }),

  examples: [
    { title: "on", status: "pass", given: { vaults: [exampleVault()] } },
    {
      title: "off",
      status: "fail",
      says: "--cross-region-restore-flag true",
      given: { vaults: [exampleVault({ crossRegionRestore: "Disabled" })] },
    },
    {
      title: "the vault does not say",
      status: "unknown",
      given: { vaults: [exampleVault({ crossRegionRestore: null })] },
    },
    {
      title: "the vault does not show its redundancy",
      status: "unknown",
      given: { vaults: [exampleVault({ redundancy: null })] },
    },
    {
      title: "a vault without a copy elsewhere",
      status: "not-applicable",
      given: { vaults: [exampleVault({ redundancy: "LocallyRedundant" })] },
    },
    {
      title: "snapshots, no vault",
      status: "not-applicable",
      given: { vaults: absentBecause("No vault protects the VM.") },
    },
  ],
})
