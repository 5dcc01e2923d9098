import {
  canTrace,
  configuration,
  defineRule,
  endpoint,
  fail,
  generationOf,
  guest,
  notApplicable,
  pass,
  tracingSettings,
  undecided,
} from "../../src/rule.ts"
import { traceFix } from "../tracing.ts"
import { exampleServer, exampleSettings } from "../examples.ts"

const expected = "traces are produced"

export default defineRule({
  id: "otel-tracing-enabled",
  area: "observability",
  severity: "high",
  profile: "baseline",
  title: "Chroma traces its requests",
  failureTitle: "Chroma does not trace its requests",
  why:
    "Traces are the only thing Chroma tells about itself: no version has a metrics endpoint. Without them a " +
    "slow query or a failing write shows up as a complaint of a user. Whether tracing is on can be seen from " +
    "outside: the chroma-trace-id of an answer is all zeros while it is off.",
  references: [
    "https://docs.trychroma.com/guides/deploy/azure#observability-with-azure",
    "https://docs.trychroma.com/guides/deploy/observability",
  ],
  needs: {},
  wants: {
    tracing: endpoint.tracing,
    settings: configuration.settings,
    server: endpoint.server,
    log: guest.tracingLog,
  },

  check({ tracing, settings, server, log }) {
    const generation = settings && generationOf(settings, server)
    if (tracing) {
      const observed = `the chroma-trace-id of an answer is ${tracing.traceId}`
      if (tracing.on) return pass({ observed, expected })
      const meant =
        generation && tracingSettings(settings, generation).on ? ", although tracing is configured" : ""
      return fail({ observed: `${observed}${meant}`, expected })
    }
    const version = server?.to ?? settings?.version ?? null
    if (!canTrace(version))
      return notApplicable(`Chroma ${version} cannot trace; 0.4.15 is the first that can.`)
    if (log?.off) return fail({ observed: "Chroma's log says that no telemetry is configured", expected })

    if (!generation)
      return undecided(
        settings
          ? "The settings are known, but not which version of Chroma reads them."
          : "No answer carried a chroma-trace-id, and the settings are not known.",
        "Give the configuration (--compose, --env-file, --tfvars, --server-config) or the output of the guest script.",
      )
    const { on, endpoint: address } = tracingSettings(settings, generation)
    const observed = on
      ? `${generation} is configured to trace to ${address}`
      : `nothing that ${generation} reads switches tracing on`
    return on ? pass({ observed, expected }) : fail({ observed, expected })
  },

  effort: "minutes",
  fix: ({ settings, server }) => traceFix(settings, server),

  examples: [
    {
      title: "an answer carries a trace id",
      status: "pass",
      given: { tracing: { on: true, traceId: "4bf92f3577b34da6a3ce929d0e0e4736" } },
    },
    {
      title: "the settings of 1.x name a collector",
      status: "pass",
      given: {
        settings: exampleSettings({
          environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://otel-collector:4317" },
        }),
      },
    },
    {
      title: "the trace id is all zeros",
      status: "fail",
      given: { tracing: { on: false, traceId: "00000000000000000000000000000000" }, server: exampleServer() },
    },
    {
      title: "0.6.3 with an endpoint and no granularity",
      status: "fail",
      says: "CHROMA_OTEL_GRANULARITY=operation",
      given: {
        settings: exampleSettings({
          version: "0.6.3",
          environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: "http://otel-collector:4317" },
        }),
      },
    },
    { title: "a proxy strips the header", status: "unknown", given: { server: exampleServer() } },
    {
      title: "a server from before OpenTelemetry",
      status: "not-applicable",
      given: {
        server: exampleServer({ implementation: "python", reported: "0.4.10", from: "0.4.10", to: "0.4.10" }),
      },
    },
  ],
})
