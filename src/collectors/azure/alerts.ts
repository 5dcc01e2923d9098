import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { isWithin, rooted, subscriptionOf } from "./arm-id.ts"
import { defineReading, type Draft } from "./reading.ts"
import type { Session } from "./session.ts"

interface Wire<P> {
  id: string
  properties: P
}

/** A list of the VM's subscription, where what watches over it is kept. */
const listBeside = <P>(
  { list }: Session,
  vm: { id: string },
  type: string,
  apiVersion: string,
): Promise<Wire<P>[]> =>
  list<Wire<P>>(`/subscriptions/${subscriptionOf(vm.id)}/providers/Microsoft.Insights/${type}`, apiVersion)

const lastSegment = (id: string): string => id.slice(id.lastIndexOf("/") + 1)

interface WireMetricAlert {
  enabled?: boolean
  scopes?: string[]
  criteria?: { "odata.type"?: string; allOf?: { metricName?: string }[] }
  actions?: { actionGroupId?: string }[]
}

export const metricAlertsReading = defineReading({
  token: azure.metricAlerts,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/metricAlerts/read"],
  async read(session, { vm }) {
    const alerts = await listBeside<WireMetricAlert>(session, vm, "metricAlerts", "2018-03-01")
    return alerts
      .map(describeMetricAlert)
      .filter(({ webTest, scopes }) => webTest || scopes.some((scope) => isWithin(vm.id, scope)))
  },
})

export function describeMetricAlert({ id, properties }: Wire<WireMetricAlert>) {
  const { enabled, scopes, criteria, actions } = properties
  return {
    id,
    name: lastSegment(id),
    enabled: enabled ?? true,
    scopes: (scopes ?? []).map(rooted),
    metrics: criteria?.allOf?.flatMap(({ metricName }) => metricName ?? []) ?? [],
    webTest: criteria?.["odata.type"]?.endsWith("WebtestLocationAvailabilityCriteria") ?? false,
    actionGroups: actions?.flatMap(({ actionGroupId }) => actionGroupId ?? []) ?? [],
  }
}

interface WireLogAlert {
  enabled?: boolean
  scopes?: string[]
  criteria?: { allOf?: { query?: string }[] }
  actions?: { actionGroups?: string[] }
}

export const logAlertsReading = defineReading({
  token: azure.logAlerts,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/scheduledQueryRules/read"],
  read: async (session, { vm }) =>
    (await listBeside<WireLogAlert>(session, vm, "scheduledQueryRules", "2023-12-01")).map(describeLogAlert),
})

export const describeLogAlert = ({
  id,
  properties: { enabled, scopes, criteria, actions },
}: Wire<WireLogAlert>): ValueOf<typeof azure.logAlerts>[number] => ({
  id,
  name: lastSegment(id),
  enabled: enabled ?? true,
  scopes: (scopes ?? []).map(rooted),
  query: criteria?.allOf?.flatMap(({ query }) => query ?? []).join("\n") ?? "",
  actionGroups: actions?.actionGroups ?? [],
})

interface Condition {
  field?: string
  equals?: string
  containsAny?: string[] | null
  anyOf?: Condition[] | null
}
interface WireActivityLogAlert {
  enabled?: boolean
  scopes?: string[]
  condition?: { allOf?: Condition[] }
  actions?: { actionGroups?: { actionGroupId?: string }[] }
}

export const activityLogAlertsReading = defineReading({
  token: azure.activityLogAlerts,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/activityLogAlerts/read"],
  read: async (session, { vm }) =>
    (await listBeside<WireActivityLogAlert>(session, vm, "activityLogAlerts", "2020-10-01")).map(
      describeActivityLogAlert,
    ),
})

export const describeActivityLogAlert = ({
  id,
  properties: { enabled, scopes, condition, actions },
}: Wire<WireActivityLogAlert>): ValueOf<typeof azure.activityLogAlerts>[number] => ({
  id,
  name: lastSegment(id),
  enabled: enabled ?? true,
  scopes: (scopes ?? []).map(rooted),
  categories: valuesOf("category", condition?.allOf),
  operations: valuesOf("operationName", condition?.allOf),
  actionGroups: actions?.actionGroups?.flatMap(({ actionGroupId }) => actionGroupId ?? []) ?? [],
})

const valuesOf = (field: string, conditions: readonly Condition[] | null | undefined): string[] =>
  (conditions ?? []).flatMap((condition) => [
    ...(condition.field?.toLowerCase() === field.toLowerCase()
      ? [...(condition.equals === undefined ? [] : [condition.equals]), ...(condition.containsAny ?? [])]
      : []),
    ...valuesOf(field, condition.anyOf),
  ])

interface Receiver {
  status?: string
}

export const actionGroupsReading = defineReading({
  token: azure.actionGroups,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Insights/actionGroups/read"],
  read: async (session, { vm }) =>
    (await listBeside<Record<string, unknown>>(session, vm, "actionGroups", "2023-01-01")).map(
      describeActionGroup,
    ),
})

/** Counts receivers of every kind: mail, SMS, webhook, function … A receiver may be switched off by itself. */
export function describeActionGroup({
  id,
  properties,
}: Wire<Record<string, unknown>>): Draft<ValueOf<typeof azure.actionGroups>[number]> {
  const receivers = Object.entries(properties)
    .filter(([name]) => name.endsWith("Receivers"))
    .flatMap(([, list]) => (list as Receiver[] | null) ?? [])
  return {
    id,
    name: lastSegment(id),
    enabled: properties["enabled"] as boolean | undefined,
    receivers: receivers.filter(({ status }) => status?.toLowerCase() !== "disabled").length,
  }
}
