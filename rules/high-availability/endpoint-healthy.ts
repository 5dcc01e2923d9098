import {
  absentBecause,
  command,
  configuration,
  defineRule,
  endpoint,
  fail,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleContainer, exampleServer } from "../examples.ts"

const docker = command("docker")
const curl = command("curl")

export default defineRule({
  id: "endpoint-healthy",
  area: "high-availability",
  severity: "high",
  profile: "baseline",
  title: "Chroma answers its heartbeat and reports every part ready",
  failureTitle: "Chroma does not answer its heartbeat or reports a part that is not ready",
  why:
    "The heartbeat shows that the server process accepts requests; the health check of 1.x goes further " +
    "and says whether the query executor and the write-ahead log behind it are ready. A server that fails " +
    "either is down for its clients, whatever the VM's power state says.",
  references: [
    "https://docs.trychroma.com/reference/server-api",
    "https://learn.microsoft.com/azure/architecture/patterns/health-endpoint-monitoring",
  ],
  needs: { health: endpoint.health },
  wants: { api: endpoint.api, server: endpoint.server, container: configuration.container },

  check({ health, api, server }) {
    const { heartbeatStatus, clockSkewSeconds, healthcheck } = health
    const notReady = Object.entries(healthcheck?.parts ?? {}).filter(([, ready]) => !ready)
    const sighting = {
      observed: [`heartbeat ${heartbeatStatus}`, ...describeHealthcheck(healthcheck)].join(", "),
      expected: "heartbeat 200 and every part ready",
      resources: api ? [api.url] : [],
    }
    if (heartbeatStatus >= 500 || (healthcheck?.status ?? 0) >= 500 || notReady.length > 0)
      return fail(sighting)
    if (heartbeatStatus !== 200 || (healthcheck !== null && healthcheck.status !== 200)) {
      return undecided(
        `Chroma could not be asked for its health: ${sighting.observed}.`,
        "Give a read token in the variable that --token-env names, or let the health endpoints through the proxy.",
      )
    }
    if (clockSkewSeconds === null) {
      return undecided(
        "Something answers 200, but not with a heartbeat.",
        "Give the address of the API with --url.",
      )
    }
    if (healthcheck === null && server?.implementation !== "python") {
      return undecided(
        "The heartbeat answers; the health check, which the Rust server of 1.x has, did not.",
        "Let /api/v2/healthcheck through the proxy, or give a read token in the variable that --token-env names.",
      )
    }
    return pass(sighting)
  },

  effort: "hours",
  fix({ api, container }) {
    const name = container?.name ?? "chroma-server-1"
    return {
      summary: "Read the server's log for the reason, then start it again.",
      commands: [docker`logs --tail 200 ${name}`, docker`restart ${name}`],
      ...(api && { verify: curl`--fail ${api.url}/api/${api.apiVersion}/heartbeat`.run }),
    }
  },

  examples: [
    { title: "Chroma 1.5.9, ready", status: "pass", given: { health: healthOf(200, ready(true)) } },
    {
      title: "Chroma 0.6.3, which has no health check",
      status: "pass",
      given: {
        health: healthOf(200, null),
        server: exampleServer({ implementation: "python", reported: "0.6.3", from: "0.6.3", to: "0.6.3" }),
      },
    },
    {
      title: "a proxy that lets the heartbeat through and nothing else",
      status: "unknown",
      given: { health: healthOf(200, null), server: exampleServer() },
    },
    {
      title: "the log client is not ready",
      status: "fail",
      given: { health: healthOf(200, ready(false)), container: exampleContainer() },
    },
    { title: "a proxy without Chroma behind it", status: "fail", given: { health: healthOf(502, null) } },
    {
      title: "a proxy that guards the heartbeat too",
      status: "unknown",
      given: { health: healthOf(401, null) },
    },
    {
      title: "nothing answered in time",
      status: "unknown",
      given: { health: unknownBecause("timeout", "No answer within 10 seconds.") },
    },
    {
      title: "a plan: nothing is deployed yet",
      status: "not-applicable",
      given: { health: absentBecause("A Terraform plan is audited; nothing runs yet.") },
    },
  ],
})

type Health = ValueOf<typeof endpoint.health>

const describeHealthcheck = (healthcheck: Health["healthcheck"]): string[] =>
  healthcheck
    ? [
        `health check ${healthcheck.status}`,
        ...Object.entries(healthcheck.parts).map(([part, ready]) => `${part} ${ready}`),
      ]
    : []

function ready(logClient: boolean) {
  return {
    status: logClient ? 200 : 503,
    parts: { is_executor_ready: true, is_log_client_ready: logClient },
  }
}

function healthOf(heartbeatStatus: number, healthcheck: Health["healthcheck"]): Health {
  return { heartbeatStatus, clockSkewSeconds: heartbeatStatus === 200 ? 0.02 : null, healthcheck }
}
