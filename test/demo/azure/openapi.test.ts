import { expect, test } from "vitest"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import { onlyOf, withProperties, type Resource } from "../../../src/demo/azure/stack.ts"
import { responseFaults } from "../../support/openapi.ts"

/** The stand-in's answers mean something only if the validator would object to wrong ones. */
const stack = stacks["zone-redundant"]({ address: "192.0.2.10", apiPort: 443 })
const virtualMachine = onlyOf(stack, "Microsoft.Compute/virtualMachines")
const publicAddress = onlyOf(stack, "Microsoft.Network/publicIPAddresses")
const securityGroup = onlyOf(stack, "Microsoft.Network/networkSecurityGroups")
const protectedItem = onlyOf(
  stack,
  "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
)
const firstRule = (change: object): Resource =>
  withProperties(securityGroup, {
    securityRules: [
      withProperties(
        (securityGroup["properties"] as { securityRules: Resource[] }).securityRules[0]!,
        change,
      ),
    ],
  })

test.each([
  ["a misspelt property", withProperties(publicAddress, { ipAdress: "192.0.2.1" }), /ipAdress/],
  ["a misspelt property, deep down", firstRule({ sourceAddresPrefix: "*" }), /sourceAddresPrefix/],
  [
    "a misspelt property of a derived type",
    withProperties(protectedItem, { lastBackupstatus: "" }),
    /lastBackupstatus/,
  ],
  ["a property at the wrong level", { ...virtualMachine, hardwareProfile: {} }, /hardwareProfile/],
  ["a number as text", firstRule({ priority: "100" }), /priority must be integer/],
  ["text as a list", { ...publicAddress, zones: "1" }, /zones must be array/],
  ["a time that is none", withProperties(virtualMachine, { timeCreated: "yesterday" }), /date-time/],
  ["a missing required property", { ...virtualMachine, location: undefined }, /location/],
  [
    "a closed enumeration in other letters",
    { ...virtualMachine, identity: { type: "systemassigned" } },
    /allowed values/,
  ],
  ["an open enumeration in other letters", firstRule({ access: "allow" }), /must be spelt/],
  ["null for nothing", withProperties(publicAddress, { ipAddress: null }), /must be string/],
])("%s is found", (_, body, fault) => {
  const faults = responseFaults("GET", body.id, JSON.parse(JSON.stringify(body)))
  expect(faults.join("\n")).toMatch(fault)
})

test("a value that an open enumeration does not list yet is no fault", () => {
  const later = withProperties(virtualMachine, { hardwareProfile: { vmSize: "Standard_D2as_v7" } })
  expect(responseFaults("GET", virtualMachine.id, later)).toEqual([])
})

test("a path that no operation has is a fault", () => {
  expect(responseFaults("GET", "/subscriptions/s/providers/Microsoft.Network/publicIPAddreses", {})).toEqual([
    expect.stringContaining("No operation is described"),
  ])
})
