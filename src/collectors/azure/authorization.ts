import { azure } from "../../evidence/index.ts"
import { distinctIds, isWithin, sameId, subscriptionOf } from "./arm-id.ts"
import { Absence, all, defineReading } from "./reading.ts"
import { getVirtualMachine } from "./resources.ts"

interface WireLock {
  id: string
  name: string
  properties: { level?: string }
}

export const locksReading = defineReading({
  token: azure.locks,
  needs: { vm: azure.virtualMachine, disks: azure.disks },
  permissions: ["Microsoft.Authorization/locks/read"],
  async read({ list }, { vm, disks }) {
    const resources = [vm.id, ...disks.filter(({ managed }) => managed).map(({ id }) => id)]
    const lists = await all(
      resources.map((id) => list<WireLock>(`${id}/providers/Microsoft.Authorization/locks`, "2020-05-01")),
    )
    const locks = new Map(lists.flat().map((lock) => [lock.id.toLowerCase(), describeLock(lock)]))
    return [...locks.values()].filter(
      ({ level, scope }) => level !== undefined && resources.some((id) => isWithin(id, scope)),
    )
  },
})

const levels = ["CanNotDelete", "ReadOnly"] as const

/** A lock applies to the scope that its id starts with. A level of NotSpecified locks nothing. */
export const describeLock = ({ id, name, properties }: WireLock) => ({
  id,
  name,
  level: levels.find((level) => sameId(level, properties.level)),
  scope: id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, ""),
})

interface WireRoleAssignment {
  properties: { roleDefinitionId: string; scope: string }
}
interface WireRoleDefinition {
  id: string
  properties: { roleName: string }
}

export const identityRolesReading = defineReading({
  token: azure.identityRoles,
  needs: { vm: azure.virtualMachine },
  permissions: [],
  sometimes: ["Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleDefinitions/read"],
  async read(session, { vm }) {
    const { identity } = await getVirtualMachine(session, vm.id)
    const assigned = Object.values(identity?.userAssignedIdentities ?? {})
    const principals = [identity, ...assigned].flatMap((one) => one?.principalId ?? [])
    if (principals.length === 0) return new Absence(`${vm.name} has no identity of its own.`)
    const path = `/subscriptions/${subscriptionOf(vm.id)}/providers/Microsoft.Authorization/roleAssignments`
    const lists = await all(
      principals.map((principal) =>
        session.list<WireRoleAssignment>(path, "2022-04-01", `principalId eq '${principal}'`),
      ),
    )
    const assignments = lists.flat().map(({ properties }) => properties)
    const definitions = await all(
      distinctIds(assignments.map(({ roleDefinitionId }) => roleDefinitionId)).map((id) =>
        session.get<WireRoleDefinition>(id, "2022-04-01"),
      ),
    )
    return assignments.map(({ roleDefinitionId, scope }) => ({
      role: definitions.find(({ id }) => sameRole(id, roleDefinitionId))?.properties.roleName,
      scope,
    }))
  },
})

/** The same role has an id below the tenant and one below each subscription; the last part is its own. */
const sameRole = (one: string, other: string): boolean =>
  sameId(one.slice(one.lastIndexOf("/")), other.slice(other.lastIndexOf("/")))
