// Written by `npm run rules:list`; do not edit.
import type { AnyRule } from "../src/model/rule.ts"
import vmMemoryMinimum from "./scalability/vm-memory-minimum.ts"
import recoveryPlanDocumented from "./disaster-recovery/recovery-plan-documented.ts"

/** The built-in rules, by area in the order of the guide, then by id. */
export const builtInRules: readonly AnyRule[] = [
  vmMemoryMinimum,
  recoveryPlanDocumented,
]
