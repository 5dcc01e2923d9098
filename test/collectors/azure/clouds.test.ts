import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { azureCollectors } from "../../../src/collectors/azure/index.ts"
import { subscription } from "../../../src/demo/azure/resources/place.ts"
import { adding } from "../../../src/demo/azure/stack.ts"
import { tenantId } from "../../../src/demo/azure/stacks/options.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { collect } from "../../../src/engine/collect.ts"
import { azure } from "../../../src/evidence/index.ts"
import type { AzureAccess } from "../../../src/model/target.ts"
import { address, audit, azPrinting, observe, putOnPath, trusted } from "./observe.ts"

const zonal = stacks["zone-redundant"]({ address, apiPort: 443, now: new Date() })
const other = "11111111-2222-3333-4444-555555555555"
const two = adding(zonal, subscription(other, tenantId, "Other"))

/** An `az` that notes what it is asked for before it does what the script says; gives the notes. */
function notingAz(script: string): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), "chroma-audit-notes-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const notes = join(folder, "asked")
  putOnPath(`echo "$@" >> ${notes}\n${script}`)
  return () => readFileSync(notes, "utf8").trim().split("\n")
}

const resourceOf = (call: string): string | undefined => /--resource (\S+)/.exec(call)?.[1]

describe("tokens are asked for the cloud that is audited, and for no other", () => {
  test.each<[AzureAccess["cloud"], string]>([
    ["public", "https://management.azure.com"],
    ["usgovernment", "https://management.usgovcloudapi.net"],
    ["china", "https://management.chinacloudapi.cn"],
  ])("%s, by the SDKs and by the raw reader", async (cloud, resource) => {
    const asked = notingAz("exit 1")
    for (const subscriptions of [[], [other]]) {
      const collectors = azureCollectors({
        ip: address,
        azure: { auth: "cli", subscriptions, cloud },
        timeout: 1000,
        deadline: 10_000,
        concurrency: 8,
      })
      await collect(collectors, 10_000)
    }
    expect(new Set(asked().map(resourceOf))).toEqual(new Set([resource]))
  })

  test("a custom endpoint, through a whole audit", async () => {
    const arm = await trusted(two)
    const { url, header } = arm.identityEndpoint
    const reply = await fetch(`${url}?api-version=2019-08-01&resource=x`, {
      headers: { "x-identity-header": header },
    })
    const { access_token: token } = (await reply.json()) as { access_token: string }
    const asked = notingAz(azPrinting(token))
    const witnesses = await audit(arm.origin, "cli")
    expect(witnesses.filter(({ status }) => status === "known").length).toBeGreaterThan(20)
    expect(new Set(asked().map(resourceOf))).toEqual(new Set([arm.origin]))
  })
})

/** Read by the network SDK, the compute SDK, the raw reader as a list and by id, and the graph's POST. */
describe("a cloud that lags is asked with the newest version it knows", () => {
  const known = ["2018-01-01", "2020-06-01", "2020-08-01-preview"]
  test.each([
    ["Microsoft.Network/publicIPAddresses", azure.publicIpAddress],
    ["Microsoft.Compute/virtualMachines", azure.virtualMachine],
    ["Microsoft.Compute/skus", azure.vmSize],
    ["Microsoft.RecoveryServices/vaults", azure.backupItems],
    ["Microsoft.RecoveryServices/vaults/backupPolicies", azure.backupPolicies],
    ["Microsoft.Insights/metrics", azure.utilisation],
    ["Microsoft.ResourceGraph/resources", azure.host],
  ] as const)("%s", async (type, token) => {
    const seen = await observe(two, { apiVersions: { [type]: known } })
    expect(seen.witness(token)).toMatchObject({ status: "known" })
    const asked = seen.requests.filter(({ url, status }) => status === 200 && url.includes("2020-06-01"))
    expect(asked.length).toBeGreaterThan(0)
  })

  test("and what no version of it knows is unknown, not empty", async () => {
    const seen = await observe(two, { apiVersions: { "Microsoft.Compute/snapshots": [] } })
    expect(seen.cause(azure.snapshots)).toMatchObject({ kind: "unsupported" })
  })
})
