import { mkdtempSync, writeFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Errors } from "typebox/value"
import { describe, expect, test } from "vitest"
import { builtInRules } from "../../../rules/index.ts"
import { attestedCollectors } from "../../../src/collectors/attested/index.ts"
import { declaredCollectors } from "../../../src/collectors/declared/index.ts"
import { planOf } from "../../../src/collectors/declared/plan/graph.ts"
import { completeOptions } from "../../../src/config/options.ts"
import { scenarioFiles } from "../../../src/demo/scenarios/index.ts"
import { assess, gather } from "../../../src/engine/audit.ts"
import { factsOf, selectRules } from "../../../src/engine/plan.ts"
import { azure } from "../../../src/evidence/index.ts"
import { tokensOf } from "../../../src/model/evidence.ts"
import type { DeclaredFiles } from "../../../src/model/target.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-test-plan-"))
const fixture = (name: string): string =>
  new URL(`../../fixtures/terraform/${name}-plan.json`, import.meta.url).pathname
const rules = selectRules(builtInRules, { profile: "production" })
const assessment = { rules, ruleset: "2026.1", profile: "production" as const, plugins: [], version: "0" }

/** The report of an audit of these files alone. */
async function audited(files: DeclaredFiles, attestations?: string) {
  const attestable = builtInRules
    .flatMap(factsOf)
    .flatMap(tokensOf)
    .filter(({ plane }) => plane === "attested")
  const collectors = [
    ...(await declaredCollectors({ declared: files })),
    ...(await attestedCollectors({ attestations }, attestable)),
  ]
  const evidence = await gather(
    {},
    ["declared", ...(attestations === undefined ? [] : (["attested"] as const))],
    assessment,
    { collectors, deadline: 5000 },
  )
  const report = assess(evidence, { ...assessment, options: await completeOptions(rules) })
  const statusOf = (rule: string) => report.findings.find((one) => one.rule === rule)?.status
  return { evidence, report, statusOf }
}

/** The files of the demonstration's zone-redundant node, beside its plan. */
function zoneRedundant(): [DeclaredFiles, string] {
  const files = scenarioFiles("zone-redundant", { now: new Date(), apiPort: 443 })
  const written = (flag: keyof typeof files): string => {
    const path = join(folder, flag)
    writeFileSync(path, files[flag]?.text ?? "")
    return path
  }
  const declared = {
    terraform: fixture("zone-redundant"),
    compose: written("compose"),
    envFile: written("env-file"),
    serverConfig: written("server-config"),
  }
  return [declared, written("attestations")]
}

describe("a plan of what is not there yet", () => {
  test("the guide's template is an F for what the guide's deployment is one for", async () => {
    const { report, statusOf } = await audited({ terraform: fixture("template") })
    expect(report.score).toMatchObject({ grade: "F", scope: ["declared"] })
    const reasons = [
      "backup-exists",
      "boot-script-sound",
      "data-survives-vm-deletion",
      "delete-lock",
      "network-admin-ports-exposure",
      "network-chroma-port-exposure",
      "os-supported",
      "otel-settings-valid",
      "vm-cpu-minimum",
      "vm-memory-minimum",
      "vm-not-burstable",
    ]
    expect(reasons.filter((rule) => statusOf(rule) !== "fail")).toEqual([])
  })

  test("the zone-redundant stack is good, and no more than files can make it", async () => {
    const { report } = await audited(...zoneRedundant())
    expect(report.score.proven).toBeGreaterThanOrEqual(95)
    expect(report.score.grade, "an A takes every plane").toBe("B")
  })

  test("what only a running deployment can show is not asked, and costs nothing", async () => {
    const { report } = await audited(...zoneRedundant())
    const running = [
      "vm-running",
      "endpoint-healthy",
      "auth-reads-enforced",
      "os-patches-pending",
      "backup-recent",
    ]
    expect(
      report.findings
        .filter(({ rule }) => running.includes(rule))
        .map(({ status, inScope }) => [status, inScope]),
    ).toEqual(running.map(() => ["unknown", false]))
  })

  test("all evidence says that it was declared, and where", async () => {
    const { evidence } = await audited({ terraform: fixture("template") })
    const machine = evidence.witnesses.find(({ evidence: id }) => id === azure.virtualMachine.id)
    expect(machine).toMatchObject({
      plane: "declared",
      source: `${fixture("template")} (azurerm_linux_virtual_machine.chroma)`,
    })
    expect(evidence.witnesses.filter(({ plane }) => plane !== "declared")).toEqual([])
  })

  test.each(["template", "zone-redundant"])(
    "what is said of %s has the shape that Azure's answers have",
    async (name) => {
      const { evidence } = await audited({ terraform: fixture(name) })
      const schemas = new Map(
        Object.values(azure).flatMap((token) => ("id" in token ? [[token.id, token.schema]] : [])),
      )
      const malformed = evidence.witnesses.flatMap((witness) => {
        const schema = schemas.get(witness.evidence)
        return schema && witness.status === "known" ? Errors(schema, witness.value) : []
      })
      expect(malformed).toEqual([])
    },
  )

  test("a size that is not in the table is unknown, and counts", async () => {
    const text = (await readFile(fixture("template"), "utf8")).replaceAll("Standard_B1s", "Standard_Z99")
    const path = join(folder, "unheard-of.json")
    writeFileSync(path, text)
    const { report } = await audited({ terraform: path })
    expect(report.findings.find(({ rule }) => rule === "vm-memory-minimum")).toMatchObject({
      status: "unknown",
      inScope: true,
      cause: { kind: "unsupported", detail: expect.stringContaining("Standard_Z99") },
    })
  })

  test("where the deployment exists, Azure is asked instead", async () => {
    const collectors = await declaredCollectors({
      declared: { terraform: fixture("template") },
      ip: "203.0.113.7",
    })
    expect(collectors.flatMap(({ provides }) => provides).filter(({ plane }) => plane === "azure")).toEqual(
      [],
    )
  })
})

describe("what a planned resource refers to", () => {
  const nic = { address: "module.vm.azurerm_network_interface.nic[1]", type: "azurerm_network_interface" }
  const subnets = [
    "module.net.azurerm_subnet.s[0]",
    "module.net.azurerm_subnet.s[1]",
    "azurerm_subnet.other",
  ].map((address) => ({ address, type: "azurerm_subnet", values: { name: address } }))
  const configuration = {
    root_module: {
      module_calls: {
        net: {
          module: {
            outputs: {
              ids: { expression: { references: ["azurerm_subnet.s[0].id", "azurerm_subnet.s[0]"] } },
            },
          },
        },
        vm: {
          expressions: { subnet: { references: ["module.net.ids", "module.net"] } },
          module: {
            resources: [
              {
                address: "azurerm_network_interface.nic",
                expressions: { ip_configuration: [{ subnet_id: { references: ["var.subnet"] } }] },
              },
            ],
          },
        },
      },
    },
  }
  const linked = (plan: ReturnType<typeof planOf>) =>
    plan
      .ofType("azurerm_network_interface")
      .flatMap((one) => plan.linked(one, ["ip_configuration", "subnet_id"], "azurerm_subnet"))
      .map(({ address }) => address)

  test("through variables and outputs of modules, to the instance with the same index", () => {
    expect(linked(planOf([nic, ...subnets], configuration, "plan.json"))).toEqual([
      "module.net.azurerm_subnet.s[1]",
    ])
  })

  test("by id, where that is known", () => {
    const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    const known = { ...subnets[2]!, values: { id } }
    const named = { ...nic, values: { ip_configuration: [{ subnet_id: id.toUpperCase() }] } }
    expect(linked(planOf([named, known], undefined, "plan.json"))).toEqual(["azurerm_subnet.other"])
  })

  test("to nothing, where neither is shown", () => {
    expect(linked(planOf([nic, ...subnets], undefined, "plan.json"))).toEqual([])
  })
})
