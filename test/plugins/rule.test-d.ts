/**
 * What the types of `chroma-audit/rule` refuse. `npm run typecheck` is the test: each line under an
 * `@ts-expect-error` must be an error, or the compiler reports that it is none.
 */
import {
  azure,
  defineRule,
  fail,
  pass,
  Type,
  unknownBecause,
  type Rule,
  type Verdict,
} from "../../src/rule.ts"

const described = {
  id: "acme-vm",
  area: "maintenance",
  severity: "low",
  profile: "baseline",
  title: "",
  failureTitle: "",
  why: "",
  references: [],
  effort: "minutes",
} as const satisfies Partial<Rule>
const sighting = { observed: "", expected: "" }
const fix = () => ({ summary: "", commands: [] })
const needs = { size: azure.vmSize }
const wants = { vm: azure.virtualMachine }

defineRule({
  ...described,
  needs,
  wants,
  options: Type.Object({ minimumGiB: Type.Number({ default: 2 }) }),
  check({ size, vm }, { options, at }) {
    size.memoryGiB satisfies number
    options.minimumGiB satisfies number
    at satisfies Date
    // @ts-expect-error -- what is only wanted may be missing
    vm.id satisfies string
    // @ts-expect-error -- the evidence has no such field
    size.memory satisfies number
    // @ts-expect-error -- the rule has no such option
    options.maximumGiB satisfies number
    return pass(sighting)
  },
  fix,
  examples: [],
})

// @ts-expect-error -- there is no such evidence
defineRule({ ...described, needs: { size: azure.vmSizes }, check: () => pass(sighting), fix, examples: [] })

defineRule({
  ...described,
  needs,
  // @ts-expect-error -- `check` sees only what the rule declares
  check: ({ vm }) => (vm ? pass(sighting) : fail(sighting)),
  fix,
  examples: [],
})

// @ts-expect-error -- there are seven areas
defineRule({ ...described, area: "performance", needs, check: () => pass(sighting), fix, examples: [] })

// @ts-expect-error -- there are four severities
defineRule({ ...described, severity: "error", needs, check: () => pass(sighting), fix, examples: [] })

// @ts-expect-error -- a verdict has one of four statuses
const warned: Verdict = { status: "warn", ...sighting }
// @ts-expect-error -- a failure says what was observed
const silent: Verdict = { status: "fail", expected: "" }
// @ts-expect-error -- what is unknown has a cause
const groundless: Verdict = { status: "unknown" }
export const verdicts = [warned, silent, groundless]

defineRule({
  ...described,
  needs,
  check: () => pass(sighting),
  fix,
  examples: [
    { title: "", status: "unknown", given: { size: unknownBecause("forbidden") } },
    // @ts-expect-error -- an example gives everything that is needed
    { title: "", status: "pass", given: {} },
    // @ts-expect-error -- and nothing but what is needed or wanted
    { title: "", status: "pass", given: { size: unknownBecause("timeout"), disk: null } },
    // @ts-expect-error -- there are four statuses
    { title: "", status: "warn", given: { size: unknownBecause("timeout") } },
    // @ts-expect-error -- a cause is one of those there are
    { title: "", status: "unknown", given: { size: unknownBecause("gone") } },
  ],
})
