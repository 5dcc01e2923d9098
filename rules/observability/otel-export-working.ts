import { defineRule, fail, guest, pass, unknownBecause } from "../../src/rule.ts"

export default defineRule({
  id: "otel-export-working",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Traces reach their collector",
  failureTitle: "Traces do not reach their collector",
  why:
    "Tracing can be on while every export fails: the collector's name does not resolve, its port is closed, the " +
    "key is wrong, the address lacks http://. The server works on, its answers carry trace ids, and only its " +
    "log says that each batch was thrown away.",
  references: [
    "https://docs.trychroma.com/guides/deploy/observability",
    "https://opentelemetry.io/docs/collector/troubleshooting/",
  ],
  presupposes: { "otel-tracing-enabled": "there are no traces to export" },
  needs: { log: guest.tracingLog },

  check({ log: { off, exportErrors } }) {
    const expected = "a log without export errors"
    if (off) return fail({ observed: "Chroma's log says that no telemetry is configured", expected })
    const sighting = { observed: `export errors in Chroma's log: ${exportErrors}`, expected }
    return exportErrors === 0 ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix: () => ({
    summary: "Read the export errors, and mend the address, the key or the path to the collector.",
    commands: [
      { tool: "docker", run: "docker compose logs | grep -E 'ExportError|InvalidUri|Unauthenticated'" },
    ],
    verify: "The chroma-trace-id of an answer is found in the trace backend.",
  }),

  examples: [
    { title: "no errors", status: "pass", given: { log: { off: false, exportErrors: 0 } } },
    {
      title: "an address without http://",
      status: "fail",
      given: { log: { off: false, exportErrors: 214 } },
    },
    {
      title: "nobody looked inside the VM",
      status: "unknown",
      given: { log: unknownBecause("not-requested", "Nobody looked inside the VM.") },
    },
    {
      title: "tracing is off",
      status: "not-applicable",
      failing: "otel-tracing-enabled",
      given: { log: { off: true, exportErrors: 0 } },
    },
  ],
})
