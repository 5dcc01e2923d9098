import { attestation, defineRule, fail, notApplicable, pass, unknownBecause } from "../../src/rule.ts"
import { Type } from "../../src/rule.ts"

export default defineRule({
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
  needs: { plan: attestation("recovery-plan-documented") },
  options: Type.Object({ maxAgeDays: Type.Integer({ default: 365, minimum: 1 }) }),

  check({ plan }, { at, options }) {
    if (/no data to recover/i.test(plan.statement))
      return notApplicable(`${plan.by} states: ${plan.statement}`)
    const ageDays = Math.floor((at.getTime() - Date.parse(plan.on)) / 86_400_000)
    const sighting = {
      observed: `${plan.by} on ${plan.on}: ${plan.statement}`,
      expected: `a statement of the last ${options.maxAgeDays} days`,
    }
    return ageDays <= options.maxAgeDays ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix: () => ({
    summary: "Review the plan, then state it anew in the attestations file.",
    commands: [{ tool: "editor", run: "$EDITOR chroma-audit.attestations.yaml" }],
  }),

  examples: [
    { title: "stated this month", status: "pass", at: "2026-11-22", given: { plan: stated("2026-11-01") } },
    {
      title: "stated two years ago",
      status: "fail",
      at: "2026-11-22",
      given: { plan: stated("2024-11-01") },
    },
    {
      title: "nobody said anything",
      status: "unknown",
      given: { plan: unknownBecause("not-found", "The attestations file says nothing of it.") },
    },
    {
      title: "a cache that can be rebuilt",
      status: "not-applicable",
      at: "2026-11-22",
      given: { plan: { ...stated("2026-11-01"), statement: "A cache: no data to recover." } },
    },
  ],
})

function stated(on: string) {
  return {
    rule: "recovery-plan-documented",
    statement: "Plan v3: RTO 4 h, RPO 24 h, owner data-platform.",
    by: "Ada Example",
    on,
    expires: "2027-01-01",
  }
}
