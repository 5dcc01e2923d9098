import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { suggestion } from "../config/catalogue.ts"
import { UsageError } from "../config/usage-error.ts"
import { areaIds } from "../model/area.ts"

const idForm = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/

/**
 * Writes the file of a new rule, which passes the rule tester as it stands, and its test where the rule
 * does not come under one by lying here.
 *
 * @returns what was written and what to do next
 * @throws UsageError for an area or id that cannot be, or a file that is there
 */
export async function newRule(name: string, folder: string): Promise<string> {
  const [area = "", id = "", ...rest] = name.split("/")
  if (!areaIds.some((one) => one === area))
    throw new UsageError(`There is no area "${area}".${suggestion(area, areaIds)} Write AREA/ID.`)
  if (rest.length > 0 || !idForm.test(id))
    throw new UsageError(`"${id}" is not an id: join words by hyphens, as in acme-vm-owned.`)
  const inside = await isThisProject(folder)
  const files = inside
    ? { [`rules/${area}/${id}.ts`]: ruleFile(area, id, "../../src/rule.ts", "../examples.ts") }
    : {
        [`rules/${id}.ts`]: ruleFile(area, id, "chroma-audit/rule", "chroma-audit/examples"),
        [`test/${id}.test.ts`]: testFile(id),
      }
  const taken = Object.keys(files).find((file) => existsSync(join(folder, file)))
  if (taken) throw new UsageError(`${taken} is there already.`)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return [
    ...Object.keys(files).map((file) => `wrote ${file}`),
    "",
    "Change it from top to bottom, then:",
    ...(inside ? nextInside(id) : nextInPack(id)),
    "",
  ].join("\n")
}

const nextInside = (id: string): string[] => [
  "  npm run generate                              lists the rule and writes its page",
  `  npx vitest run test/rules -t ${id}`,
  `  npm start -- explain ${id}`,
]

const nextInPack = (id: string): string[] => [
  `  node --test test/${id}.test.ts`,
  "  plugins: [./rules]                            in chroma-audit.yaml",
  `  chroma-audit explain ${id}`,
]

async function isThisProject(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}")
  return (JSON.parse(text) as { name?: string }).name === "chroma-audit"
}

const ruleFile = (
  area: string,
  id: string,
  api: string,
  examples: string,
): string => `import { az, azure, defineRule, fail, pass } from "${api}"
import { exampleVm, forbidden, noVm } from "${examples}"

const tag = "owner"

export default defineRule({
  id: "${id}",
  area: "${area}",
  severity: "low",
  profile: "production",
  title: "The VM says who owns it",
  failureTitle: "The VM does not say who owns it",
  why:
    "Say here, to someone who has not met the problem, what happens when the rule is broken: " +
    "at three in the morning nobody knows whom to call.",
  references: ["https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources"],

  // What the rule must know. When it is not known, the finding is unknown and check is not called.
  needs: { vm: azure.virtualMachine },

  check({ vm }) {
    const owner = vm.tags[tag]
    const sighting = {
      observed: owner === undefined ? \`no tag \${tag}\` : \`\${tag} \${owner}\`,
      expected: \`a tag \${tag}\`,
      resources: [vm.id],
    }
    return owner === undefined ? fail(sighting) : pass(sighting)
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary: "Tag the VM with its owner.",
    commands: [az\`tag update --resource-id \${vm.id} --operation merge --tags \${tag}=TEAM\`],
  }),

  // The tests of the rule, and what its page shows.
  examples: [
    {
      title: "a VM with an owner",
      status: "pass",
      given: { vm: exampleVm({ tags: { owner: "data-platform" } }) },
    },
    { title: "a VM without tags", status: "fail", given: { vm: exampleVm({ tags: {} }) } },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: forbidden("Microsoft.Compute/virtualMachines/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { vm: noVm } },
  ],
})
`

const testFile = (id: string): string => `import test from "node:test"
import { RuleTester } from "chroma-audit/testing"
import rule from "../rules/${id}.ts"

test(rule.id, () => RuleTester.run(rule))
`
