import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import {
  distinctIds,
  findNameAfter,
  idUpTo,
  isWithin,
  nameAfter,
  resourceGroupOf,
  sameId,
} from "../../../src/collectors/azure/arm-id.ts"

const vm = "/subscriptions/s1/resourceGroups/Chroma-RG/providers/Microsoft.Compute/virtualMachines/chroma"

describe("a scope", () => {
  test.each([
    ["the id itself", vm, true],
    ["its group, spelt otherwise", "/SUBSCRIPTIONS/S1/resourcegroups/chroma-rg", true],
    ["its subscription", "/subscriptions/s1", true],
    ["its subscription as alert rules write it", "subscriptions/s1/", true],
    ["everything", "/", true],
    ["another subscription that starts alike", "/subscriptions/s", false],
    ["a sibling that starts alike", vm.slice(0, -1), false],
    ["something below it", `${vm}/extensions/e`, false],
  ])("%s", (_, scope, within) => {
    expect(isWithin(vm, scope)).toBe(within)
  })
})

const segment = fc.stringMatching(/^[\w.-]{1,12}$/)
test.prop([fc.array(segment, { minLength: 1, maxLength: 8 }), fc.nat({ max: 7 })])(
  "every start of an id is a scope of it, whatever its case",
  (segments, cut) => {
    const id = `/${segments.join("/")}`
    const scope = `/${segments.slice(0, cut + 1).join("/")}`
    expect(isWithin(id, scope.toUpperCase())).toBe(true)
    expect(isWithin(scope, id)).toBe(sameId(scope, id))
  },
)

test("names and starts are found without regard to case", () => {
  expect(nameAfter(vm, "virtualmachines")).toBe("chroma")
  expect(resourceGroupOf(vm)).toBe("Chroma-RG")
  expect(idUpTo(`${vm}/extensions/e`, "VIRTUALMACHINES")).toBe(vm)
  expect(findNameAfter(vm, "disks")).toBeUndefined()
  expect(() => nameAfter(vm, "disks")).toThrow(TypeError)
  expect(() => resourceGroupOf("/subscriptions/s1")).toThrow(TypeError)
})

test("a name that reads like a type is a name", () => {
  const id =
    "/subscriptions/s/resourceGroups/disks/providers/Microsoft.Compute/virtualMachines/resourceGroups"
  expect(findNameAfter(id, "disks")).toBeUndefined()
  expect(resourceGroupOf(id)).toBe("disks")
  expect(idUpTo(id, "resourceGroups")).toBe("/subscriptions/s/resourceGroups/disks")
})

test("the same id twice is one", () => {
  expect(distinctIds(["/a/B", "/A/b", "/c"])).toEqual(["/a/B", "/c"])
})

test("an id is not the same as none", () => {
  expect(sameId(undefined, undefined)).toBe(false)
  expect(sameId("/a", undefined)).toBe(false)
})
