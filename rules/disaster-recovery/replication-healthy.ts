import { az, azure, defineRule, fail, judgeEach, notApplicable, pass } from "../../src/rule.ts"
import { exampleReplication, forbidden } from "../examples.ts"

export default defineRule({
  id: "replication-healthy",
  area: "disaster-recovery",
  severity: "low",
  profile: "enterprise",
  title: "Site Recovery replicates the VM without trouble",
  failureTitle: "Site Recovery has trouble replicating the VM",
  why:
    "Replication that fell behind or stopped fails over to old data, or not at all, and it says so only to " +
    "those who look. Health other than Normal means that the recovery point objective is no longer kept.",
  references: ["https://learn.microsoft.com/azure/site-recovery/site-recovery-monitor-and-troubleshoot"],
  needs: { replication: azure.replication },

  check({ replication }) {
    if (replication.length === 0) return notApplicable("Site Recovery does not replicate this VM.")
    return judgeEach(replication, ({ id, protectionState, replicationHealth }) => {
      const sighting = {
        observed: `${protectionState}, health ${replicationHealth}`,
        expected: "Protected, health Normal",
        resources: [id],
      }
      const healthy = /^protected$/i.test(protectionState) && /^normal$/i.test(replicationHealth)
      return healthy ? pass(sighting) : fail(sighting)
    })
  },

  effort: "hours",
  fix: ({ replication }) => ({
    summary: "Read the errors of the replicated item, and resynchronise it.",
    commands: replication.map(({ id }) => az`resource show --ids ${id} --query properties.healthErrors`),
  }),

  examples: [
    { title: "protected and normal", status: "pass", given: { replication: [exampleReplication()] } },
    {
      title: "in critical health",
      status: "fail",
      given: { replication: [exampleReplication({ replicationHealth: "Critical" })] },
    },
    {
      title: "the identity may not read replicated items",
      status: "unknown",
      given: {
        replication: forbidden("Microsoft.RecoveryServices/vaults/replicationProtectedItems/read"),
      },
    },
    { title: "not replicated", status: "not-applicable", given: { replication: [] } },
  ],
})
