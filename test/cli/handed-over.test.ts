import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Report } from "../../src/model/report.ts"
import { cli } from "../support/cli.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-test-files-"))
function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const machine = (name: string, values: object = {}) => ({
  address: `azurerm_linux_virtual_machine.${name}`,
  mode: "managed",
  type: "azurerm_linux_virtual_machine",
  name,
  values: { size: "Standard_B1s", ...values },
})
const shown = (resources: object[], key = "values"): string =>
  JSON.stringify({ format_version: "1.0", [key]: { root_module: { resources } } })
const statement = (changes: object = {}): string =>
  JSON.stringify({
    attestations: [
      {
        rule: "restore-tested",
        statement: "done",
        by: "me",
        on: "2026-11-01",
        expires: "2099-01-01",
        ...changes,
      },
    ],
  })

describe("a file that cannot be used is refused in one sentence, with exit code 2", () => {
  test.each<[string, string, string, RegExp]>([
    ["malformed HCL", "--tfvars", 'machine_type = "', /bad:\d+ is not valid Terraform syntax/],
    ["malformed JSON", "--terraform", '{"values": ', /is not valid JSON/],
    ["malformed Compose", "--compose", "services: [", /bad:\d+ is not valid YAML/],
    ["a Compose file of something else", "--compose", "version: '3'", /bad/],
    ["malformed configuration", "--server-config", "a: [", /bad:\d+ is not valid YAML/],
    ["a configuration that is a list", "--server-config", "- a", /bad/],
    ["malformed statements", "--attestations", "attestations: [", /bad:\d+ is not valid YAML/],
    ["a statement without a date", "--attestations", statement({ on: undefined }), /bad/],
    ["a statement on a day that is none", "--attestations", statement({ on: "2026-13-01" }), /bad/],
    [
      "a statement about no rule",
      "--attestations",
      statement({ rule: "restore" }),
      /no rule called "restore"/,
    ],
    ["guest output of something else", "--guest-output", "hello", /is not what the guest script prints/],
    ["guest output that is cut off", "--guest-output", "chroma-audit-guest 1\nat now\n", /is cut off/],
    [
      "a state of another provider",
      "--terraform",
      shown([{ ...machine("vm"), type: "aws_instance", address: "aws_instance.vm" }]),
      /nothing of Azure's provider azurerm, only of aws/,
    ],
    ["Terraform's own state file", "--terraform", '{"version":4,"lineage":"x"}', /terraform show -json/],
    ["an empty state", "--terraform", shown([]), /holds no resource/],
    [
      "several machines in a state",
      "--terraform",
      shown([machine("a"), machine("b")]),
      /2 virtual machines.*give --ip/,
    ],
    [
      "several machines in a plan",
      "--terraform",
      shown([machine("a"), machine("b")], "planned_values"),
      /2 virtual machines.*plan the one that runs Chroma alone/,
    ],
  ])("%s", async (_, flag, text, message) => {
    const { code, stdout, stderr } = await cli([
      "run",
      ...(flag === "--terraform" ? [] : ["--ip", "127.0.0.1", "--azure-auth", "none"]),
      flag,
      file("bad", text),
    ])
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  })

  test("the VM agent without Azure", async () => {
    const { code, stderr } = await cli([
      "run",
      "--ip",
      "127.0.0.1",
      "--azure-auth",
      "none",
      "--guest",
      "run-command",
    ])
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(/--guest run-command goes through Azure/)
    expect(code).toBe(2)
  })
})

async function audited(...flags: string[]): Promise<Report> {
  const { stdout, stderr } = await cli(["run", "--azure-auth", "none", "--port", "1", "--json", ...flags])
  expect(stdout, stderr).not.toBe("")
  return JSON.parse(stdout) as Report
}
const finding = ({ findings }: Report, rule: string) => findings.find((one) => one.rule === rule)

describe("the target", () => {
  test("is a state's public address, where none is named", async () => {
    const state = file("state.json", shown([machine("vm", { public_ip_address: "127.0.0.1" })]))
    const { target, score } = await audited("--terraform", state)
    expect(target.ip).toBe("127.0.0.1")
    expect(score.scope).toEqual(["endpoint", "declared"])
  })

  test("is what the user names, whatever the state says", async () => {
    const state = file("state.json", shown([machine("vm", { public_ip_address: "127.0.0.9" })]))
    expect((await audited("--terraform", state, "--ip", "127.0.0.1")).target.ip).toBe("127.0.0.1")
  })
})

describe("what people vouch for", () => {
  const attestations = file("attestations.yaml", statement())
  const here = ["--ip", "127.0.0.1", "--attestations", attestations]

  test("decides, and is marked as a person's word", async () => {
    const report = await audited(...here)
    expect(report.score.scope).toContain("attested")
    expect(finding(report, "restore-tested")).toMatchObject({
      status: "pass",
      evidence: [{ plane: "attested", source: expect.stringMatching(/attestations\.yaml:\d+$/) }],
    })
  })

  test("counts for nothing with --evidence-floor observed", async () => {
    const report = await audited(...here, "--evidence-floor", "observed")
    expect(report.score.scope).not.toContain("attested")
    expect(finding(report, "restore-tested")).toMatchObject({ status: "unknown", inScope: false })
  })

  test("is unknown once it has expired", async () => {
    const expired = file(
      "expired.yaml",
      statement({ rule: "recovery-plan-documented", expires: "2026-11-02" }),
    )
    const report = await audited("--ip", "127.0.0.1", "--attestations", expired)
    expect(finding(report, "recovery-plan-documented")).toMatchObject({
      status: "unknown",
      cause: { detail: expect.stringContaining("expired on 2026-11-02") },
    })
  })
})
