import { describe, expect, onTestFinished, test } from "vitest"
import { covers } from "../../src/collectors/azure/permissions.ts"
import type { Behaviour } from "../../src/demo/azure/behaviour.ts"
import { stacks } from "../../src/demo/azure/stacks/index.ts"
import type { Preflight } from "../../src/use-cases/preflight.ts"
import { startAzure } from "../support/azure.ts"
import { cli } from "../support/cli.ts"

const address = "127.0.0.1"

async function preflight(behaviour: Behaviour, ...flags: readonly string[]) {
  const azure = await startAzure(stacks.hardened({ address, apiPort: 443, now: new Date() }), behaviour)
  onTestFinished(azure.close)
  const ended = await cli(["preflight", "--ip", address, ...flags, ...azure.flags], { env: azure.env })
  return { ...ended, requests: azure.requests }
}
const asJson = async (behaviour: Behaviour): Promise<Preflight> =>
  JSON.parse((await preflight(behaviour, "--json")).stdout) as Preflight
const prospectOf = ({ rules }: Preflight, id: string) => rules.find(({ rule }) => rule === id)

describe("preflight", () => {
  test("says what will be unknown and which action it lacks", async () => {
    const found = await asJson({ denied: ["Microsoft.Compute/skus/read"] })
    expect(prospectOf(found, "vm-memory-minimum")).toMatchObject({
      prospect: "unknown",
      causes: [{ kind: "forbidden", permission: "Microsoft.Compute/skus/read" }],
    })
    expect(prospectOf(found, "disk-encryption-at-rest")).toMatchObject({ prospect: "decidable", causes: [] })
    expect(prospectOf(found, "service-autostart")).toMatchObject({ causes: [{ kind: "not-requested" }] })
    // On a machine; in a container service Azure would show it.
    expect(prospectOf(found, "container-restart-policy")?.prospect).toBe("unknown")
    expect(found.azure.lacking).toEqual(["Microsoft.Compute/skus/read"])
  })

  test("asks for permissions where the machine is, and audits nothing", async () => {
    const { requests, code } = await preflight({})
    expect(code).toBe(0)
    const asked = requests.map(({ url }) => url)
    expect(asked.filter((url) => url.includes("Microsoft.Authorization/permissions"))).toHaveLength(2)
    expect(asked.filter((url) => url.includes("/virtualMachines"))).toEqual([])
    expect(requests.length).toBeLessThan(8)
  })

  test("does not guess when permissions may not be read", async () => {
    const found = await asJson({ denied: ["Microsoft.Authorization/permissions/read"] })
    expect(found.azure.cause).toMatchObject({ permission: "Microsoft.Authorization/permissions/read" })
    expect(prospectOf(found, "vm-memory-minimum")?.prospect).toBe("uncertain")
  })

  test("tells people the same in words", async () => {
    const { stdout } = await preflight({ denied: ["Microsoft.Compute/skus/read"] })
    expect(stdout).toMatch(/Will be unknown: \d+/)
    expect(stdout).toMatch(
      /The identity lacks Microsoft\.Compute\/skus\/read\.\n[^]*vm-memory-minimum \(high\)/,
    )
  })
})

test.each([
  ["*", true],
  ["*/read", true],
  ["Microsoft.Compute/*", true],
  ["microsoft.compute/DISKS/read", true],
  ["Microsoft.Compute/disks/write", false],
  ["Microsoft.Compute/disks", false],
  ["MicrosoftXCompute/disks/read", false],
])("the pattern %s covers reading disks: %s", (pattern, expected) => {
  expect(covers(pattern, "Microsoft.Compute/disks/read")).toBe(expected)
})
