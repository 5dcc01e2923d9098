import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { builtInRules } from "../../../rules/index.ts"
import { builtInCollectors } from "../../../src/collectors/index.ts"
import { completeOptions } from "../../../src/config/options.ts"
import type { Scenario } from "../../../src/demo/scenario.ts"
import { scenarioFiles } from "../../../src/demo/scenarios/index.ts"
import { collect } from "../../../src/engine/collect.ts"
import { evaluate, type Judged } from "../../../src/engine/evaluate.ts"
import { factsOf } from "../../../src/engine/plan.ts"
import { endpoint } from "../../../src/evidence/index.ts"
import { tokensOf, type Fact, type Plane } from "../../../src/model/evidence.ts"

const scope: readonly Plane[] = ["guest", "declared", "attested"]
const now = new Date()

/** The findings that the scenario's files alone decide, by rule. */
async function judged(name: Scenario, folder: string): Promise<Map<string, Judged>> {
  const kept = await Promise.all(
    Object.entries(scenarioFiles(name, { now, apiPort: 443 })).map(async ([flag, { name, text }]) => {
      await writeFile(join(folder, name), text)
      return [flag, join(folder, name)] as const
    }),
  )
  const path = Object.fromEntries(kept)
  const attestable = builtInRules
    .flatMap(factsOf)
    .flatMap(tokensOf)
    .filter(({ plane }) => plane === "attested")
  const collectors = await builtInCollectors(
    {
      declared: {
        tfvars: path["tfvars"],
        terraform: path["terraform"],
        compose: path["compose"],
        envFile: path["env-file"],
        serverConfig: path["server-config"],
      },
      guest: { output: path["guest-output"] ?? "" },
      attestations: path["attestations"],
      timeout: 1000,
      deadline: 10_000,
      concurrency: 4,
    },
    [...new Map(attestable.map((token) => [token.id, token])).values()],
  )
  const witnesses = await collect(collectors, 10_000)
  const findings = evaluate(builtInRules, {
    witnesses,
    scope,
    at: now,
    options: await completeOptions(builtInRules),
  })
  return new Map(findings.map((finding) => [finding.rule, finding]))
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scenarios-"))
})
afterAll(() => rm(folder, { recursive: true }))

const isOfFiles = (fact: Fact): boolean => tokensOf(fact).some(({ plane }) => scope.includes(plane))

/** The rules that files alone decide; the release that the endpoint shows only sharpens some of them. */
const ofFiles = new Set(
  builtInRules
    .filter(
      (rule) =>
        Object.values<Fact>(rule.needs).every(isOfFiles) &&
        factsOf(rule).every((fact) => isOfFiles(fact) || fact === endpoint.server),
    )
    .map(({ id }) => id),
)
const inStatus = (findings: Map<string, Judged>, status: Judged["status"]): string[] =>
  [...findings.values()]
    .filter((one) => one.status === status && ofFiles.has(one.rule))
    .map(({ rule }) => rule)

test("the guide's deployment falls into the guide's traps", async () => {
  const findings = await judged("template", folder)
  expect(inStatus(findings, "fail")).toEqual(
    expect.arrayContaining([
      "data-on-persistent-volume",
      "container-restart-policy",
      "container-healthcheck",
      "container-non-root",
      "log-rotation",
      "boot-script-sound",
      "terraform-replace-safe",
    ]),
  )
})

test("the hardened deployment lacks only what people have yet to do", async () => {
  const findings = await judged("hardened", folder)
  expect(inStatus(findings, "fail")).toEqual([])
  expect(inStatus(findings, "unknown").toSorted()).toEqual([
    "recovery-plan-documented",
    "restore-tested",
    "scale-out-path",
    "token-rotation",
    "upgrade-tested",
  ])
})

test("the zone-redundant deployment lacks nothing", async () => {
  const findings = await judged("zone-redundant", folder)
  expect([...inStatus(findings, "fail"), ...inStatus(findings, "unknown")]).toEqual([])
})

test("what people vouch for in the zone-redundant deployment is accepted", async () => {
  const findings = await judged("zone-redundant", folder)
  const said = [
    "restore-tested",
    "recovery-plan-documented",
    "failover-path",
    "upgrade-tested",
    "scale-out-path",
  ]
  expect(said.map((rule) => [rule, findings.get(rule)?.status])).toEqual(said.map((rule) => [rule, "pass"]))
})
