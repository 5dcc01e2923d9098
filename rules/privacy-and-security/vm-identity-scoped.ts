import { absentBecause, az, azure, defineRule, fail, pass, unknownBecause } from "../../src/rule.ts"
import { exampleGroupId, exampleVm } from "../examples.ts"

/** By name and by the id of the built-in role. */
const sweeping: Readonly<Record<string, string>> = {
  owner: "Owner",
  contributor: "Contributor",
  "user access administrator": "User Access Administrator",
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
}

/** A subscription or what is above it: the root, a management group. */
const isSubscriptionOrAbove = (scope: string): boolean =>
  /^\/?$|^\/subscriptions\/[^/]+\/?$|^\/providers\/microsoft\.management\//i.test(scope)

export default defineRule({
  id: "vm-identity-scoped",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "The VM's identity cannot change the whole subscription",
  failureTitle: "The VM's identity can change the whole subscription",
  why:
    "Everything that runs on the VM, the Chroma container included, can ask the metadata service for a token of the " +
    "VM's identity. With Owner or Contributor on the subscription, a flaw in one process becomes the power to delete " +
    "every resource there, the backups among them.",
  references: [
    "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations",
    "https://learn.microsoft.com/azure/role-based-access-control/best-practices",
  ],
  needs: { roles: azure.identityRoles },
  wants: { vm: azure.virtualMachine },

  check({ roles, vm }) {
    const wide = roles.filter(({ role, scope }) => nameOf(role) !== undefined && isSubscriptionOrAbove(scope))
    const sighting = {
      observed:
        wide.map(({ role, scope }) => `${nameOf(role)} on ${scope}`).join("; ") ||
        `${roles.length} narrower role assignments`,
      expected: "no Owner, Contributor or User Access Administrator on a subscription or above",
      resources: vm ? [vm.id] : [],
    }
    return wide.length > 0 ? fail(sighting) : pass(sighting)
  },

  effort: "hours",
  fix: ({ roles, vm }) => ({
    summary: "Take the role away, and give the identity what it needs on the resources it needs it for.",
    commands: roles
      .filter(({ role, scope }) => nameOf(role) !== undefined && isSubscriptionOrAbove(scope))
      .map(
        ({ role, scope }) =>
          az`role assignment delete --assignee ${vm?.principalId ?? "<principal id>"} --role ${nameOf(role) ?? role} --scope ${scope}`,
      ),
  }),

  examples: [
    {
      title: "reads one key vault",
      status: "pass",
      given: {
        roles: [
          {
            role: "Key Vault Secrets User",
            scope: `${exampleGroupId}/providers/Microsoft.KeyVault/vaults/kv`,
          },
        ],
      },
    },
    {
      title: "contributes to its own resource group",
      status: "pass",
      given: { roles: [{ role: "Contributor", scope: exampleGroupId }] },
    },
    {
      title: "contributes to the subscription",
      status: "fail",
      says: "az role assignment delete",
      given: {
        roles: [{ role: "Contributor", scope: "/subscriptions/00000000-0000-0000-0000-000000000000" }],
        vm: exampleVm({ principalId: "11111111-1111-1111-1111-111111111111" }),
      },
    },
    {
      title: "owns the management group",
      status: "fail",
      given: {
        roles: [{ role: "Owner", scope: "/providers/Microsoft.Management/managementGroups/root" }],
        vm: exampleVm({ principalId: "11111111-1111-1111-1111-111111111111" }),
      },
    },
    {
      title: "the role assignments may not be read",
      status: "unknown",
      given: {
        roles: unknownBecause(
          "forbidden",
          "403 on the role assignments",
          "Microsoft.Authorization/roleAssignments/read",
        ),
      },
    },
    {
      title: "no identity",
      status: "not-applicable",
      given: { roles: absentBecause("The VM has no identity.") },
    },
  ],
})

const nameOf = (role: string): string | undefined => sweeping[(role.split("/").at(-1) ?? role).toLowerCase()]
