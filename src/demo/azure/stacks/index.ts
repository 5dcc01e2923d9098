import { hardened } from "./hardened.ts"
import { template } from "./template.ts"
import { zoneRedundant } from "./zone-redundant.ts"

/** The deployments that can be simulated, by name. */
export const stacks = { template, hardened, "zone-redundant": zoneRedundant }
