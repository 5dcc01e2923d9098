import {
  configuration,
  defineRule,
  endpoint,
  fail,
  generationOf,
  pass,
  tracingSettings,
  undecided,
} from "../../src/rule.ts"
import { exampleSettings } from "../examples.ts"

export default defineRule({
  id: "otel-service-name",
  area: "observability",
  severity: "low",
  profile: "baseline",
  title: "Traces carry the name of a service",
  failureTitle: "Traces carry no name of a service",
  why:
    "Every trace backend groups by service name. Left out, Chroma calls itself chromadb; set to a blank, the " +
    "traces arrive under no name and are not found when they are needed.",
  references: [
    "https://docs.trychroma.com/guides/deploy/azure#observability-with-azure",
    "https://opentelemetry.io/docs/specs/semconv/resource/#service",
  ],
  presupposes: { "otel-tracing-enabled": "there are no traces to name" },
  needs: { settings: configuration.settings },
  wants: { server: endpoint.server },

  check({ settings, server }) {
    const generation = generationOf(settings, server)
    if (!generation)
      return undecided(
        "The settings are known, but not which version of Chroma reads them.",
        "Give a configuration that names the image's tag (--compose).",
      )
    const { serviceName } = tracingSettings(settings, generation)
    const sighting = {
      observed: serviceName === undefined ? "chromadb, the default" : `"${serviceName}"`,
      expected: "a name, or none set and so chromadb",
    }
    return serviceName?.trim() === "" ? fail(sighting) : pass(sighting)
  },

  effort: "minutes",
  fix: ({ settings, server }) => ({
    summary: "Name the service, or leave the variable out.",
    commands: [
      {
        tool: "sh",
        run: `sed -i 's/^${variable[generationOf(settings, server) ?? "1.x"]}=.*/${variable[generationOf(settings, server) ?? "1.x"]}=chromadb/' .env && docker compose up --detach`,
      },
    ],
  }),

  examples: [
    { title: "left to the default", status: "pass", given: { settings: exampleSettings() } },
    {
      title: "an explicit blank",
      status: "fail",
      given: {
        settings: exampleSettings({ environment: { CHROMA_OPEN_TELEMETRY__SERVICE_NAME: "" } }),
      },
    },
    {
      title: "settings without a version",
      status: "unknown",
      given: { settings: exampleSettings({ version: null }) },
    },
    {
      title: "tracing is off",
      status: "not-applicable",
      failing: "otel-tracing-enabled",
      given: { settings: exampleSettings() },
    },
  ],
})

const variable = { "0.x": "CHROMA_OTEL_SERVICE_NAME", "1.x": "CHROMA_OPEN_TELEMETRY__SERVICE_NAME" }
