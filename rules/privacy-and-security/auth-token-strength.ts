import {
  configuration,
  configuredRelease,
  defineRule,
  endpoint,
  fail,
  judgeEach,
  overlap,
  pass,
  undecided,
  type ValueOf,
  type Verdict,
} from "../../src/rule.ts"
import { exampleCredentials, exampleServer, exampleSettings } from "../examples.ts"

const minimumLength = 32
const expected = `at least ${minimumLength} characters, alphanumeric for Chroma's own authentication, and none of the documented samples`
/** What the fix makes: 64 hexadecimal digits. */
const newToken = { length: 64, alphanumeric: true, documentedSample: false }

const strong = { length: 64, alphanumeric: true, documentedSample: false }

export default defineRule({
  id: "auth-token-strength",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "The token cannot be guessed",
  failureTitle: "The token can be guessed, or stands in the documentation",
  why:
    "Nothing in Chroma counts failed attempts, so a token is worth as much as its length. The guides' samples are " +
    "the first ones that anybody tries. Chroma's own authentication of 0.4 to 0.6 moreover takes alphanumeric ASCII " +
    "only. The auditor looks at length and alphabet, and neither keeps nor prints the token.",
  references: [
    "https://docs.trychroma.com/guides/deploy/azure",
    "https://pages.nist.gov/800-63-4/sp800-63b.html",
  ],
  presupposes: { "auth-reads-enforced": "there is no token to guess" },
  needs: {},
  wants: {
    settings: configuration.settings,
    written: configuration.writtenSettings,
    credentials: endpoint.credentials,
    server: endpoint.server,
  },

  check({ settings, written, credentials, server }) {
    const { given = null, right = null } = credentials ?? {}
    const accepted = right?.verdict === "accepted" ? given : null
    const native = isNative(settings, server)
    const tokens: Token[] = [
      ...(settings?.credential
        ? [{ ...settings.credential, source: "the configured token", mustBeAlphanumeric: native }]
        : []),
      // A token that the template drops is in the variables alone, and somebody takes it for the token.
      ...(written?.credential && !settings?.credential
        ? [{ ...written.credential, source: "the declared token", mustBeAlphanumeric: native }]
        : []),
      ...(accepted
        ? [
            {
              ...accepted,
              source: "the given token",
              mustBeAlphanumeric: credentials?.wrong.by === "chroma" && native,
            },
          ]
        : []),
    ]
    if (tokens.length > 0) return judgeEach(tokens, judge)
    return undecided(
      "No token was seen that Chroma accepts.",
      "Give the token, or the files it is configured in, with --token-env, --env-file or --guest-output.",
    )
  },

  effort: "minutes",
  fix: () => ({
    summary: "Make a new random token of 64 hexadecimal digits, and give it to the server and its clients.",
    commands: [
      { tool: "openssl", run: "openssl rand -hex 32" },
      { tool: "docker", run: "docker compose up --detach --force-recreate" },
    ],
  }),

  examples: [
    {
      title: "64 hexadecimal digits",
      status: "pass",
      given: { credentials: exampleCredentials() },
    },
    {
      title: "the same strong token wherever one is seen",
      status: "pass",
      given: {
        settings: exampleSettings({ credential: strong }),
        written: exampleSettings({ credential: strong }),
        credentials: exampleCredentials({ given: strong }),
      },
    },
    {
      title: "the sample of the guide",
      status: "fail",
      given: {
        settings: exampleSettings({
          version: "0.6.3",
          credential: { length: 10, alphanumeric: false, documentedSample: true },
        }),
      },
      fixed: { settings: exampleSettings({ version: "0.6.3", credential: newToken }) },
    },
    {
      title: "the sample of the guide in variables that never reach the VM",
      status: "fail",
      given: {
        settings: exampleSettings(),
        written: exampleSettings({
          credential: { length: 10, alphanumeric: false, documentedSample: true },
        }),
      },
    },
    {
      title: "twelve characters",
      status: "fail",
      given: {
        credentials: exampleCredentials({
          given: { length: 12, alphanumeric: true, documentedSample: false },
        }),
      },
    },
    {
      title: "punctuation, for Chroma's own authentication",
      status: "fail",
      given: {
        settings: exampleSettings({
          version: "0.6.3",
          environment: {
            CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
          },
          credential: { length: 40, alphanumeric: false, documentedSample: false },
        }),
      },
      fixed: { settings: exampleSettings({ version: "0.6.3", credential: newToken }) },
    },
    {
      title: "punctuation, for a proxy in front of the same release",
      status: "pass",
      given: {
        credentials: exampleCredentials({
          given: { length: 40, alphanumeric: false, documentedSample: false },
        }),
        server: exampleServer({ implementation: "python", reported: "0.6.3", from: "0.6.3", to: "0.6.3" }),
      },
    },
    { title: "no token was given", status: "unknown", given: { server: exampleServer() } },
    {
      title: "the given token is refused",
      status: "unknown",
      given: { credentials: exampleCredentials({ right: "refused" }) },
    },
    {
      title: "anyone may read",
      status: "not-applicable",
      failing: "auth-reads-enforced",
      given: { server: exampleServer() },
    },
  ],
})

interface Token {
  source: string
  length: number
  alphanumeric: boolean
  documentedSample: boolean
  mustBeAlphanumeric: boolean
}

function judge({ source, length, alphanumeric, documentedSample, mustBeAlphanumeric }: Token): Verdict {
  const faults = [
    ...(documentedSample ? ["one of the documented samples"] : []),
    ...(mustBeAlphanumeric && !alphanumeric ? ["not alphanumeric"] : []),
  ]
  const observed = `${source}: ${[`${length} characters`, ...faults].join(", ")}`
  return length < minimumLength || faults.length > 0
    ? fail({ observed, expected })
    : pass({ observed, expected })
}

/** Whether Chroma itself compares a token, which only 0.x does; user names and passwords are another matter. */
function isNative(
  settings: ValueOf<typeof configuration.settings> | undefined,
  server: ValueOf<typeof endpoint.server> | undefined,
): boolean {
  const release = configuredRelease(settings, server)
  const provider = Object.entries(settings?.environment ?? {}).find(([name]) =>
    /^CHROMA_SERVER_AUTHN?_PROVIDER$/i.test(name),
  )?.[1]
  return (
    release !== undefined &&
    overlap(release, { from: null, to: "0.6.3" }) === "inside" &&
    !/basic/i.test(provider ?? "")
  )
}
