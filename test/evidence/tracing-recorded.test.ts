import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { settingsOf } from "../../src/collectors/configuration/settings.ts"
import { generationOf, tracingSettings, tracingTransport } from "../../src/evidence/tracing-settings.ts"

interface Recorded {
  version: string
  environment: Record<string, string>
  starts: boolean
  traces: boolean
  sent?: "tls" | "clear"
  headers?: boolean
}

const recorded = JSON.parse(
  readFileSync(new URL("../fixtures/tracing/recorded.json", import.meta.url), "utf8"),
) as Recorded[]

/** The settings as the auditor keeps them, redacted, and what it makes of them. */
function judged({ version, environment }: Recorded) {
  const settings = settingsOf({ environment, file: {}, version, unused: [] })
  const generation = generationOf(settings, undefined) ?? "1.x"
  const { on, faults } = tracingSettings(settings, generation)
  return { on, faults: faults.join("; "), transport: tracingTransport(settings, generation).transport }
}

const named = recorded.map((one) => ({ ...one, name: `${one.version} ${JSON.stringify(one.environment)}` }))

describe("what a real server did is what is said of its settings", () => {
  test.each(named)("whether it starts: $name", (one) => {
    expect(/does not start|crashes/.test(judged(one).faults)).toBe(!one.starts)
  })

  test.each(named.filter(({ starts }) => starts))("whether it traces: $name", (one) => {
    expect(judged(one).on).toBe(one.traces)
  })

  test.each(named.filter(({ sent }) => sent))("whether traces travel encrypted: $name", (one) => {
    expect(judged(one).transport === "encrypted").toBe(one.sent === "tls")
  })

  test.each(named.filter(({ headers }) => headers !== undefined))("whether headers arrive: $name", (one) => {
    const dropped = /it is dropped/.test(judged(one).faults)
    const isGiven = Object.entries(one.environment).some(
      ([name, value]) => /HEADERS/.test(name) && value !== "",
    )
    expect(isGiven && !dropped).toBe(one.headers)
  })
})
