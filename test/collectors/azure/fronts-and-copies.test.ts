import { expect, test } from "vitest"
import { describeGateway } from "../../../src/collectors/azure/application-gateway.ts"
import { describeDiskBackup } from "../../../src/collectors/azure/disk-backup.ts"
import { describeRunCommand } from "../../../src/collectors/azure/virtual-machine.ts"
import { exampleDisk } from "../../../rules/examples.ts"

const gateway = { id: "/g", name: "g", location: "westeurope" }
const inner = { enabled: true, firewallMode: "Detection", ruleSetType: "OWASP", ruleSetVersion: "3.2" }

test("a firewall policy outranks the configuration inside the gateway", () => {
  const policy = {
    id: "/p",
    policySettings: { state: "Enabled", mode: "Prevention" },
    managedRules: { managedRuleSets: [] },
  }
  const both = { ...gateway, webApplicationFirewallConfiguration: inner }
  expect(describeGateway(both, policy)?.firewall).toEqual({ id: "/p", enabled: true, mode: "Prevention" })
  expect(describeGateway(both, undefined)?.firewall).toEqual({ id: "/g", enabled: true, mode: "Detection" })
  expect(describeGateway(gateway, undefined)?.firewall).toBeNull()
})

test("how a gateway speaks to its backends", () => {
  const settings = [{ name: "chroma", protocol: "Http", port: 8000, cookieBasedAffinity: "Disabled" }]
  expect(
    describeGateway({ ...gateway, backendHttpSettingsCollection: settings }, undefined)?.backends,
  ).toEqual([{ name: "chroma", protocol: "Http", port: 8000 }])
})

const vault = "/subscriptions/s/resourceGroups/vaults/providers/Microsoft.DataProtection/backupVaults/disks"
const instance = {
  id: `${vault}/backupInstances/one`,
  properties: {
    dataSourceInfo: { resourceID: exampleDisk().id },
    currentProtectionState: "ProtectionConfigured",
    policyInfo: {
      policyId: `${vault}/backupPolicies/daily`,
      policyParameters: {
        dataStoreParametersList: [
          { dataStoreType: "OperationalStore", resourceGroupId: "/subscriptions/s/resourceGroups/snapshots" },
        ],
      },
    },
  },
}
const point = (recoveryPointTime: string, recoveryPointState?: string) => ({
  properties: { recoveryPointTime, ...(recoveryPointState ? { recoveryPointState } : {}) },
})

test("a disk backup has its complete points, newest first, where its snapshots are", () => {
  const points = [
    point("2026-11-20T00:00:00Z", "Completed"),
    point("2026-11-22T00:00:00Z"),
    point("2026-11-21T00:00:00Z", "Partial"),
  ]
  expect(describeDiskBackup(instance, exampleDisk(), points)).toEqual({
    id: instance.id,
    vaultName: "disks",
    diskId: exampleDisk().id,
    protectionState: "ProtectionConfigured",
    policyName: "daily",
    snapshotResourceGroup: "snapshots",
    location: "westeurope",
    pointsAt: ["2026-11-22T00:00:00Z", "2026-11-20T00:00:00Z"],
  })
})

test("an older vault tells the state in another place", () => {
  const { currentProtectionState: _, ...properties } = instance.properties
  const older = {
    ...instance,
    properties: { ...properties, protectionStatus: { status: "ProtectionStopped" } },
  }
  expect(describeDiskBackup(older, exampleDisk(), [])?.protectionState).toBe("ProtectionStopped")
})

test("a run command is kept by the names of its secrets, never by their values", () => {
  const described = describeRunCommand({
    name: "configure",
    location: "westeurope",
    source: { script: "export CHROMA_TOKEN=s3cret-value-1234\necho done" },
    parameters: [
      { name: "password", value: "hunter2-hunter2" },
      { name: "greeting", value: "hello" },
    ],
  })
  expect(described).toEqual({ name: "configure", secrets: ["CHROMA_TOKEN", "password"] })
  expect(JSON.stringify(described)).not.toMatch(/s3cret|hunter2/)
})
