import { expect, test } from "vitest"
import { adding, amend, onlyOf, propertiesOf, setProperties, without } from "../../../src/demo/azure/stack.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"

const stack = stacks.template({ address: "192.0.2.10", apiPort: 8000 })
const type = "Microsoft.Network/publicIPAddresses"

test("a variant differs where it says and leaves the original alone", () => {
  const before = structuredClone(stack)
  const variant = setProperties(stack, type, { publicIPAllocationMethod: "Dynamic" })
  expect(propertiesOf(onlyOf(variant, type))).toEqual({
    ...propertiesOf(onlyOf(stack, type)),
    publicIPAllocationMethod: "Dynamic",
  })
  expect(stack).toEqual(before)
})

test("types are told apart whatever their letters, and nested types from what they nest in", () => {
  const network = onlyOf(stack, "microsoft.network/VIRTUALNETWORKS")
  expect(network.id).toMatch(/virtualNetworks\/chroma-instance-vnet$/)
  expect(() => onlyOf(stack, "Microsoft.Network/virtualNetworks/subnets")).toThrow("not exactly one")
})

test("what is taken out is gone, and what is added is there", () => {
  const address = onlyOf(stack, type)
  const bare = without(stack, type)
  expect(bare.resources).not.toContain(address)
  expect(onlyOf(adding(bare, address), type)).toBe(address)
})

test("a variant that varies nothing is refused", () => {
  expect(() => amend(stack, "Microsoft.Network/loadBalancers", (body) => body)).toThrow(
    "The stack has no Microsoft.Network/loadBalancers.",
  )
})
