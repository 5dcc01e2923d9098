import {
  absentBecause,
  configuration,
  defineRule,
  fail,
  pass,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleSettings } from "../examples.ts"

/** What Chroma 1.x refuses without being told: 40 MiB. */
const defaultPayloadBytes = 41_943_040

export default defineRule({
  id: "request-limits",
  area: "scalability",
  severity: "low",
  profile: "enterprise",
  title: "Requests are limited in size and in number",
  failureTitle: "Requests are not limited",
  why:
    "One client with a loop can take all memory and CPU from the others. The circuit breaker of 1.x answers 429 " +
    "beyond so many requests at once and is off unless configured; the payload cap answers 413 and stands at " +
    "40 MiB. 0.x has neither.",
  references: [
    "https://github.com/chroma-core/chroma/blob/main/rust/frontend/sample_configs/single_node_full.yaml",
    "https://learn.microsoft.com/azure/architecture/patterns/throttling",
  ],
  needs: { settings: configuration.settings },

  check({ settings }) {
    const expected = "a circuit breaker, and a payload cap above 0"
    if (settings.version?.startsWith("0."))
      return fail({ observed: `${settings.version}, which has neither`, expected })
    const requests = effective(settings, "circuit_breaker.requests") ?? 0
    const payload = effective(settings, "max_payload_size_bytes") ?? defaultPayloadBytes
    const sighting = {
      observed: `circuit breaker ${requests > 0 ? `at ${requests} requests` : "off"}, payload cap ${payload} bytes`,
      expected,
    }
    return requests > 0 && payload > 0 ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: () => ({
    summary: "Let Chroma refuse what is beyond its means, in its configuration file.",
    commands: [
      {
        tool: "docker",
        run: "printf 'circuit_breaker:\\n  requests: 100\\nmax_payload_size_bytes: 41943040\\n' >> config.yaml\ndocker compose up --detach --force-recreate",
      },
    ],
  }),

  examples: [
    {
      title: "a circuit breaker in the configuration file",
      status: "pass",
      says: "breaker at",
      given: { settings: exampleSettings({ file: { "circuit_breaker.requests": "100" } }) },
    },
    {
      title: "a circuit breaker in the environment, over a file that turns it off",
      status: "pass",
      given: {
        settings: exampleSettings({
          environment: { CHROMA_CIRCUIT_BREAKER__REQUESTS: "100" },
          file: { "circuit_breaker.requests": "0" },
        }),
      },
    },
    { title: "the image's own configuration", status: "fail", given: { settings: exampleSettings() } },
    {
      title: "0.6.3, which reads no such setting",
      status: "fail",
      given: {
        settings: exampleSettings({ version: "0.6.3", file: { "circuit_breaker.requests": "100" } }),
      },
    },
    {
      title: "nobody gave the files",
      status: "unknown",
      given: {
        settings: unknownBecause("not-requested", "No files were given, and nobody looked inside the VM."),
      },
    },
    {
      title: "Chroma Cloud",
      status: "not-applicable",
      given: { settings: absentBecause("Chroma Cloud serves the address and limits requests itself.") },
    },
  ],
})

/** As 1.x reads it: CHROMA_CIRCUIT_BREAKER__REQUESTS over circuit_breaker.requests. */
function effective(
  { environment, file }: ValueOf<typeof configuration.settings>,
  key: string,
): number | undefined {
  const value = environment[`CHROMA_${key.toUpperCase().replace(".", "__")}`] ?? file[key]
  return value === undefined ? undefined : Number(value)
}
