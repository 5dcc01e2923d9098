import { createHash } from "node:crypto"
import type { Resource } from "../stack.ts"

/** Where resources are put. */
export interface Place {
  subscriptionId: string
  resourceGroup: string
  location: string
}

/** The id of a resource in a place: `resourceId(place, "Microsoft.Network/virtualNetworks/subnets", "vnet", "subnet")`. */
export function resourceId(place: Place, type: string, ...names: readonly string[]): string {
  const [namespace = "", ...types] = type.split("/")
  const below = types.map((each, index) => `/${each}/${names[index] ?? ""}`).join("")
  return `${groupId(place)}/providers/${namespace}${below}`
}

export const subscriptionId = (place: Place): string => `/subscriptions/${place.subscriptionId}`

export const groupId = (place: Place): string =>
  `${subscriptionId(place)}/resourceGroups/${place.resourceGroup}`

/** A tracked resource: one with a location of its own. */
export const resource = (
  place: Place,
  type: string,
  name: string,
  body: { properties: object; [field: string]: unknown },
): Resource => ({ id: resourceId(place, type, name), name, type, location: place.location, ...body })

/** A resource that hangs under another, across providers: a lock, a diagnostic setting. */
export const extensionResource = (
  scope: string,
  type: string,
  name: string,
  properties: object,
): Resource => {
  const [namespace = "", kind = ""] = type.split("/")
  return { id: `${scope}/providers/${namespace}/${kind}/${name}`, name, type, properties }
}

export const resourceGroup = (place: Place, tags?: Record<string, string>): Resource => ({
  id: groupId(place),
  name: place.resourceGroup,
  type: "Microsoft.Resources/resourceGroups",
  location: place.location,
  ...(tags && { tags }),
  properties: { provisioningState: "Succeeded" },
})

export const subscription = (id: string, tenantId: string, displayName: string): Resource => ({
  id: `/subscriptions/${id}`,
  subscriptionId: id,
  tenantId,
  displayName,
  state: "Enabled",
  subscriptionPolicies: {
    locationPlacementId: "Public_2014-09-01",
    quotaId: "PayAsYouGo_2014-09-01",
    spendingLimit: "Off",
  },
  authorizationSource: "RoleBased",
  managedByTenants: [],
})

/** The same GUID for the same text, so that a stack is the same every time it is built. */
export function guidOf(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex")
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `a${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-")
}

/** ISO 8601, some hours before a moment. */
export const hoursBefore = (moment: Date, hours: number): string =>
  new Date(moment.getTime() - hours * 60 * 60 * 1000).toISOString()
