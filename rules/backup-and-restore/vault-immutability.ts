import { absentBecause, az, azure, defineRule, fail, judgeEach, pass, undecided } from "../../src/rule.ts"
import { exampleVault } from "../examples.ts"

export default defineRule({
  id: "vault-immutability",
  area: "backup-and-restore",
  severity: "low",
  profile: "enterprise",
  title: "The vault's recovery points cannot be deleted before they expire",
  failureTitle: "The vault's recovery points can be deleted before they expire",
  why:
    "An immutable vault refuses to delete recovery points, and to shorten their retention, until they expire. " +
    "Locked, not even its owner can undo that, which is what an attacker with the owner's account will try.",
  references: ["https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept"],
  presupposes: { "backup-exists": "there is no backup in a vault" },
  needs: { vaults: azure.vaults },

  check: ({ vaults }) =>
    judgeEach(vaults, ({ id, name, immutability }) => {
      if (immutability === null)
        return undecided(
          `Azure does not show whether the vault ${name} is immutable.`,
          `Give the identity Reader on the vault ${name}.`,
        )
      const sighting = {
        observed: `${name}: ${immutability}`,
        expected: "Unlocked or Locked immutability",
        resources: [id],
      }
      return immutability === "Disabled" ? fail(sighting) : pass(sighting)
    }),

  effort: "minutes",
  fix: ({ vaults }) => ({
    summary:
      "Make the vault immutable; lock that once the retention of its policies is what you want for good.",
    commands: vaults.map(
      ({ name, resourceGroup }) =>
        az`backup vault update --resource-group ${resourceGroup} --name ${name} --immutability-state Unlocked`,
    ),
  }),

  examples: [
    { title: "immutable, not yet locked", status: "pass", given: { vaults: [exampleVault()] } },
    { title: "mutable", status: "fail", given: { vaults: [exampleVault({ immutability: "Disabled" })] } },
    {
      title: "the vault does not say",
      status: "unknown",
      given: { vaults: [exampleVault({ immutability: null })] },
    },
    {
      title: "snapshots, no vault",
      status: "not-applicable",
      given: { vaults: absentBecause("No vault protects the VM.") },
    },
  ],
})
