import type { ValueOf } from "../model/evidence.ts"
import type { actionGroups } from "./azure.ts"

/** What metric, log search and activity log alerts have in common. */
export interface Alert {
  name: string
  enabled: boolean
  /** ARM ids of what is watched. */
  scopes: readonly string[]
  /** ARM ids of those who are told. */
  actionGroups: readonly string[]
}

type ActionGroups = ValueOf<typeof actionGroups>

/** Whether an ARM id is the scope itself or lies in it. ARM ids compare without case. */
export function liesIn(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase().replace(/\/$/, "")]
  return inner === outer || inner.startsWith(`${outer}/`)
}

/** Whether the alert watches the resource: itself, its resource group or its subscription. */
export const watches = ({ scopes }: Alert, id: string): boolean => scopes.some((scope) => liesIn(id, scope))

/** Whether somebody hears of it: it is on, and so is an action group of it that has a receiver. */
export const notifies = (alert: Alert, groups: ActionGroups): boolean =>
  alert.enabled &&
  groups.some(
    ({ id, enabled, receivers }) =>
      enabled &&
      receivers > 0 &&
      alert.actionGroups.some((group) => group.toLowerCase() === id.toLowerCase()),
  )

/** Why an alert tells nobody, for those that do not. */
export const silence = (alert: Alert): string =>
  alert.enabled ? `${alert.name} has no enabled action group with a receiver` : `${alert.name} is disabled`
