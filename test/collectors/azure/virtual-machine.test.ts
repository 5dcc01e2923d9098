import type { VirtualMachine, VirtualMachineInstanceView } from "@azure/arm-compute"
import { describe, expect, test } from "vitest"
import {
  describeExtension,
  describeInstanceView,
  describeUserData,
  describeVirtualMachine,
} from "../../../src/collectors/azure/virtual-machine.ts"

const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/chroma"
const machine = (fields: Partial<VirtualMachine> = {}) =>
  describeVirtualMachine({ id, location: "westeurope", ...fields })

describe("a machine", () => {
  test("without what ARM leaves out by default", () => {
    expect(machine()).toMatchObject({
      zones: [],
      tags: {},
      priority: "Regular",
      encryptionAtHost: false,
      secureBoot: false,
      vTpm: false,
      bootDiagnostics: false,
      ephemeralOsDisk: false,
      image: null,
      principalId: null,
    })
  })

  test.each<[string, VirtualMachine["osProfile"], boolean | null]>([
    ["keys only", { linuxConfiguration: { disablePasswordAuthentication: true } }, true],
    ["passwords", { linuxConfiguration: { disablePasswordAuthentication: false } }, false],
    ["not said, which allows passwords", { linuxConfiguration: {} }, false],
    ["Windows", { windowsConfiguration: {} }, null],
    ["made from a specialised disk", undefined, null],
  ])("logs in with %s", (_, osProfile, disabled) => {
    expect(machine(osProfile ? { osProfile } : {})).toMatchObject({
      passwordAuthenticationDisabled: disabled,
    })
  })

  test.each<[string, VirtualMachine["osProfile"]]>([
    [
      "Linux",
      {
        linuxConfiguration: {
          patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "ImageDefault" },
        },
      },
    ],
    [
      "Windows",
      {
        windowsConfiguration: {
          patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "ImageDefault" },
        },
      },
    ],
  ])("is patched, on %s", (_, osProfile) => {
    expect(machine(osProfile ? { osProfile } : {})).toMatchObject({
      patchMode: "AutomaticByPlatform",
      assessmentMode: "ImageDefault",
    })
  })

  test.each([
    [
      "the exact version",
      { publisher: "Debian", offer: "debian-12", sku: "12", version: "latest", exactVersion: "0.1" },
      "0.1",
    ],
    [
      "what was asked for",
      { publisher: "Debian", offer: "debian-12", sku: "12", version: "latest" },
      "latest",
    ],
  ])("its image has %s", (_, imageReference, version) => {
    expect(machine({ storageProfile: { imageReference } })?.image).toMatchObject({ version })
  })

  test("an image of one's own has no publisher", () => {
    const imageReference = { id: "/subscriptions/s/providers/Microsoft.Compute/galleries/g" }
    expect(machine({ storageProfile: { imageReference } })).toMatchObject({ image: null })
  })
})

describe("its run-time state", () => {
  test("power is the status that says so, among others", () => {
    const statuses = [{ code: "ProvisioningState/succeeded" }, { code: "powerstate/deallocated" }]
    expect(describeInstanceView({ statuses })).toMatchObject({ powerState: "deallocated" })
    expect(describeInstanceView({ statuses: [] })).toMatchObject({ powerState: null })
  })

  test.each<[string, VirtualMachineInstanceView["maintenanceRedeployStatus"], boolean | undefined]>([
    ["none", undefined, undefined],
    ["said, but not planned", { isCustomerInitiatedMaintenanceAllowed: false }, false],
    ["open to start", { isCustomerInitiatedMaintenanceAllowed: true }, true],
    ["planned", { maintenanceWindowStartTime: new Date(0), lastOperationResultCode: "None" }, true],
    [
      "done",
      { maintenanceWindowStartTime: new Date(0), lastOperationResultCode: "MaintenanceCompleted" },
      false,
    ],
  ])("maintenance %s", (_, maintenanceRedeployStatus, pending) => {
    const view = describeInstanceView(maintenanceRedeployStatus ? { maintenanceRedeployStatus } : {})
    expect(view?.maintenance?.pending).toBe(pending)
  })

  test("patches never assessed are not zero patches", () => {
    expect(describeInstanceView({})).toMatchObject({ patches: null })
    expect(describeInstanceView({ patchStatus: { availablePatchSummary: {} } })).toMatchObject({
      patches: { criticalAndSecurity: null, assessedAt: null },
    })
  })
})

describe("secrets in plain sight", () => {
  test("are named and not repeated", () => {
    const text = "#!/bin/sh\nexport CHROMA_SERVER_AUTHN_CREDENTIALS='hunter2-hunter2'\n"
    const described = describeUserData(Buffer.from(text).toString("base64"))
    expect(described).toEqual({ bytes: text.length, secrets: ["CHROMA_SERVER_AUTHN_CREDENTIALS"] })
    expect(JSON.stringify(described)).not.toContain("hunter2")
  })

  test("in the settings of an extension too", () => {
    const described = describeExtension({
      location: "westeurope",
      name: "init",
      settings: {
        commandToExecute: "docker login --password S3cretS3cret",
        fileUris: ["https://example.com/a.sh"],
      },
    })
    expect(described?.secretSettings).toEqual(["password"])
    expect(JSON.stringify(described)).not.toContain("S3cret")
  })
})
