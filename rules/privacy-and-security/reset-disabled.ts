import {
  absentBecause,
  configuration,
  configuredRelease,
  defineRule,
  endpoint,
  fail,
  overlap,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleServer, exampleSettings } from "../examples.ts"

type Settings = ValueOf<typeof configuration.settings>

/** Where each line reads whether reset is allowed: environment over file. */
const switches = [
  {
    releases: { from: null, to: "0.6.3" },
    allowed: ({ environment }: Settings) => isOn(environment, "ALLOW_RESET"),
  },
  {
    releases: { from: "1.0.0", to: null },
    allowed: ({ environment, file }: Settings) =>
      isOn(environment, "CHROMA_ALLOW_RESET") ?? isOn(file, "allow_reset"),
  },
] as const

export default defineRule({
  id: "reset-disabled",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "The whole database cannot be reset by a request",
  failureTitle: "One request can reset the whole database",
  why:
    "POST /reset deletes every collection of every tenant at once, and with the switch on it needs nothing but " +
    "access. It is meant for tests and tends to survive in copied configurations. The auditor reads the setting; " +
    "it never sends that request.",
  references: [
    "https://docs.trychroma.com/reference/python/client",
    "https://cookbook.chromadb.dev/core/configuration/",
  ],
  needs: { settings: configuration.settings },
  wants: { server: endpoint.server },

  check({ settings, server }) {
    const release = configuredRelease(settings, server)
    const possible = switches.filter(({ releases }) => !release || overlap(release, releases) !== "outside")
    const answers = possible.map(({ allowed }) => allowed(settings) ?? false)
    const sighting = {
      observed: answers[0] ? "reset is allowed" : "reset is not allowed",
      expected: "allow_reset off, which is the default",
    }
    if (answers.every(Boolean)) return fail(sighting)
    if (!answers.some(Boolean)) return pass(sighting)
    return undecided(
      "Reset is allowed in a place that only some of the possible releases read.",
      "Name the version in the image tag, or let the endpoint be probed too.",
    )
  },

  effort: "minutes",
  fix: () => ({
    summary: "Remove the switch, from the environment and from the configuration file; off is the default.",
    commands: [
      {
        tool: "sh",
        run: "sed --in-place '/^\\(CHROMA_\\)\\?ALLOW_RESET=/d' .env && sed --in-place '/^allow_reset:/d' config.yaml",
      },
      { tool: "docker", run: "docker compose up --detach --force-recreate" },
    ],
  }),

  examples: [
    { title: "not mentioned", status: "pass", given: { settings: exampleSettings() } },
    {
      title: "a switch of 0.x, which 1.x does not read",
      status: "pass",
      given: { settings: exampleSettings({ environment: { ALLOW_RESET: "TRUE" } }) },
    },
    {
      title: "on in the file, off in the environment",
      status: "pass",
      given: {
        settings: exampleSettings({
          environment: { CHROMA_ALLOW_RESET: "false" },
          file: { allow_reset: "true" },
        }),
      },
    },
    {
      title: "on in the file",
      status: "fail",
      given: { settings: exampleSettings({ file: { allow_reset: "true" } }) },
    },
    {
      title: "on in 0.6.3",
      status: "fail",
      given: { settings: exampleSettings({ version: "0.6.3", environment: { ALLOW_RESET: "TRUE" } }) },
    },
    {
      title: "a switch of 0.x, and no version",
      status: "unknown",
      given: { settings: exampleSettings({ version: null, environment: { ALLOW_RESET: "TRUE" } }) },
    },
    {
      title: "no file was given",
      status: "unknown",
      given: { settings: unknownBecause("not-requested"), server: exampleServer() },
    },
    {
      title: "Chroma Cloud",
      status: "not-applicable",
      given: { settings: absentBecause("Chroma Cloud serves this address; it has no settings of ours.") },
    },
  ],
})

/** Undefined when the name is not there; Chroma matches names without case. */
function isOn(values: Readonly<Record<string, string>>, name: string): boolean | undefined {
  const value = Object.entries(values).find(([key]) => key.toUpperCase() === name.toUpperCase())?.[1]
  return value === undefined ? undefined : /^["']?(true|1|yes|on|t|y)["']?$/i.test(value.trim())
}
