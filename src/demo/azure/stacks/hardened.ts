import type { Stack } from "../stack.ts"
import { guardedNode } from "./guarded-node.ts"
import type { StackOptions } from "./options.ts"

/** One node done well, and no more: no zone, no agent, no alerts, no locks, and patches as the image brings them. */
export const hardened = (options: StackOptions): Stack =>
  guardedNode(options, {
    diskSku: "Premium_LRS",
    zones: [],
    addressZones: [],
    patchMode: "ImageDefault",
    crossRegionRestore: false,
    immutability: "Disabled",
    defender: { pricingTier: "Free" },
    tags: {},
    vmSize: "Standard_D2als_v6",
    watchedAndSealed: false,
  })
