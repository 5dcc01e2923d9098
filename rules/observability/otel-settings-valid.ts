import {
  configuration,
  defineRule,
  endpoint,
  fail,
  generationOf,
  notApplicable,
  pass,
  tracingSettings,
  undecided,
} from "../../src/rule.ts"
import { traceFix } from "../tracing.ts"
import { exampleServer, exampleSettings } from "../examples.ts"

export default defineRule({
  id: "otel-settings-valid",
  area: "observability",
  severity: "high",
  profile: "baseline",
  title: "The tracing settings are the ones this version of Chroma reads",
  failureTitle: "The tracing settings do not do what they look like",
  why:
    "Chroma 1.x renamed every tracing setting and ignores the old names without a word; a compose file that " +
    "Chroma shipped passes names that no version reads. A blank endpoint, which the guide's template writes by " +
    "default, crashes 1.x at its next start. An endpoint without http:// or headers written as JSON start well " +
    "and deliver nothing. All of these look configured.",
  references: [
    "https://docs.trychroma.com/guides/deploy/azure#observability-with-azure",
    "https://github.com/chroma-core/chroma/issues/4609",
    "https://opentelemetry.io/docs/specs/otel/protocol/exporter/",
  ],
  needs: { settings: configuration.settings },
  wants: { server: endpoint.server },

  check({ settings, server }) {
    const generation = generationOf(settings, server)
    if (!generation)
      return undecided(
        "The settings are known, but not which version of Chroma reads them.",
        "Give a configuration that names the image's tag (--compose), or --url and a token so that the version can be asked.",
      )
    const { endpoint: address, faults } = tracingSettings(settings, generation)
    const expected = `settings that ${generation} reads, in the form it reads them`
    if (faults.length > 0) return fail({ observed: faults.join("; "), expected, instances: faults.length })
    return address === undefined
      ? notApplicable("No endpoint for traces is set, nor anything that looks like one.")
      : pass({ observed: `${generation} traces to ${address}`, expected })
  },

  effort: "minutes",
  fix: ({ settings, server }) => traceFix(settings, server),

  examples: [
    {
      title: "1.x with an endpoint and headers",
      status: "pass",
      given: {
        settings: exampleSettings({
          environment: {
            CHROMA_OPEN_TELEMETRY__ENDPOINT: "https://otlp.example.com:4317",
            OTEL_EXPORTER_OTLP_HEADERS: "<redacted>",
          },
          headersForm: "key-value",
        }),
      },
    },
    {
      title: "the guide's template by default: a blank endpoint on 1.x",
      status: "fail",
      given: {
        settings: exampleSettings({
          environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "", OTEL_EXPORTER_OTLP_HEADERS: "<redacted>" },
          headersForm: "empty",
        }),
      },
    },
    {
      title: "the names of 0.x on 1.x",
      status: "fail",
      given: {
        settings: exampleSettings({
          environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: "http://otel-collector:4317" },
        }),
        server: exampleServer(),
      },
    },
    {
      title: "settings without a version",
      status: "unknown",
      given: {
        settings: exampleSettings({ version: null, environment: { CHROMA_OTEL_GRANULARITY: "all" } }),
      },
    },
    { title: "no tracing setting at all", status: "not-applicable", given: { settings: exampleSettings() } },
  ],
})
