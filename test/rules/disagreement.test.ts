import { expect, test } from "vitest"
import { exampleReads, exampleSettings, exampleSize } from "../../rules/examples.ts"
import otelTracingEnabled from "../../rules/observability/otel-tracing-enabled.ts"
import authReadsEnforced from "../../rules/privacy-and-security/auth-reads-enforced.ts"
import authSettingsEffective from "../../rules/privacy-and-security/auth-settings-effective.ts"
import authTokenStrength from "../../rules/privacy-and-security/auth-token-strength.ts"
import vmMemoryMinimum from "../../rules/scalability/vm-memory-minimum.ts"
import { judge } from "../support/judge.ts"

const sample = { length: 10, alphanumeric: false, documentedSample: true }
const fromTheGuide = exampleSettings({ unused: ["chroma_server_auth_credentials"], credential: sample })

test("a token that the template drops fails, although nothing inside the VM shows it", async () => {
  const { status, summary } = await judge(authSettingsEffective, {
    settings: exampleSettings(),
    written: fromTheGuide,
  })
  expect(status).toBe("fail")
  expect(summary).toContain("chroma_server_auth_credentials is not used by the template")
})

test("and is judged for its strength", async () => {
  const { status, observed } = await judge(authTokenStrength, {
    settings: exampleSettings(),
    written: fromTheGuide,
  })
  expect(status).toBe("fail")
  expect(observed).toBe("the declared token: 10 characters, one of the documented samples")
})

test("a token is set, and strangers are answered", async () => {
  const { status, observed, evidence } = await judge(authReadsEnforced, {
    reads: exampleReads("accepted"),
    settings: fromTheGuide,
  })
  expect(status).toBe("fail")
  expect(observed).toMatch(/, although a token is configured$/)
  expect(evidence.map(({ plane }) => plane)).toEqual(expect.arrayContaining(["endpoint", "declared"]))
})

test("tracing is configured, and off", async () => {
  const { status, observed } = await judge(otelTracingEnabled, {
    tracing: { on: false, traceId: "00000000000000000000000000000000" },
    settings: exampleSettings({
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://otel-collector:4317" },
    }),
  })
  expect(status).toBe("fail")
  expect(observed).toMatch(/, although tracing is configured$/)
})

test("declared with 4 GiB, running with 1", async () => {
  const { status, observed, evidence } = await judge(vmMemoryMinimum, {
    size: exampleSize({ name: "Standard_B1s", memoryGiB: 1 }),
    definition: {
      kind: "state",
      vmSize: "Standard_B2s",
      image: null,
      dataDisks: 0,
      replacing: [],
      backups: [],
      resources: [],
    },
  })
  expect(status).toBe("fail")
  expect(observed).toBe("1 GiB (Standard_B1s), where the state says Standard_B2s")
  expect(evidence.map(({ plane }) => plane)).toEqual(["azure", "declared"])
})
