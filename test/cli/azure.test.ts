import { describe, expect, onTestFinished, test } from "vitest"
import type { Behaviour } from "../../src/demo/azure/behaviour.ts"
import { stacks } from "../../src/demo/azure/stacks/index.ts"
import type { Report } from "../../src/model/report.ts"
import { startAzure } from "../support/azure.ts"
import { cli } from "../support/cli.ts"

const address = "127.0.0.1"
/** Nothing listens on port 1, so that Azure is the only plane that answers. */
const target = ["--ip", address, "--port", "1", "--json"]

async function audit(behaviour: Behaviour = {}, ip = address) {
  const azure = await startAzure(stacks.hardened({ address: ip, apiPort: 443, now: new Date() }), behaviour)
  onTestFinished(azure.close)
  const ended = await cli(["run", ...target, ...azure.flags], { env: azure.env })
  const report = JSON.parse(ended.stdout) as Report
  return {
    ...ended,
    report,
    azure,
    finding: (rule: string) => report.findings.find((one) => one.rule === rule),
  }
}

describe("the Azure plane", () => {
  test("decides what Azure knows, with Reader alone", async () => {
    const { finding, azure } = await audit()
    expect(finding("vm-memory-minimum")).toMatchObject({ status: "pass" })
    expect(finding("backup-exists")).toMatchObject({ status: "pass" })
    expect(new Set(azure.requests.map(({ method }) => method))).toEqual(new Set(["GET"]))
  })

  test("a refused call costs only the findings that need it, and they name the action", async () => {
    const { finding, report } = await audit({ denied: ["Microsoft.Compute/skus/read"] })
    expect(finding("vm-memory-minimum")).toMatchObject({
      status: "unknown",
      inScope: true,
      cause: { kind: "forbidden", permission: "Microsoft.Compute/skus/read" },
    })
    const others = report.findings.filter(
      ({ cause }) => cause?.permission && cause.permission !== "Microsoft.Compute/skus/read",
    )
    expect(others).toEqual([])
    expect(finding("disk-encryption-at-rest")).toMatchObject({ status: "pass" })
  })

  test("an address in no visible subscription is not found or not visible, and fails nothing", async () => {
    const { finding, report } = await audit({}, "203.0.113.7")
    expect(finding("vm-memory-minimum")).toMatchObject({ status: "unknown", cause: { kind: "not-found" } })
    expect(finding("vm-memory-minimum")?.summary).toMatch(/not found or not visible to you/)
    expect(report.findings.filter(({ status }) => status === "fail")).toEqual([])
  })

  test("waiting out a throttled call gives the same answer", async () => {
    const { finding } = await audit({
      faults: [{ type: "Microsoft.Compute/virtualMachines", kind: "throttled", retryAfter: 1, times: 1 }],
    })
    expect(finding("vm-running")).toMatchObject({ status: "pass" })
  })

  test.each<[string, Behaviour, string, string]>([
    [
      "a web page instead of JSON is malformed, not an empty list",
      { faults: [{ type: "Microsoft.Compute/snapshots", kind: "html" }] },
      "azure.snapshots",
      "malformed",
    ],
    [
      "a broken service is not an empty list",
      { faults: [{ type: "Microsoft.Compute/snapshots", kind: "broken", status: 500 }] },
      "azure.snapshots",
      "unreachable",
    ],
    [
      "a link to another host is not followed",
      {
        pageSize: 1,
        faults: [{ type: "Microsoft.Compute/skus", kind: "diverted", origin: "https://127.0.0.1:1" }],
      },
      "azure.vmSize",
      "malformed",
    ],
  ])("%s", async (_, behaviour, id, kind) => {
    const { report } = await audit(behaviour)
    expect(report.evidence.find((one) => one.id === id)).toMatchObject({ status: "unknown", cause: { kind } })
  })

  test("pages are followed to the last", async () => {
    const whole = await audit()
    const paged = await audit({ pageSize: 1 })
    const verdicts = ({ report }: typeof whole) =>
      report.findings.map(({ rule, status }) => `${rule} ${status}`)
    expect(verdicts(paged)).toEqual(verdicts(whole))
    expect(paged.azure.requests.length).toBeGreaterThan(whole.azure.requests.length)
  })
})

test("without a login every Azure finding says how to log in; with no plane at all the run exits 3", async () => {
  const { code, stdout, stderr } = await cli(["run", ...target, "--azure-auth", "cli"], {
    env: { PATH: "/nowhere" },
  })
  const report = JSON.parse(stdout) as Report
  const memory = report.findings.find(({ rule }) => rule === "vm-memory-minimum")
  expect(memory).toMatchObject({ status: "unknown", cause: { kind: "unauthenticated" } })
  expect(memory?.cause?.unlock).toMatch(/az login/)
  expect(report.findings.filter(({ status }) => status === "fail")).toEqual([])
  expect(stderr).toMatch(/Nothing could be audited/)
  expect(code).toBe(3)
})
