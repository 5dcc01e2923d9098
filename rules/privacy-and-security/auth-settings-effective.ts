import {
  absentBecause,
  configuration,
  defineRule,
  endpoint,
  fail,
  ineffectiveAuthentication,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleServer, exampleSettings } from "../examples.ts"

const native = {
  CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
  CHROMA_SERVER_AUTHN_CREDENTIALS: "<redacted>",
}

/** Where only one place shows the settings, it is both what is in force and what was written. */
const shown = (changes: Parameters<typeof exampleSettings>[0] = {}) => ({
  settings: exampleSettings(changes),
  written: exampleSettings(changes),
})
const noSettings = absentBecause("Chroma Cloud serves this address; it has no settings of ours.")

export default defineRule({
  id: "auth-settings-effective",
  area: "privacy-and-security",
  severity: "high",
  profile: "baseline",
  title: "Every authentication setting that is present takes effect",
  failureTitle: "Authentication is configured that this Chroma ignores",
  why:
    "Chroma renamed its authentication settings in 0.5 and dropped authentication altogether in 1.0, and it says " +
    "nothing when it meets a name that it does not read. The Azure template still has variables for a token, " +
    "unused since 1.0. Whoever set them believes the server is guarded, and it is open.",
  references: [
    "https://docs.trychroma.com/docs/overview/migration",
    "https://github.com/chroma-core/chroma/pull/1970",
    "https://github.com/chroma-core/chroma/blob/main/deployments/azure/main.tf",
  ],
  needs: { settings: configuration.settings, written: configuration.writtenSettings },
  wants: { server: endpoint.server },

  check(facts) {
    const { certain, possible } = withoutEffect(facts)
    const expected = "no authentication setting that the running version ignores"
    if (certain.length > 0) return fail({ observed: certain.join("; "), expected })
    if (possible.length > 0) {
      return undecided(
        `It depends on the release of Chroma: ${possible.join("; ")}.`,
        "Name the version in the image tag, or let the endpoint be probed too.",
      )
    }
    return pass({ observed: "none", expected })
  },

  effort: "minutes",
  fix: (facts) => ({
    summary: `Remove what has no effect (${withoutEffect(facts).certain.join("; ")}), and let a proxy in front of Chroma ask for the token.`,
    commands: [
      { tool: "sh", run: "sed --in-place '/^CHROMA_SERVER_AUTH/d; /^CHROMA_AUTH_/d' .env" },
      { tool: "docker", run: "docker compose up --detach" },
    ],
    verify: "chroma-audit run --rule auth-reads-enforced",
  }),

  examples: [
    { title: "1.x without authentication settings", status: "pass", given: shown() },
    {
      title: "0.6.3 with the names that it reads",
      status: "pass",
      given: shown({ version: "0.6.3", environment: native }),
    },
    {
      title: "settings of 0.6 on 1.x",
      status: "fail",
      given: shown({ environment: native }),
    },
    {
      title: "names of 0.4 on 0.6",
      status: "fail",
      given: shown({
        version: "0.6.3",
        environment: { CHROMA_SERVER_AUTH_PROVIDER: "chromadb.auth.token.TokenAuthServerProvider" },
      }),
    },
    {
      title: "a blank provider",
      status: "fail",
      given: shown({
        version: "0.6.3",
        environment: { CHROMA_SERVER_AUTHN_PROVIDER: "", CHROMA_SERVER_AUTHN_CREDENTIALS: "" },
      }),
    },
    {
      title: "variables that the template does not use",
      status: "fail",
      given: shown({
        unused: ["chroma_server_auth_credentials", "chroma_server_auth_provider"],
      }),
    },
    {
      title: "settings that 0.6 reads and 1.x does not, and no version",
      status: "unknown",
      given: shown({ version: null, environment: native }),
    },
    {
      title: "no file was given",
      status: "unknown",
      given: {
        settings: unknownBecause("not-requested"),
        written: unknownBecause("not-requested"),
        server: exampleServer(),
      },
    },
    {
      title: "Chroma Cloud",
      status: "not-applicable",
      given: { settings: noSettings, written: noSettings },
    },
  ],
})

type Settings = ValueOf<typeof configuration.settings>

/** Of what the server is told, and of what never reached it. */
function withoutEffect({
  settings,
  written,
  server,
}: {
  settings: Settings
  written: Settings
  server: ValueOf<typeof endpoint.server> | undefined
}) {
  const judged = [settings, written].map((one) => ineffectiveAuthentication(one, server))
  return {
    certain: [...new Set(judged.flatMap(({ certain }) => certain))],
    possible: [...new Set(judged.flatMap(({ possible }) => possible))],
  }
}
