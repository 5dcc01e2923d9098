import { absentBecause, defineRule, endpoint, fail, pass, unknownBecause, undecided } from "../../src/rule.ts"

const toleranceSeconds = 5

export default defineRule({
  id: "clock-in-sync",
  area: "maintenance",
  severity: "low",
  profile: "production",
  title: "The server's clock is right",
  failureTitle: "The server's clock is wrong",
  why:
    "Certificates, tokens, log lines, traces and backup schedules are all compared by time. A clock that drifts " +
    "breaks them one by one, and always somewhere other than at the clock. Chroma's heartbeat is the server's " +
    "own time, so it shows the drift to anyone.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/linux/time-sync",
    "https://docs.trychroma.com/reference/server-api",
  ],
  presupposes: { "endpoint-healthy": "there is no heartbeat to read the time from" },
  needs: { health: endpoint.health },

  check({ health: { clockSkewSeconds } }) {
    if (clockSkewSeconds === null) {
      return undecided(
        "The answer to the heartbeat carried no time.",
        "Give the address of the API with --url.",
      )
    }
    const sighting = {
      observed: `${Math.abs(clockSkewSeconds).toFixed(1)} s ${clockSkewSeconds < 0 ? "behind" : "ahead of"} the auditor`,
      expected: `within ${toleranceSeconds} s`,
    }
    return Math.abs(clockSkewSeconds) <= toleranceSeconds ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary: "Let chrony follow the clock of the Azure host; check the auditor's clock too.",
    commands: [
      { tool: "ssh", run: "sudo apt-get install --yes chrony" },
      {
        tool: "ssh",
        run: "echo 'refclock PHC /dev/ptp_hyperv poll 3 dpoll -2 offset 0 stratum 2' | sudo tee /etc/chrony/conf.d/azure.conf",
      },
      { tool: "ssh", run: "sudo systemctl restart chrony" },
    ],
    verify: "chronyc tracking",
  }),

  examples: [
    {
      title: "20 ms ahead",
      status: "pass",
      says: "ahead of the auditor",
      given: { health: healthWith(0.02) },
    },
    { title: "a minute behind", status: "fail", given: { health: healthWith(-61.4) } },
    { title: "no time in the answer", status: "unknown", given: { health: healthWith(null) } },
    {
      title: "nothing answered in time",
      status: "unknown",
      given: { health: unknownBecause("timeout", "No answer within 10 seconds.") },
    },
    {
      title: "Chroma is down",
      status: "not-applicable",
      failing: "endpoint-healthy",
      given: { health: { ...healthWith(null), heartbeatStatus: 502 } },
    },
    {
      title: "a plan: nothing is deployed yet",
      status: "not-applicable",
      given: { health: absentBecause("A Terraform plan is audited; nothing runs yet.") },
    },
  ],
})

function healthWith(clockSkewSeconds: number | null) {
  return { heartbeatStatus: 200, clockSkewSeconds, healthcheck: null }
}
