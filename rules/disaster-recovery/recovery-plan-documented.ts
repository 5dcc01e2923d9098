import { attestedRule } from "../attested.ts"

export default attestedRule({
  id: "recovery-plan-documented",
  area: "disaster-recovery",
  severity: "medium",
  profile: "production",
  title: "A recovery plan with objectives and an owner is written down",
  failureTitle: "The recovery plan is out of date",
  why:
    "In an outage people follow what is written. A plan that names the recovery time and recovery point " +
    "objectives, the steps and the owner turns a catastrophe into a procedure.",
  references: ["https://learn.microsoft.com/azure/well-architected/reliability/disaster-recovery"],
  maxAgeDays: 365,
  statement: "Plan v3: RTO 4 h, RPO 24 h, owner data-platform.",
  remedy: "Review the plan: objectives, steps, owner",
  effort: "hours",
})
