import { az, azure, defineRule, fail, pass, Type } from "../../src/rule.ts"
import { exampleVm, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "resource-tags",
  area: "maintenance",
  severity: "low",
  profile: "production",
  title: "The VM says who owns it and what it is for",
  failureTitle: "The VM does not say who owns it or what it is for",
  why:
    "At three in the morning the tags are what tells a stranger whom to call and whether this is production. They " +
    "also decide who pays, and which machines a clean-up script may delete.",
  references: [
    "https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-tagging",
  ],
  needs: { vm: azure.virtualMachine },
  options: Type.Object({
    /** Names of the tags, compared without case. */
    tags: Type.Array(Type.String(), { default: ["owner", "environment"], minItems: 1 }),
  }),

  check({ vm }, { options }) {
    const missing = missingTags(vm.tags, options.tags)
    const sighting = {
      observed: missing.length > 0 ? `without ${missing.join(" and ")}` : Object.keys(vm.tags).join(", "),
      expected: `tags ${options.tags.join(" and ")}`,
      resources: [vm.id],
    }
    return missing.length === 0 ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ vm }, { options }) => ({
    summary: "Tag the VM, and the definition it is made from.",
    commands: missingTags(vm.tags, options.tags).map(
      (tag) => az`tag update --operation Merge --resource-id ${vm.id} --tags ${`${tag}=…`}`,
    ),
  }),

  examples: [
    { title: "both tags", status: "pass", given: { vm: exampleVm() } },
    {
      title: "the guide's template, which tags nothing",
      status: "fail",
      given: { vm: exampleVm({ tags: {} }) },
    },
    {
      title: "an empty owner",
      status: "fail",
      says: "without owner",
      given: { vm: exampleVm({ tags: { Owner: " ", Environment: "production" } }) },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { vm: noVm } },
  ],
})

function missingTags(tags: Readonly<Record<string, string>>, required: readonly string[]): string[] {
  const present = Object.keys(tags).filter((name) => tags[name]?.trim())
  return required.filter((tag) => !present.some((name) => name.toLowerCase() === tag.toLowerCase()))
}
