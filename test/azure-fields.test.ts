import { isDeepStrictEqual } from "node:util"
import tls from "node:tls"
import { beforeAll, expect, test, vi } from "vitest"
import { builtInRules } from "../rules/index.ts"
import { completeOptions } from "../src/config/options.ts"
import { stacks } from "../src/demo/azure/stacks/index.ts"
import type { Resource, Stack } from "../src/demo/azure/stack.ts"
import { evaluate, type Judged } from "../src/engine/evaluate.ts"
import { factsOf } from "../src/engine/plan.ts"
import { tokensOf, type Witness } from "../src/model/evidence.ts"
import type { AnyRule, Circumstances } from "../src/model/rule.ts"
import { startResourceManager } from "../src/demo/azure/server.ts"
import { address, audit } from "./collectors/azure/observe.ts"

/**
 * Changes the zone-redundant stack one field at a time, on the wire, and follows each change through the
 * real collectors into the findings: a finding may change only if its rule read what changed, and every
 * field that a rule reads must be one that a field of the stack decides.
 */
const now = new Date()
const stack = stacks["zone-redundant"]({ address, apiPort: 443, now })

let options: Record<string, Circumstances["options"]>
let baseline: { witnesses: Witness[]; findings: Map<string, Judged> }
/** Paths that each rule reads, `azure.disks` then each item then `sku`, joined by slashes. */
const reads = new Map<string, Set<string>>()

beforeAll(async () => {
  options = await completeOptions(builtInRules)
  const witnesses = await observe(stack)
  for (const rule of builtInRules) reads.set(rule.id, pathsReadBy(rule, witnesses))
  baseline = { witnesses, findings: judge(witnesses) }
})

test("a changed field changes only the findings whose rules read it, and every field that is read is walked", async () => {
  const walked = new Set<string>()
  const strays: string[] = []
  for (const { where, changed } of variants(stack)) {
    const witnesses = await observe(changed)
    const paths = changedPaths(baseline.witnesses, witnesses)
    paths.forEach((path) => walked.add(path))
    for (const [id, finding] of judge(witnesses)) {
      if (isDeepStrictEqual(finding, baseline.findings.get(id))) continue
      if (!mayChange(id, paths, witnesses)) strays.push(`${where} changed ${id}: ${finding.summary}`)
    }
  }
  expect(strays).toEqual([])
  const unwalked = [...new Set([...reads.values()].flatMap((paths) => [...paths]))].filter(
    (path) => ![...walked].some((changed) => overlaps(changed, path)),
  )
  expect(unwalked.toSorted()).toEqual([])
}, 600_000)

/** What the real collectors see of a stack, over TLS. */
async function observe(seen: Stack): Promise<Witness[]> {
  const arm = await startResourceManager(seen)
  tls.setDefaultCACertificates([arm.ca])
  vi.stubEnv("IDENTITY_ENDPOINT", arm.identityEndpoint.url)
  vi.stubEnv("IDENTITY_HEADER", arm.identityEndpoint.header)
  return audit(arm.origin, "managed-identity").finally(arm.close)
}

function judge(witnesses: readonly Witness[]): Map<string, Judged> {
  const at = now
  const found = evaluate(builtInRules, {
    // When and by which request something was seen is not what a finding says.
    witnesses: witnesses.map((witness) => ({ ...witness, at: "", source: "" })),
    scope: ["azure"],
    at,
    options,
  })
  return new Map(found.map((finding) => [finding.rule, finding]))
}

/** A rule may change with what it read before or reads now, and with the rules it presupposes. */
function mayChange(id: string, paths: readonly string[], witnesses: readonly Witness[]): boolean {
  const rule = builtInRules.find((one) => one.id === id)
  if (!rule) return false
  const read = [...(reads.get(id) ?? []), ...pathsReadBy(rule, witnesses)]
  return (
    read.some((one) => paths.some((path) => overlaps(path, one))) ||
    Object.keys(rule.presupposes ?? {}).some((before) => mayChange(before, paths, witnesses))
  )
}

const overlaps = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)

/** Evaluates a rule on values that note every property it takes from them. */
function pathsReadBy(rule: AnyRule, witnesses: readonly Witness[]): Set<string> {
  const paths = new Set<string>()
  const spied = witnesses.map((witness) =>
    witness.status === "known" ? { ...witness, value: spy(witness.value, witness.evidence, paths) } : witness,
  )
  evaluate([rule], { witnesses: spied, scope: ["azure"], at: now, options })
  // That a token is known, absent or unknown at all is read by every rule that names it.
  const tokens = factsOf(rule).flatMap(tokensOf)
  for (const { id, plane } of tokens) if (plane === "azure") paths.add(`${id}/`)
  return paths
}

function spy<T>(value: T, path: string, paths: Set<string>): T {
  if (typeof value !== "object" || value === null) return value
  return new Proxy(value, {
    get(target, key, receiver) {
      const got: unknown = Reflect.get(target, key, receiver)
      if (typeof key === "symbol" || typeof got === "function") return got
      const step = Array.isArray(target) ? (/^\d+$/.test(key) ? `${path}/*` : path) : `${path}/${key}`
      if (typeof got !== "object" || got === null) paths.add(step)
      return spy(got, step, paths)
    },
  })
}

/** Where two audits saw something else. */
function changedPaths(before: readonly Witness[], after: readonly Witness[]): string[] {
  const paths = new Set<string>()
  for (const witness of after) {
    const old = before.find(({ evidence }) => evidence === witness.evidence)
    if (old?.status !== witness.status || !isDeepStrictEqual(reasonOf(old), reasonOf(witness)))
      paths.add(`${witness.evidence}/`).add(witness.evidence)
    else if (old.status === "known" && witness.status === "known")
      differ(old.value, witness.value, witness.evidence, paths)
  }
  return [...paths]
}

/** Why something is not known, or not there: a rule that names the token may pass it on. */
const reasonOf = (witness: Witness): unknown =>
  witness.status === "unknown" ? witness.cause : witness.status === "absent" ? witness.reason : undefined

function differ(one: unknown, other: unknown, path: string, paths: Set<string>): void {
  if (isDeepStrictEqual(one, other)) return
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) paths.add(path)
    else one.forEach((item, index) => differ(item, other[index], `${path}/*`, paths))
  } else if (isRecord(one) && isRecord(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
      differ(one[key], other[key], `${path}/${key}`, paths)
  } else paths.add(path)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

interface Variant {
  where: string
  changed: Stack
}

/** The stack with each leaf of each resource changed in turn; resources of a type with the same leaf count once. */
function* variants(whole: Stack): Generator<Variant> {
  const seen = new Set<string>()
  for (const [index, resource] of whole.resources.entries()) {
    for (const leaf of leaves(resource)) {
      const where = `${typeOf(resource)} ${leaf.join(".")}`
      if (seen.has(where)) continue
      seen.add(where)
      const resources = whole.resources.with(index, changedAt(resource, leaf) as Resource)
      yield { where, changed: { ...whole, resources } }
    }
  }
  for (const [index, sku] of whole.skus.entries()) {
    for (const leaf of leaves(sku)) {
      const where = `sku ${sku.name} ${leaf.join(".")}`
      yield { where, changed: { ...whole, skus: whole.skus.with(index, changedAt(sku, leaf) as typeof sku) } }
    }
  }
}

/** "Microsoft.Compute/disks", and which of several where a name tells. */
const typeOf = ({ id }: Resource): string =>
  id
    .split("/providers/")
    .at(-1)
    ?.split("/")
    .filter((_, at) => at < 2)
    .join("/") ?? id

function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return path.length > 0 ? [[...path]] : []
  const below = Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]))
  return Array.isArray(value) && path.length > 0 ? [[...path], ...below] : below
}

function changedAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return another(value)
  if (Array.isArray(value)) return value.with(Number(key), changedAt(value[Number(key)], rest))
  return { ...(value as object), [key]: changedAt((value as Record<string, unknown>)[key], rest) }
}

/** A value of the same type that means something else. */
function another(value: unknown): unknown {
  if (Array.isArray(value)) return []
  if (typeof value === "boolean") return !value
  if (typeof value === "number") return value + 1
  const text = String(value)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return new Date(Date.parse(text) - 400 * 86_400_000).toISOString()
  if (/^\d+(\.\d+)?$/.test(text)) return String(Number(text) + 1)
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true" ? "False" : "True"
  return `${text}x`
}
