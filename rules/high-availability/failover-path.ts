import { attestation, azure, defineRule, fail, notApplicable, pass, Type, undecided } from "../../src/rule.ts"
import { exampleGroupId, exampleHost, exampleVm, forbidden } from "../examples.ts"

const withoutVm = ["container-group", "container-apps-environment"]

export default defineRule({
  id: "failover-path",
  area: "high-availability",
  severity: "medium",
  profile: "production",
  title: "There is a known way to serve again after losing the VM",
  failureTitle: "No way to serve again after losing the VM is evidenced",
  why:
    "Single-node Chroma has no replica: when the VM is lost, somebody has to bring another one up with the " +
    "data. That is quick when it is prepared, by Site Recovery, a standby or a restore that was rehearsed and " +
    "timed, and long when it is invented during the outage.",
  references: [
    "https://docs.trychroma.com/guides/deploy/performance",
    "https://learn.microsoft.com/azure/site-recovery/azure-to-azure-architecture",
  ],
  needs: {},
  wants: {
    host: azure.host,
    replication: azure.replication,
    statement: attestation("failover-path"),
    vm: azure.virtualMachine,
  },
  options: Type.Object({ maxAgeDays: Type.Integer({ default: 365, minimum: 1 }) }),

  check({ host, replication, statement, vm }, { at, options }) {
    if (host && withoutVm.includes(host.kind))
      return notApplicable("Azure restarts the containers elsewhere; there is no VM to lose.")
    const expected = `Site Recovery, or a standby or timed restore stated in the last ${options.maxAgeDays} days`
    const resources = vm ? [vm.id] : []
    const replicated = replication?.find(({ protectionState }) => protectionState === "Protected")
    if (replicated)
      return pass({
        observed: `Site Recovery to ${replicated.recoveryRegion ?? "another zone"}`,
        expected,
        resources,
      })
    if (statement) {
      const ageDays = Math.floor((at.getTime() - Date.parse(statement.on)) / 86_400_000)
      const sighting = {
        observed: `${statement.by} on ${statement.on}: ${statement.statement}`,
        expected,
        resources,
      }
      return ageDays <= options.maxAgeDays ? pass(sighting) : fail(sighting)
    }
    if (replication) return fail({ observed: "no Site Recovery and no statement", expected, resources })
    return undecided(
      "Neither Site Recovery nor anyone's statement could be read.",
      "Log in to Azure, or state the way back in an attestations file and give that with --attestations.",
    )
  },

  effort: "hours",
  fix: () => ({
    summary:
      "Rehearse bringing the data up on a second VM, note how long it took, and state that; or protect the VM with Site Recovery.",
    commands: [{ tool: "editor", run: "$EDITOR chroma-audit.attestations.yaml" }],
  }),

  examples: [
    {
      title: "replicated by Site Recovery",
      status: "pass",
      given: {
        vm: exampleVm(),
        replication: [
          {
            id: `${exampleGroupId}/providers/Microsoft.RecoveryServices/vaults/recovery/replicationProtectedItems/chroma`,
            protectionState: "Protected",
            replicationHealth: "Normal",
            recoveryRegion: "northeurope",
            lastTestFailoverAt: null,
          },
        ],
      },
    },
    {
      title: "a restore that was rehearsed and timed",
      status: "pass",
      at: "2026-11-22",
      given: { replication: [], statement: stated("2026-10-01") },
    },
    { title: "nothing replicates it and nobody says anything", status: "fail", given: { replication: [] } },
    {
      title: "a rehearsal of two years ago",
      status: "fail",
      at: "2026-11-22",
      given: { replication: [], statement: stated("2024-10-01") },
    },
    {
      title: "the vaults may not be read",
      status: "unknown",
      given: {
        replication: forbidden("Microsoft.RecoveryServices/vaults/replicationProtectedItems/read"),
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { host: exampleHost({ kind: "container-group" }) },
    },
  ],
})

function stated(on: string) {
  return {
    rule: "failover-path",
    statement: "Restored the nightly backup onto a new VM in zone 2 in 22 minutes",
    by: "Ada Example",
    on,
    expires: "2027-12-31",
  }
}
