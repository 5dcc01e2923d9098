import { effectiveSecurityGroups } from "./effective-rules.ts"
import type { ResourceType } from "./resource-types.ts"
import type { Resource, Stack } from "./stack.ts"
import type { Store } from "./store.ts"

/** What a POST to a resource does. None of them changes the stack. */
export interface Action {
  /** Whether the result comes with the answer; else it is a long-running operation. */
  immediate: boolean
  result: (store: Store, resource: Resource, stack: Stack) => unknown
}

export const actions: Partial<Record<ResourceType, Action>> = {
  "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups": {
    immediate: false,
    result: effectiveSecurityGroups,
  },
  "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules": {
    immediate: true,
    // Every network manager of a stack manages every network.
    result: (store) => ({
      value: store
        .below("", "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules")
        .map(({ id, kind, properties }) => ({ id, kind, properties })),
    }),
  },
  "Microsoft.Compute/virtualMachines/runCommand": {
    immediate: false,
    result: (_store, _resource, { commandOutput = "" }) => ({
      value: [
        {
          code: "ProvisioningState/succeeded",
          level: "Info",
          displayStatus: "Provisioning succeeded",
          message: `Enable succeeded: \n[stdout]\n${commandOutput}\n[stderr]\n`,
        },
      ],
    }),
  },
}
