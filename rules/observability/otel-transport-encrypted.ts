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

const expected = {
  "0.x": "https://, or a collector on a private address",
  "1.x": "a collector on a private address, as 1.x speaks no TLS to any",
}

export default defineRule({
  id: "otel-transport-encrypted",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "Traces do not cross a public network in clear text",
  failureTitle: "Traces cross a public network in clear text",
  why:
    "A trace names tenants, databases and collections, and its headers carry the key of the trace backend. Sent " +
    "in clear text to a public collector, all of it can be read on the way. Chroma 1.x is built without TLS for " +
    "traces: it takes an https:// endpoint and speaks clear text to it. A collector on the same host or in the " +
    "virtual network may be spoken to so; it should forward over TLS.",
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
    const spoken = transport === "clear" ? `${address} in clear text` : address
    const sighting = { observed: spoken, expected: expected[generation] }
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
  fix: ({ settings, server }) =>
    generationOf(settings, server) === "0.x"
      ? {
          summary: "Send traces over https://, or to a collector beside Chroma that forwards them so.",
          commands: [
            {
              tool: "sh",
              run: "sed -i 's#^\\(CHROMA_OTEL_COLLECTION_ENDPOINT\\)=http://#\\1=https://#' .env && docker compose up --detach",
            },
          ],
        }
      : {
          summary:
            "Send traces to a collector beside Chroma, in the same Compose network, that forwards them over TLS.",
          commands: [
            {
              tool: "sh",
              run: "sed -i 's#^\\(CHROMA_OPEN_TELEMETRY__ENDPOINT\\)=.*#\\1=http://otel-collector:4317#' .env && docker compose up --detach",
            },
          ],
        },

  examples: [
    {
      title: "0.6.3 over TLS",
      status: "pass",
      given: {
        settings: exampleSettings({
          version: "0.6.3",
          environment: {
            CHROMA_OTEL_COLLECTION_ENDPOINT: "https://otlp.example.com:4317",
            CHROMA_OTEL_GRANULARITY: "all",
          },
        }),
      },
    },
    {
      title: "1.x to a public https://, which it speaks clear text to",
      status: "fail",
      given: { settings: tracingTo("https://otlp.example.com:4317") },
    },
    {
      title: "to a collector beside it",
      status: "pass",
      given: { settings: tracingTo("http://otel-collector:4317") },
    },
    {
      title: "in clear text to a public name",
      status: "fail",
      says: ["example.com:4317 in clear text", "CHROMA_OPEN_TELEMETRY__ENDPOINT"],
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
