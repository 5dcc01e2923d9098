import {
  configuration,
  defineRule,
  endpoint,
  fail,
  generationOf,
  notApplicable,
  pass,
  tracingTransport,
  undecided,
} from "../../src/rule.ts"
import { exampleSettings } from "../examples.ts"

export default defineRule({
  id: "otel-transport-encrypted",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Traces do not cross a public network in clear text",
  failureTitle: "Traces cross a public network in clear text",
  why:
    "A trace names tenants, databases and collections, and its headers carry the key of the trace backend. Sent " +
    "over http:// to a public collector, all of it can be read on the way. A collector on the same host or in " +
    "the virtual network may be spoken to in clear text; it should forward over TLS.",
  references: [
    "https://opentelemetry.io/docs/security/config-best-practices/",
    "https://opentelemetry.io/docs/collector/deploy/agent/",
  ],
  presupposes: {
    "otel-tracing-enabled": "no traces are sent",
    "otel-settings-valid": "the tracing settings do not work",
  },
  needs: { settings: configuration.settings },
  wants: { server: endpoint.server },

  check({ settings, server }) {
    const generation = generationOf(settings, server)
    if (!generation)
      return undecided(
        "The settings are known, but not which version of Chroma reads them.",
        "Give a configuration that names the image's tag (--compose).",
      )
    const { address, transport } = tracingTransport(settings, generation)
    const sighting = { observed: address, expected: "https://, or a collector on a private address" }
    switch (transport) {
      case "none":
        return notApplicable("No endpoint for traces is set.")
      case "encrypted":
      case "private":
        return pass(sighting)
      case "clear":
        return fail(sighting)
    }
  },

  effort: "minutes",
  fix: ({ settings, server }) => ({
    summary: "Send traces over https://, or to a collector beside Chroma that forwards them so.",
    commands: [
      {
        tool: "sh",
        run: `sed -i 's#^\\(${generationOf(settings, server) === "0.x" ? "CHROMA_OTEL_COLLECTION_ENDPOINT" : "CHROMA_OPEN_TELEMETRY__ENDPOINT"}\\)=http://#\\1=https://#' .env && docker compose up --detach`,
      },
    ],
  }),

  examples: [
    { title: "over TLS", status: "pass", given: { settings: tracingTo("https://otlp.example.com:4317") } },
    {
      title: "to a collector beside it",
      status: "pass",
      given: { settings: tracingTo("http://otel-collector:4317") },
    },
    {
      title: "in clear text to a public name",
      status: "fail",
      says: "CHROMA_OPEN_TELEMETRY__ENDPOINT",
      given: { settings: tracingTo("http://otlp.example.com:4317") },
    },
    {
      title: "settings without a version",
      status: "unknown",
      given: { settings: { ...tracingTo("http://otlp.example.com:4317"), version: null } },
    },
    {
      title: "no tracing",
      status: "not-applicable",
      failing: "otel-tracing-enabled",
      given: { settings: exampleSettings() },
    },
  ],
})

function tracingTo(address: string) {
  return exampleSettings({ environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: address } })
}
