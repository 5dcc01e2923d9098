import { absentBecause, azure, defineRule, fail, judgeEach, pass, undecided } from "../../src/rule.ts"
import { keepDeletedPoints } from "../azure-backup.ts"
import { exampleVault } from "../examples.ts"

export default defineRule({
  id: "vault-soft-delete",
  area: "backup-and-restore",
  severity: "medium",
  profile: "production",
  title: "The vault keeps deleted backups for a while",
  failureTitle: "The vault deletes backups at once",
  why:
    "Ransomware and angry administrators delete the backups first. With soft delete, the recovery points stay " +
    "for at least 14 days after someone deletes them and can be brought back; always-on soft delete cannot be " +
    "switched off before the deletion.",
  references: ["https://learn.microsoft.com/azure/backup/secure-by-default"],
  presupposes: { "backup-exists": "there is no backup in a vault" },
  needs: { vaults: azure.vaults },

  check: ({ vaults }) =>
    judgeEach(vaults, ({ id, name, softDelete }) => {
      if (softDelete === null)
        return undecided(
          `Azure does not show whether the vault ${name} soft-deletes.`,
          `Give the identity Reader on the vault ${name}.`,
        )
      const sighting = {
        observed: `${name}: ${softDelete}`,
        expected: "Enabled or AlwaysON",
        resources: [id],
      }
      return softDelete === "Disabled" ? fail(sighting) : pass(sighting)
    }),

  effort: "minutes",
  fix: ({ vaults }) => ({
    summary: "Switch soft delete on.",
    commands: vaults.map(keepDeletedPoints),
  }),

  examples: [
    { title: "always on", status: "pass", given: { vaults: [exampleVault()] } },
    { title: "switched off", status: "fail", given: { vaults: [exampleVault({ softDelete: "Disabled" })] } },
    {
      title: "the vault does not say",
      status: "unknown",
      given: { vaults: [exampleVault({ softDelete: null })] },
    },
    {
      title: "snapshots, no vault",
      status: "not-applicable",
      given: { vaults: absentBecause("No vault protects the VM.") },
    },
  ],
})
