import { az, type Command, type ValueOf, type azure } from "../src/rule.ts"

type ActionGroups = ValueOf<typeof azure.actionGroups>

/** Somebody to tell: the action group that has a receiver already, else one to make. */
export function notifying(
  groups: ActionGroups,
  resourceGroup: string,
): { actionGroup: string; commands: Command[] } {
  const existing = groups.find(({ enabled, receivers }) => enabled && receivers > 0)
  if (existing) return { actionGroup: existing.id, commands: [] }
  const create = az`monitor action-group create --resource-group ${resourceGroup} --name on-call --action email on-call ${"<address>"}`
  return { actionGroup: "on-call", commands: [create] }
}
