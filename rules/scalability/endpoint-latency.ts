import {
  absentBecause,
  defineRule,
  endpoint,
  fail,
  pass,
  Type,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"

/** Fewer answers than this make no 95th percentile. */
const enough = 20

export default defineRule({
  id: "endpoint-latency",
  area: "scalability",
  severity: "medium",
  profile: "production",
  title: "Heartbeats are answered without delay",
  failureTitle: "Heartbeats are answered late",
  why:
    "A heartbeat costs the server next to nothing. When one in twenty takes half a second longer than the network, " +
    "the machine is swapping, out of CPU credits or busy with an index, and queries wait far longer. The round " +
    "trip of the connection is taken off, so a distant auditor does not fail a fast server.",
  references: ["https://docs.trychroma.com/guides/deploy/performance"],
  presupposes: { "endpoint-healthy": "a server that is not healthy has no latency to judge" },
  needs: { latency: endpoint.latency },
  options: Type.Object({ maxMilliseconds: Type.Integer({ default: 500, minimum: 1 }) }),

  check({ latency: { count, p95, roundTrip } }, { options }) {
    if (count < enough) {
      return undecided(
        `Only ${count} of ${enough} heartbeats were answered.`,
        "Give the audit more time with --deadline.",
      )
    }
    const serverTime = Math.max(0, p95 - roundTrip)
    const sighting = {
      observed: `p95 ${Math.round(serverTime)} ms beyond a round trip of ${Math.round(roundTrip)} ms`,
      expected: `at most ${options.maxMilliseconds} ms`,
    }
    return serverTime <= options.maxMilliseconds ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix: () => ({
    summary: "Look for swapping and CPU starvation while it is slow; most often the VM is too small.",
    commands: [
      { tool: "ssh", run: "vmstat 1 10; free -h; swapon --show" },
      { tool: "docker", run: "docker stats --no-stream" },
    ],
  }),

  examples: [
    { title: "9 ms", status: "pass", given: { latency: latencyOf(20, 21, 12) } },
    {
      title: "a distant server that answers at once",
      status: "pass",
      given: { latency: latencyOf(20, 640, 300) },
    },
    { title: "a server that swaps", status: "fail", given: { latency: latencyOf(20, 2400, 12) } },
    { title: "too few answers", status: "unknown", given: { latency: latencyOf(7, 21, 12) } },
    {
      title: "throttled by a proxy",
      status: "unknown",
      given: { latency: unknownBecause("throttled", "429 after six heartbeats.") },
    },
    {
      title: "Chroma is down",
      status: "not-applicable",
      failing: "endpoint-healthy",
      given: { latency: latencyOf(20, 2400, 12) },
    },
    {
      title: "a plan: nothing is deployed yet",
      status: "not-applicable",
      given: { latency: absentBecause("A Terraform plan is audited; nothing runs yet.") },
    },
  ],
})

function latencyOf(count: number, p95: number, roundTrip: number) {
  return { count, p50: roundTrip + 2, p95, p99: p95 + 5, roundTrip }
}
