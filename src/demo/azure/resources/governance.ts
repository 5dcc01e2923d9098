import type { Resource } from "../stack.ts"
import { subscriptionOf } from "../address.ts"
import { extensionResource, groupId, guidOf, resourceId, subscriptionId, type Place } from "./place.ts"

/** Keeps a scope, and all below it, from being deleted. */
export const deleteLock = (scope: string, name: string): Resource =>
  extensionResource(scope, "Microsoft.Authorization/locks", name, {
    level: "CanNotDelete",
    notes: "Holds the vector database.",
  })

/** Roles that Azure brings along, by their well-known ids. */
const builtInRoles = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
} as const
type BuiltInRole = keyof typeof builtInRoles

const roleDefinitionId = (place: Place, role: BuiltInRole): string =>
  `${subscriptionId(place)}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`

export const builtInRoleDefinitions = (place: Place): readonly Resource[] =>
  Object.keys(builtInRoles).map((role) => ({
    id: roleDefinitionId(place, role as BuiltInRole),
    name: builtInRoles[role as BuiltInRole],
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName: role,
      type: "BuiltInRole",
      description: "",
      assignableScopes: ["/"],
      permissions: [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }],
    },
  }))

/** A role for an identity on the resource group of a place. */
export const roleAssignment = (place: Place, role: BuiltInRole, principalId: string): Resource =>
  extensionResource(
    groupId(place),
    "Microsoft.Authorization/roleAssignments",
    guidOf(`${role} for ${principalId}`),
    {
      roleDefinitionId: roleDefinitionId(place, role),
      principalId,
      principalType: "ServicePrincipal",
      scope: groupId(place),
    },
  )

/** The plan of Defender for Servers that a machine inherits from its subscription. */
export const serverProtection = (
  machine: string,
  plan: { pricingTier: "Free" } | { pricingTier: "Standard"; subPlan: "P1" | "P2" },
): Resource =>
  extensionResource(machine, "Microsoft.Security/pricings", "VirtualMachines", {
    ...plan,
    freeTrialRemainingTime: "PT0S",
    inherited: "True",
    inheritedFrom: subscriptionOf(machine),
  })

/** Azure changes the machine in the window of this configuration only. */
export const maintenanceAssignment = (place: Place, machine: string, configuration: string): Resource =>
  extensionResource(machine, "Microsoft.Maintenance/configurationAssignments", configuration, {
    maintenanceConfigurationId: resourceId(
      place,
      "Microsoft.Maintenance/maintenanceConfigurations",
      configuration,
    ),
    resourceId: machine,
  })
