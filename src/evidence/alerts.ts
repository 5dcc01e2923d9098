import type { ValueOf } from "../model/evidence.ts"
import { fail, pass, undecided, type Verdict } from "../model/rule.ts"
import { liesIn, sameId, subscriptionOf } from "./arm-id.ts"
import type { actionGroups, logAlerts, virtualMachine } from "./azure.ts"

/** What metric, log search and activity log alerts have in common. */
export interface Alert {
  id: string
  name: string
  enabled: boolean
  /** ARM ids of what is watched. */
  scopes: readonly string[]
  /** ARM ids of those who are told. */
  actionGroups: readonly string[]
}

type ActionGroups = ValueOf<typeof actionGroups>
type LogAlert = ValueOf<typeof logAlerts>[number]
type VirtualMachine = ValueOf<typeof virtualMachine>

/** Whether the alert watches the resource: itself, its resource group or its subscription. */
export const watches = ({ scopes }: Pick<Alert, "scopes">, id: string): boolean =>
  scopes.some((scope) => liesIn(id, scope))

/** The same of a log search alert, whose query may name the VM instead. */
export const searchesFor = (alert: LogAlert, { id, name }: VirtualMachine): boolean =>
  watches(alert, id) || alert.query.toLowerCase().includes(name.toLowerCase())

/** An alert on a workspace watches whatever reports there, which ARM does not show. */
export const searchesWorkspace = ({ scopes }: Alert): boolean =>
  scopes.some((scope) => /\/providers\/microsoft\.operationalinsights\/workspaces\//i.test(scope))

/** What a rule found when it looked for alerts of one kind. */
export interface AlertSearch {
  /** Alerts of the kind that watch the deployment. */
  watching: readonly Alert[]
  /** Alerts of the kind of which it is not known whether they watch the deployment. */
  uncertain?: readonly Alert[]
  /** Kinds of alerts that could not be listed. */
  unread?: readonly string[]
  groups: ActionGroups
  expected: string
}

/** One alert that somebody hears of is enough. It fails only when every list was read. */
export function judgeAlerts({
  watching,
  uncertain = [],
  unread = [],
  groups,
  expected,
}: AlertSearch): Verdict {
  const heard = watching.find((alert) => notifies(alert, groups))
  if (heard) return pass({ observed: `the alert ${heard.name}`, expected, resources: [heard.id] })
  if (unread.length > 0)
    return undecided(
      `No such alert was found, but these could not be read: ${unread.join(", ")}.`,
      "Give the identity Reader, or Monitoring Reader, on the subscription.",
    )
  const foreign = watching.find(notifiesElsewhere)
  if (foreign)
    return undecided(
      `The alert ${foreign.name} notifies an action group of another subscription.`,
      "Give the identity Reader on the subscription of the action group.",
    )
  const perhaps = uncertain.find((alert) => notifies(alert, groups))
  if (perhaps)
    return undecided(
      `The alert ${perhaps.name} may watch the deployment, which its scope does not show.`,
      "Give the alert the VM, its resource group or its subscription as the scope, or name the VM in its query.",
    )
  const observed = watching.map(silence).join("; ") || "no such alert"
  return fail({ observed, expected, resources: watching.map(({ id }) => id) })
}

/** Whether somebody hears of it: it is on, and so is an action group of it that has a receiver. */
const notifies = (alert: Alert, groups: ActionGroups): boolean =>
  alert.enabled &&
  groups.some(
    ({ id, enabled, receivers }) =>
      enabled && receivers > 0 && alert.actionGroups.some((group) => sameId(group, id)),
  )

/** Action groups are listed in the subscription of the alerts alone. */
const notifiesElsewhere = (alert: Alert): boolean =>
  alert.enabled && alert.actionGroups.some((group) => !liesIn(group, subscriptionOf(alert.id)))

const silence = ({ name, enabled }: Alert): string =>
  enabled ? `${name} has no enabled action group with a receiver` : `${name} is disabled`
