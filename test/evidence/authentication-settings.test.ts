import { describe, expect, test } from "vitest"
import { exampleServer, exampleSettings } from "../../rules/examples.ts"
import { ineffectiveAuthentication } from "../../src/evidence/authentication-settings.ts"

const settled = (version: string | null, environment: Record<string, string>, unused: string[] = []) =>
  ineffectiveAuthentication(exampleSettings({ version, environment, unused }), undefined)

const names04 = {
  CHROMA_SERVER_AUTH_PROVIDER: "chromadb.auth.token.TokenAuthServerProvider",
  CHROMA_SERVER_AUTH_CREDENTIALS: "<redacted>",
}
const names05 = {
  CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
  CHROMA_SERVER_AUTHN_CREDENTIALS: "<redacted>",
  CHROMA_AUTH_TOKEN_TRANSPORT_HEADER: "X-Chroma-Token",
}

describe("settings that take effect", () => {
  test.each<[string, string, Record<string, string>]>([
    ["names of 0.4 on 0.4.24", "0.4.24", names04],
    ["authorization on 0.4.24", "0.4.24", { ...names04, CHROMA_SERVER_AUTHZ_PROVIDER: "x" }],
    ["names of 0.5 on 0.5.0", "0.5.0", names05],
    ["names of 0.5 on 0.6.3", "0.6.3", names05],
    ["paths to ignore on 0.6.3", "0.6.3", { ...names05, CHROMA_SERVER_AUTH_IGNORE_PATHS: "{}" }],
    ["none on 1.5.9", "1.5.9", { CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://otel:4317" }],
  ])("%s", (_, version, environment) => {
    expect(settled(version, environment)).toEqual({ certain: [], possible: [] })
  })
})

describe("settings without effect", () => {
  test.each<[string, string | null, Record<string, string>, string[]]>([
    [
      "any on 0.4.6, which has no authentication",
      "0.4.6",
      { CHROMA_SERVER_AUTH_PROVIDER: "x" },
      ["CHROMA_SERVER_AUTH_PROVIDER is ignored"],
    ],
    [
      "names of 0.5 on 0.4.24",
      "0.4.24",
      { CHROMA_SERVER_AUTHN_PROVIDER: "x" },
      ["CHROMA_SERVER_AUTHN_PROVIDER is ignored"],
    ],
    [
      "names of 0.4 on 0.5.23",
      "0.5.23",
      { CHROMA_SERVER_AUTH_PROVIDER: "x" },
      ["CHROMA_SERVER_AUTH_PROVIDER is ignored"],
    ],
    [
      "a blank provider, as the template writes it",
      "0.6.3",
      {
        CHROMA_SERVER_AUTHN_PROVIDER: "",
        CHROMA_SERVER_AUTHN_CREDENTIALS: "",
        CHROMA_AUTH_TOKEN_TRANSPORT_HEADER: "",
      },
      ["CHROMA_SERVER_AUTHN_PROVIDER is blank, so nothing is checked"],
    ],
    [
      "credentials without a provider",
      "0.6.3",
      { CHROMA_SERVER_AUTHN_CREDENTIALS: "<redacted>" },
      ["CHROMA_SERVER_AUTHN_CREDENTIALS has no effect without CHROMA_SERVER_AUTHN_PROVIDER"],
    ],
    [
      "any on 1.0.0, even blank",
      "1.0.0",
      { CHROMA_SERVER_AUTHN_PROVIDER: "" },
      ["CHROMA_SERVER_AUTHN_PROVIDER is ignored"],
    ],
    [
      "written in lower case",
      "1.5.9",
      { chroma_server_authz_provider: "x" },
      ["chroma_server_authz_provider is ignored"],
    ],
  ])("%s", (_, version, environment, certain) => {
    expect(settled(version, environment)).toEqual({ certain, possible: [] })
  })

  test("variables that the template declares and does not use", () => {
    expect(settled("1.5.9", {}, ["chroma_server_auth_provider", "chroma_otel_granularity"]).certain).toEqual([
      "the variable chroma_server_auth_provider is not used by the template",
    ])
  })
})

test("without a version, what only some releases ignore is possible, not certain", () => {
  expect(settled(null, names05)).toMatchObject({
    certain: [],
    possible: expect.arrayContaining(["CHROMA_SERVER_AUTHN_PROVIDER is ignored"]),
  })
})

test("a running 1.x decides for a file that names no version", () => {
  const settings = exampleSettings({ version: null, environment: names05 })
  expect(
    ineffectiveAuthentication(settings, exampleServer({ from: "1.0.0", to: null })).certain,
  ).toHaveLength(3)
})
