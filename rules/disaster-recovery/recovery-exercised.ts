import {
  attestation,
  az,
  azure,
  daysSince,
  defineRule,
  disclaims,
  fail,
  notApplicable,
  pass,
  said,
  Type,
  undecided,
} from "../../src/rule.ts"
import { exampleReplication, exampleStatement } from "../examples.ts"

export default defineRule({
  id: "recovery-exercised",
  area: "disaster-recovery",
  severity: "low",
  profile: "enterprise",
  title: "Recovery in another place has been exercised within half a year",
  failureTitle: "Recovery in another place has not been exercised for half a year",
  why:
    "A plan ages with everything it mentions: names, quotas, images, people. A test failover, or a rebuild from " +
    "the definition and the newest backup, finds what has changed before the outage does, and measures the " +
    "recovery time instead of estimating it.",
  references: [
    "https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill",
    "https://learn.microsoft.com/azure/well-architected/reliability/testing-strategy",
  ],
  needs: {},
  wants: { replication: azure.replication, stated: attestation("recovery-exercised") },
  options: Type.Object({ maxAgeDays: Type.Integer({ default: 180, minimum: 1 }) }),

  check({ replication = [], stated }, { at, options }) {
    if (stated && disclaims(stated)) return notApplicable(`${said(stated)}.`)
    const exercises = [
      ...replication.flatMap(({ lastTestFailoverAt }) =>
        lastTestFailoverAt
          ? [{ on: lastTestFailoverAt, what: `test failover at ${lastTestFailoverAt}` }]
          : [],
      ),
      ...(stated ? [{ on: stated.on, what: said(stated) }] : []),
    ]
    const [newest] = exercises.toSorted((one, other) => Date.parse(other.on) - Date.parse(one.on))
    if (!newest)
      return undecided(
        "No exercise is known.",
        "State the last rebuild or failover in the attestations file and give that with --attestations.",
        "not-requested",
      )
    const sighting = { observed: newest.what, expected: `an exercise of the last ${options.maxAgeDays} days` }
    return daysSince(newest.on, at) <= options.maxAgeDays ? pass(sighting) : fail(sighting)
  },

  effort: "days",
  fix: ({ replication = [] }) => ({
    summary:
      "Fail over into a test network, or rebuild from the definition and the newest backup; then state it.",
    commands:
      replication.length > 0
        ? replication.map(
            ({ id }) =>
              az`rest --method post --url ${`${id}/testFailover?api-version=2023-06-01`} --body @test-failover.json`,
          )
        : [{ tool: "editor", run: "$EDITOR chroma-audit.attestations.yaml" }],
  }),

  examples: [
    {
      title: "a test failover in the autumn",
      status: "pass",
      at: "2026-11-22",
      given: { replication: [exampleReplication({ lastTestFailoverAt: "2026-10-05T09:00:00Z" })] },
    },
    {
      title: "a rebuild last year",
      status: "fail",
      says: "chroma-audit.attestations.yaml",
      at: "2026-11-22",
      given: { stated: exampleStatement("recovery-exercised", { on: "2025-11-01" }) },
    },
    { title: "no exercise is known", status: "unknown", given: { replication: [] } },
    {
      title: "stated not to apply",
      status: "not-applicable",
      given: {
        stated: exampleStatement("recovery-exercised", {
          statement: "Not applicable: a cache that is rebuilt from its source.",
        }),
      },
    },
  ],
})
