import { sameText } from "./address.ts"

/** What the simulated providers register. A type that is not here does not exist, as a misspelt one would not. */
const resourceTypes = [
  "Microsoft.Resources/subscriptions",
  "Microsoft.Resources/subscriptions/resourceGroups",
  "Microsoft.ApiManagement/service",
  "Microsoft.App/containerApps",
  "Microsoft.App/managedEnvironments",
  "Microsoft.Authorization/locks",
  "Microsoft.Authorization/permissions",
  "Microsoft.Authorization/roleAssignments",
  "Microsoft.Authorization/roleDefinitions",
  "Microsoft.Compute/availabilitySets",
  "Microsoft.Compute/disks",
  "Microsoft.Compute/diskEncryptionSets",
  "Microsoft.Compute/locations/operationResults",
  "Microsoft.Compute/restorePointCollections",
  "Microsoft.Compute/restorePointCollections/restorePoints",
  "Microsoft.Compute/skus",
  "Microsoft.Compute/snapshots",
  "Microsoft.Compute/virtualMachines",
  "Microsoft.Compute/virtualMachines/extensions",
  "Microsoft.Compute/virtualMachines/instanceView",
  "Microsoft.Compute/virtualMachines/runCommand",
  "Microsoft.Compute/virtualMachines/runCommands",
  "Microsoft.Compute/virtualMachineScaleSets",
  "Microsoft.Compute/virtualMachineScaleSets/publicIPAddresses",
  "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
  "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces",
  "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/ipConfigurations/publicIPAddresses",
  "Microsoft.ContainerInstance/containerGroups",
  "Microsoft.ContainerService/managedClusters",
  "Microsoft.DataProtection/backupVaults",
  "Microsoft.DataProtection/backupVaults/backupInstances",
  "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints",
  "Microsoft.DataProtection/backupVaults/backupPolicies",
  "Microsoft.Insights/actionGroups",
  "Microsoft.Insights/activityLogAlerts",
  "Microsoft.Insights/dataCollectionRuleAssociations",
  "Microsoft.Insights/dataCollectionRules",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Insights/metricAlerts",
  "Microsoft.Insights/metrics",
  "Microsoft.Insights/scheduledQueryRules",
  "Microsoft.Maintenance/configurationAssignments",
  "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
  "Microsoft.Network/applicationGateways",
  "Microsoft.Network/applicationSecurityGroups",
  "Microsoft.Network/azureFirewalls",
  "Microsoft.Network/bastionHosts",
  "Microsoft.Network/ddosProtectionPlans",
  "Microsoft.Network/loadBalancers",
  "Microsoft.Network/loadBalancers/frontendIPConfigurations",
  "Microsoft.Network/loadBalancers/inboundNatRules",
  "Microsoft.Network/locations/operationResults",
  "Microsoft.Network/natGateways",
  "Microsoft.Network/networkInterfaces",
  "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups",
  "Microsoft.Network/networkInterfaces/ipConfigurations",
  "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
  "Microsoft.Network/networkSecurityGroups",
  "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
  "Microsoft.Network/networkSecurityGroups/securityRules",
  "Microsoft.Network/networkWatchers",
  "Microsoft.Network/networkWatchers/flowLogs",
  "Microsoft.Network/publicIPAddresses",
  "Microsoft.Network/routeTables",
  "Microsoft.Network/virtualNetworks",
  "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules",
  "Microsoft.Network/virtualNetworks/subnets",
  "Microsoft.RecoveryServices/vaults",
  "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
  "Microsoft.RecoveryServices/vaults/backupPolicies",
  "Microsoft.RecoveryServices/vaults/backupProtectedItems",
  "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems",
  "Microsoft.RecoveryServices/vaults/replicationProtectedItems",
  "Microsoft.ResourceGraph/resources",
  "Microsoft.Security/pricings",
] as const
export type ResourceType = (typeof resourceTypes)[number]

/** The type in its registered letters. */
export const registeredType = (type: string): ResourceType | undefined =>
  resourceTypes.find((registered) => sameText(registered, type))

/** Lists that come on one page however long they are. */
export const unpaged: readonly ResourceType[] = [
  "Microsoft.Compute/virtualMachines/extensions",
  "Microsoft.Insights/actionGroups",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Insights/metricAlerts",
  "Microsoft.Network/networkWatchers",
  "Microsoft.Security/pricings",
]

/** Lists whose last page has a link to the next one that is empty: their description requires a link. */
export const endsWithEmptyLink: readonly ResourceType[] = ["Microsoft.Resources/subscriptions"]

/** Properties that a GET shows only when `$expand` names them. */
export const expandable: Partial<Record<ResourceType, readonly string[]>> = {
  "Microsoft.Compute/restorePointCollections": ["restorePoints"],
  "Microsoft.Compute/restorePointCollections/restorePoints": ["instanceView"],
  "Microsoft.Compute/virtualMachines": ["instanceView", "userData"],
  "Microsoft.Compute/virtualMachines/extensions": ["instanceView"],
  "Microsoft.Compute/virtualMachineScaleSets/virtualMachines": ["instanceView", "userData"],
  "Microsoft.Compute/virtualMachines/runCommands": ["instanceView"],
}
