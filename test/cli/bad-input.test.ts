import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { cli } from "../support/cli.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-input-"))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const offline = ["--ip", "127.0.0.1", "--azure-auth", "none"]

describe("bad input is answered with one sentence and exit 2", () => {
  test.each<[string, string[], RegExp]>([
    ["nothing to audit", ["run"], /give --ip ADDRESS or --url URL/],
    ["not an address", ["run", "--ip", "300.1.2.3"], /"300\.1\.2\.3" is not an IP address/],
    ["a number is not an address", ["run", "--ip", "1"], /"1" is not an IP address/],
    ["not a URL", ["run", "--url", "vectors.example.com"], /is not a URL of an API/],
    [
      "credentials in the URL",
      ["run", "--url", "https://u:p@vectors.example.com"],
      /must not carry credentials/,
    ],
    [
      "an unknown rule",
      ["run", ...offline, "--rule", "vm-memory"],
      /no rule "vm-memory"\. Did you mean vm-memory-/,
    ],
    ["an unknown area", ["run", ...offline, "--area", "backups"], /Expected --area=backups to be one of/],
    [
      "an unknown format",
      ["run", ...offline, "--format", "pdf"],
      /There is no format "pdf"; there are terminal, json/,
    ],
    ["an unknown flag", ["run", "--ipp", "127.0.0.1"], /Nonexistent flag: --ipp/],
    ["a port out of range", ["run", ...offline, "--port", "70000"], /65535/],
    [
      "a missing CA file",
      ["run", ...offline, "--ca-file", "/nowhere/ca.pem"],
      /CA file \/nowhere\/ca\.pem cannot be read: there is no such file/,
    ],
    [
      "a missing configuration",
      ["run", ...offline, "--config", "/nowhere.yaml"],
      /configuration \/nowhere\.yaml cannot be read/,
    ],
    [
      "ARM over http",
      ["run", "--ip", "127.0.0.1", "--arm-endpoint", "http://127.0.0.1:1"],
      /must be an https origin/,
    ],
    [
      "a token variable that is not set",
      ["run", ...offline, "--token-env", "NO_SUCH_TOKEN"],
      /NO_SUCH_TOKEN, which is not set/,
    ],
    ["an unknown rule to explain", ["explain", "tls"], /There is no rule "tls"/],
    ["evidence that is not there", ["replay", "/nowhere.json"], /evidence \/nowhere\.json cannot be read/],
    ["an unknown command", ["audit"], /command audit not found/i],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await cli(args, { cwd: folder })
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(stdout).toBe("")
    expect(code).toBe(2)
  })

  test.each<[string, string, RegExp]>([
    ["is not YAML", "profile: [", /not valid YAML/],
    ["has a key that means nothing", "profil: baseline", /"profil", which means nothing here/],
    [
      "has a value out of the enumeration",
      "profile: strict",
      /profile must be one of baseline, production, enterprise, not "strict"/,
    ],
    ["has a value of another type", "port: 443", /port must be array/],
    ["has options that a rule does not take", "options: { backup-recent: { maxAge: 5 } }", /backup-recent/],
    [
      "names a plugin that is not there",
      "plugins: [./nowhere.js]",
      /plugin \.\/nowhere\.js cannot be loaded/,
    ],
  ])("a configuration that %s", async (_, text, message) => {
    const { code, stderr } = await cli(["run", ...offline, "--config", file("config.yaml", text)])
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })

  test.each<[string, string, RegExp]>([
    ["is not JSON", "<html>", /is not JSON/],
    ["is of another version", JSON.stringify({ schemaVersion: "9" }), /is not valid/],
  ])("evidence that %s", async (_, text, message) => {
    const { code, stderr } = await cli(["replay", file("evidence.json", text)])
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})
