import { expect, test } from "vitest"
import rule from "../../../rules/maintenance/chroma-version-supported.ts"
import { exampleServer, exampleSettings } from "../../../rules/examples.ts"
import { judge } from "../../support/judge.ts"

test.each([
  ["1.5.9", null, null, "pass"],
  ["1.3.0", "1.3.0", null, "pass"],
  ["1.3.0", "1.5.9", null, "pass"],
  ["1.2.2", "1.2.2", null, "fail"],
  ["1.0.0", "1.2.2", null, "fail"],
  ["0.4.15", "0.6.3", null, "fail"],
  [null, "0.5.5", null, "fail"],
  ["1.2.0", "1.3.0", null, "unknown"],
  ["1.0.0", null, null, "unknown"],
  [null, null, null, "unknown"],
  ["1.0.0", null, "1.4.1", "pass"],
  ["1.0.0", null, "1.1.0", "fail"],
  [null, null, "0.6.3", "fail"],
])("a server from %s to %s whose files name %s: %s", async (from, to, version, status) => {
  const given = { server: exampleServer({ from, to }), settings: exampleSettings({ version }) }
  expect((await judge(rule, given)).status).toBe(status)
})

test.each([
  ["a file that was changed and not applied", "1.0.0", "1.1.1", "1.5.9", "fail"],
  ["a file left behind by an older deployment", "1.5.9", null, "0.6.3", "pass"],
  ["a name that is no release", "1.2.0", "1.3.0", "latest", "unknown"],
])("the server is believed over %s", async (_, from, to, version, status) => {
  const given = { server: exampleServer({ from, to }), settings: exampleSettings({ version }) }
  expect((await judge(rule, given)).status).toBe(status)
})
