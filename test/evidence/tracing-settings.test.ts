import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { exampleServer, exampleSettings } from "../../rules/examples.ts"
import {
  canTrace,
  generationOf,
  tracingSettings,
  tracingTransport,
} from "../../src/evidence/tracing-settings.ts"

type Environment = Record<string, string>
const read = (generation: "0.x" | "1.x", environment: Environment, headersForm: Form = null) =>
  tracingSettings(exampleSettings({ environment, headersForm }), generation)
type Form = ReturnType<typeof exampleSettings>["headersForm"]

const collector = "http://otel-collector:4317"

describe("which generation reads the settings", () => {
  const python06 = { implementation: "python", reported: "0.6.3", from: "0.6.3", to: "0.6.3" } as const
  const python15 = { implementation: "python", reported: "1.5.9", from: "1.5.9", to: "1.5.9" } as const
  test.each([
    { version: "1.5.9", server: undefined, expected: "1.x" },
    { version: "0.6.3", server: undefined, expected: "0.x" },
    // A file is judged by the version it names itself.
    { version: "0.6.3", server: exampleServer(), expected: "0.x" },
    { version: "latest", server: undefined, expected: undefined },
    { version: "latest", server: exampleServer(), expected: "1.x" },
    { version: null, server: exampleServer(python06), expected: "0.x" },
    { version: null, server: exampleServer({ from: null, reported: null }), expected: "1.x" },
    { version: null, server: undefined, expected: undefined },
    // The Python server of 1.x reads the names of 0.x.
    { version: "1.5.9", server: exampleServer(python15), expected: undefined },
  ])("$version with $server.basis is $expected", ({ version, server, expected }) => {
    expect(generationOf(exampleSettings({ version }), server)).toBe(expected)
  })
})

describe("whether tracing is on", () => {
  test.each<{ what: string; generation: "0.x" | "1.x"; environment: Environment; on: boolean }>([
    {
      what: "1.x with its endpoint",
      generation: "1.x",
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: collector },
      on: true,
    },
    {
      what: "1.x with its endpoint in lower case",
      generation: "1.x",
      environment: { chroma_open_telemetry__endpoint: collector },
      on: true,
    },
    {
      what: "1.x with a blank endpoint",
      generation: "1.x",
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: " " },
      on: false,
    },
    {
      what: "1.x with the endpoint of 0.x",
      generation: "1.x",
      environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: collector },
      on: false,
    },
    {
      what: "0.x without granularity",
      generation: "0.x",
      environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: collector },
      on: false,
    },
    {
      what: "0.x with granularity none",
      generation: "0.x",
      environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: collector, CHROMA_OTEL_GRANULARITY: "none" },
      on: false,
    },
    {
      what: "0.x with endpoint and granularity",
      generation: "0.x",
      environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: collector, CHROMA_OTEL_GRANULARITY: "operation" },
      on: true,
    },
  ])("$what: $on", ({ generation, environment, on }) => {
    expect(read(generation, environment).on).toBe(on)
  })

  test("the environment outranks the configuration file of 1.x", () => {
    const settings = exampleSettings({
      file: { "open_telemetry.endpoint": collector },
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "https://otlp.example.com" },
    })
    expect(tracingSettings(settings, "1.x").endpoint).toBe("https://otlp.example.com")
  })

  test("the configuration file of 1.x counts", () => {
    const settings = exampleSettings({ file: { "open_telemetry.endpoint": collector } })
    expect(tracingSettings(settings, "1.x").on).toBe(true)
  })

  const value = fc.oneof(fc.constantFrom("", "all", collector), fc.string())
  test.prop([fc.dictionary(fc.constantFrom("ENDPOINT", "HEADERS", "GRANULARITY", "SERVICE_NAME"), value)])(
    "names that a generation does not read never switch it on",
    (suffixed) => {
      const named = (prefix: string) =>
        Object.fromEntries(Object.entries(suffixed).map(([name, given]) => [prefix + name, given]))
      expect(read("1.x", { ...named("CHROMA_OTEL_COLLECTION_"), ...named("CHROMA_OTEL_EXPORTER_") }).on).toBe(
        false,
      )
      expect(read("0.x", { ...named("CHROMA_OPEN_TELEMETRY__"), ...named("CHROMA_OTEL_EXPORTER_") }).on).toBe(
        false,
      )
    },
  )
})

describe("settings that do not do what they look like", () => {
  const on0 = { CHROMA_OTEL_COLLECTION_ENDPOINT: collector, CHROMA_OTEL_GRANULARITY: "all" }
  const on1 = { CHROMA_OPEN_TELEMETRY__ENDPOINT: collector }
  test.each<{
    what: string
    generation: "0.x" | "1.x"
    environment: Environment
    form?: Form
    fault: RegExp
  }>([
    {
      what: "the names of the shipped compose file",
      generation: "0.x",
      environment: { ...on0, CHROMA_OTEL_EXPORTER_ENDPOINT: collector },
      fault: /EXPORTER_ENDPOINT is read by no version/,
    },
    {
      what: "names of 0.x on 1.x",
      generation: "1.x",
      environment: { ...on1, CHROMA_OTEL_GRANULARITY: "all" },
      fault: /GRANULARITY is read by 0\.x only/,
    },
    {
      what: "names of 1.x on 0.x",
      generation: "0.x",
      environment: { ...on0, CHROMA_OPEN_TELEMETRY__ENDPOINT: collector },
      fault: /is read by 1\.x only/,
    },
    {
      what: "a blank endpoint on 1.x",
      generation: "1.x",
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "" },
      fault: /crashes/,
    },
    {
      what: "an endpoint without a scheme on 1.x",
      generation: "1.x",
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "api.honeycomb.com" },
      fault: /every export fails/,
    },
    {
      what: "headers as JSON on 1.x",
      generation: "1.x",
      environment: { ...on1, OTEL_EXPORTER_OTLP_HEADERS: "<redacted>" },
      form: "json",
      fault: /dropped/,
    },
    {
      what: "headers as key=value on 0.x",
      generation: "0.x",
      environment: { ...on0, CHROMA_OTEL_COLLECTION_HEADERS: "<redacted>" },
      form: "key-value",
      fault: /not a JSON object/,
    },
    {
      what: "headers in single quotes, as the guide writes them",
      generation: "0.x",
      environment: { ...on0, CHROMA_OTEL_COLLECTION_HEADERS: "<redacted>" },
      form: "json-single-quoted",
      fault: /not a JSON object/,
    },
    {
      what: "a granularity that does not exist",
      generation: "0.x",
      environment: { ...on0, CHROMA_OTEL_GRANULARITY: "full" },
      fault: /does not start/,
    },
    {
      what: "an endpoint without granularity on 0.x",
      generation: "0.x",
      environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: collector },
      fault: /not set: nothing is traced/,
    },
  ])("$what", ({ generation, environment, form, fault }) => {
    const { faults } = read(generation, environment, form)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(fault)
  })

  test.each<{ what: string; generation: "0.x" | "1.x"; environment: Environment; form?: Form }>([
    {
      what: "0.x without a scheme",
      generation: "0.x",
      environment: { ...on0, CHROMA_OTEL_COLLECTION_ENDPOINT: "api.honeycomb.com" },
    },
    {
      what: "{} for headers",
      generation: "1.x",
      environment: { ...on1, OTEL_EXPORTER_OTLP_HEADERS: "<redacted>" },
      form: "empty",
    },
    {
      what: "blank leftovers of 0.x on 1.x",
      generation: "1.x",
      environment: { ...on1, CHROMA_OTEL_GRANULARITY: "" },
    },
    {
      what: "{} left over from 0.x on 1.x",
      generation: "1.x",
      environment: { ...on1, CHROMA_OTEL_COLLECTION_HEADERS: "<redacted>" },
      form: "empty",
    },
    { what: "nothing at all", generation: "0.x", environment: {} },
  ])("$what is no fault", ({ generation, environment, form }) => {
    expect(read(generation, environment, form).faults).toEqual([])
  })
})

describe("how traces travel", () => {
  test.each([
    ["https://otlp.example.com:4317", "clear"],
    ["HTTPS://10.0.0.7", "private"],
    ["http://otlp.example.com:4317", "clear"],
    ["http://20.1.2.3:4317", "clear"],
    ["http://127.0.0.1:4317", "private"],
    ["http://[::1]:4317", "private"],
    ["http://10.0.0.7:4317", "private"],
    ["http://[2a01:4f8::1]:4317", "clear"],
    ["http://otel-collector:4317", "private"],
    ["http://collector.internal", "private"],
    ["http://internal.example.com", "clear"],
    ["", "none"],
  ])("%s: %s", (address, transport) => {
    const settings = exampleSettings({ environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: address } })
    expect(tracingTransport(settings, "1.x").transport).toBe(transport)
  })

  test("0.x without a scheme is encrypted", () => {
    const settings = exampleSettings({ environment: { CHROMA_OTEL_COLLECTION_ENDPOINT: "otlp.example.com" } })
    expect(tracingTransport(settings, "0.x").transport).toBe("encrypted")
  })
})

test.each([
  ["0.4.14", false],
  ["0.4.15", true],
  ["1.0.0", true],
  ["latest", true],
  [null, true],
])("%s can trace: %s", (version, expected) => {
  expect(canTrace(version)).toBe(expected)
})
