import type * as azure from "../../../evidence/azure.ts"
import type { ValueOf } from "../../../model/evidence.ts"
import { block, blocks, textOf, type HclBody } from "../hcl.ts"
import { textsAt, type Plan, type Planned } from "./graph.ts"
import { targetOf } from "./machine.ts"

const nameOf = ({ values }: Planned): string => textOf(values["name"]) ?? ""
const isEnabled = ({ values }: Planned): boolean => values["enabled"] !== false

const scopesOf = (plan: Plan, alert: Planned): string[] => {
  const target = targetOf(plan, alert, "scopes")
  return target ? [target.id] : textsAt(alert.values, ["scopes"])
}

const actionGroupsOf = (plan: Plan, alert: Planned, ...argument: string[]): string[] => {
  const planned = plan.linked(alert, argument, "azurerm_monitor_action_group").map(({ id }) => id)
  return planned.length > 0 ? planned : textsAt(alert.values, argument)
}

export const metricAlerts = (plan: Plan): ValueOf<typeof azure.metricAlerts> =>
  plan.ofType("azurerm_monitor_metric_alert").map((alert) => ({
    id: alert.id,
    name: nameOf(alert),
    enabled: isEnabled(alert),
    scopes: scopesOf(plan, alert),
    metrics: [...blocks(alert.values, "criteria"), ...blocks(alert.values, "dynamic_criteria")].flatMap(
      ({ metric_name: metric }) => textOf(metric) ?? [],
    ),
    webTest:
      block(alert.values, "application_insights_web_test_location_availability_criteria") !== undefined,
    actionGroups: actionGroupsOf(plan, alert, "action", "action_group_id"),
  }))

export const logAlerts = (plan: Plan): ValueOf<typeof azure.logAlerts> =>
  plan.ofType("azurerm_monitor_scheduled_query_rules_alert_v2").map((alert) => ({
    id: alert.id,
    name: nameOf(alert),
    enabled: isEnabled(alert),
    scopes: scopesOf(plan, alert),
    query: textsAt(alert.values, ["criteria", "query"]).join("\n"),
    actionGroups: actionGroupsOf(plan, alert, "action", "action_groups"),
  }))

export const activityLogAlerts = (plan: Plan): ValueOf<typeof azure.activityLogAlerts> =>
  plan.ofType("azurerm_monitor_activity_log_alert").map((alert) => ({
    id: alert.id,
    name: nameOf(alert),
    enabled: isEnabled(alert),
    scopes: scopesOf(plan, alert),
    categories: textsAt(alert.values, ["criteria", "category"]),
    operations: textsAt(alert.values, ["criteria", "operation_name"]),
    actionGroups: actionGroupsOf(plan, alert, "action", "action_group_id"),
  }))

export const actionGroups = (plan: Plan): ValueOf<typeof azure.actionGroups> =>
  plan.ofType("azurerm_monitor_action_group").map((group) => ({
    id: group.id,
    name: nameOf(group),
    enabled: isEnabled(group),
    receivers: receiversOf(group.values),
  }))

const receiversOf = (values: HclBody): number =>
  Object.keys(values)
    .filter((name) => name.endsWith("_receiver"))
    .flatMap((name) => blocks(values, name)).length

/** Data sources by the provider's names: performance_counter, syslog, log_file … */
export const dataCollectionRules = (
  plan: Plan,
  machine: Planned,
): ValueOf<typeof azure.dataCollectionRules> =>
  plan
    .linking(machine, ["target_resource_id"], "azurerm_monitor_data_collection_rule_association")
    .flatMap((association) =>
      plan.linked(association, ["data_collection_rule_id"], "azurerm_monitor_data_collection_rule"),
    )
    .map((rule) => ({
      id: rule.id,
      name: nameOf(rule),
      dataSources: Object.entries(block(rule.values, "data_sources") ?? {})
        .filter(([, sources]) => Array.isArray(sources) && sources.length > 0)
        .map(([kind]) => armKinds[kind] ?? kind),
    }))

const armKinds: Readonly<Record<string, string>> = {
  performance_counter: "performanceCounters",
  log_file: "logFiles",
}

/** @param resources the public address and the security groups that would have one */
export const diagnosticSettings = (
  plan: Plan,
  resources: readonly Planned[],
): ValueOf<typeof azure.diagnosticSettings> =>
  resources.map((resource) => ({
    resource: resource.id,
    enabled: plan.linking(resource, ["target_resource_id"], "azurerm_monitor_diagnostic_setting").length,
  }))

export const flowLogs = (plan: Plan): ValueOf<typeof azure.flowLogs> =>
  plan.ofType("azurerm_network_watcher_flow_log").map((log) => ({
    id: log.id,
    target:
      (targetOf(plan, log, "target_resource_id") ?? targetOf(plan, log, "network_security_group_id"))?.id ??
      "",
    enabled: isEnabled(log),
  }))
