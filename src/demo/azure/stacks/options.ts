import type { Place } from "../resources/place.ts"

export interface StackOptions {
  /** What the public IP address resource holds. */
  address: string
  /** The port that the network lets the API be reached on. */
  apiPort: number
  /** The moment the stack is seen at; ages are counted back from it. */
  now?: Date
}

export const tenantId = "72f988bf-0000-4000-a000-00000000c403"

export const chromaGroup: Place = {
  subscriptionId: "5f2c1d7e-0000-4000-a000-0000000c4303",
  resourceGroup: "chroma-rg",
  location: "westeurope",
}

/** Azure makes one in every region that gets a network, in a group of its own. */
export const watcherGroup: Place = { ...chromaGroup, resourceGroup: "NetworkWatcherRG" }
export const watcherName = "NetworkWatcher_westeurope"
