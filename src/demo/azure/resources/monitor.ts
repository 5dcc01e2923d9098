import type { Resource } from "../stack.ts"
import { extensionResource, guidOf, resource, resourceId, subscriptionId, type Place } from "./place.ts"

export const actionGroup = (place: Place, name: string, email: string): Resource =>
  resource(place, "Microsoft.Insights/actionGroups", name, {
    location: "Global",
    properties: {
      groupShortName: name.slice(0, 12),
      enabled: true,
      emailReceivers: [
        { name: "on call", emailAddress: email, useCommonAlertSchema: true, status: "Enabled" },
      ],
      smsReceivers: [],
      webhookReceivers: [],
      itsmReceivers: [],
      azureAppPushReceivers: [],
      automationRunbookReceivers: [],
      voiceReceivers: [],
      logicAppReceivers: [],
      azureFunctionReceivers: [],
      armRoleReceivers: [],
      eventHubReceivers: [],
    },
  })

/** Who is told when an alert fires, and about what. */
export interface AlertTarget {
  scope: string
  actionGroup: Resource
}

export function metricAlert(
  place: Place,
  name: string,
  { scope, actionGroup }: AlertTarget,
  threshold: { metric: string; operator: "GreaterThan" | "LessThan"; value: number },
): Resource {
  return alertOnMetrics(place, name, [scope], actionGroup, {
    "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
    allOf: [
      {
        criterionType: "StaticThresholdCriterion",
        name: "threshold",
        metricNamespace: "Microsoft.Compute/virtualMachines",
        metricName: threshold.metric,
        operator: threshold.operator,
        threshold: threshold.value,
        timeAggregation: "Average",
        dimensions: [],
        skipMetricValidation: false,
      },
    ],
  })
}

/** Fires when a web test fails from two places; its scopes are the test and the component that holds it. */
export function webTestAlert(place: Place, name: string, actionGroup: Resource): Resource {
  const webTestId = resourceId(place, "Microsoft.Insights/webTests", name)
  const componentId = resourceId(place, "Microsoft.Insights/components", `${name}-insights`)
  return alertOnMetrics(place, name, [webTestId, componentId], actionGroup, {
    "odata.type": "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
    webTestId,
    componentId,
    failedLocationCount: 2,
  })
}

const alertOnMetrics = (
  place: Place,
  name: string,
  scopes: readonly string[],
  actionGroup: Resource,
  criteria: object,
): Resource =>
  resource(place, "Microsoft.Insights/metricAlerts", name, {
    location: "global",
    properties: {
      severity: 2,
      enabled: true,
      scopes,
      evaluationFrequency: "PT5M",
      windowSize: "PT15M",
      criteria,
      autoMitigate: true,
      actions: [{ actionGroupId: actionGroup.id, webHookProperties: {} }],
    },
  })

export const logAlert = (
  place: Place,
  name: string,
  { scope, actionGroup }: AlertTarget,
  condition: { query: string; measure: string; operator: "GreaterThan" | "LessThan"; threshold: number },
): Resource =>
  resource(place, "Microsoft.Insights/scheduledQueryRules", name, {
    kind: "LogAlert",
    properties: {
      severity: 2,
      enabled: true,
      evaluationFrequency: "PT15M",
      windowSize: "PT15M",
      scopes: [scope],
      targetResourceTypes: ["Microsoft.Compute/virtualMachines"],
      criteria: {
        allOf: [
          {
            query: condition.query,
            metricMeasureColumn: condition.measure,
            timeAggregation: "Minimum",
            operator: condition.operator,
            threshold: condition.threshold,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      autoMitigate: true,
      actions: { actionGroups: [actionGroup.id] },
    },
  })

export const serviceHealthAlert = (place: Place, name: string, actionGroup: Resource): Resource =>
  resource(place, "Microsoft.Insights/activityLogAlerts", name, {
    location: "Global",
    properties: {
      scopes: [subscriptionId(place)],
      condition: { allOf: [{ field: "category", equals: "ServiceHealth" }] },
      actions: { actionGroups: [{ actionGroupId: actionGroup.id, webhookProperties: {} }] },
      enabled: true,
    },
  })

/** Performance counters, syslog and the containers' logs, sent to a workspace. */
export function dataCollectionRule(place: Place, name: string): Resource {
  const destination = "workspace"
  const streams = ["Microsoft-Perf", "Microsoft-Syslog", "Custom-Text-ContainerLogs"]
  return resource(place, "Microsoft.Insights/dataCollectionRules", name, {
    kind: "Linux",
    properties: {
      immutableId: `dcr-${guidOf(name).replaceAll("-", "")}`,
      dataSources: {
        performanceCounters: [
          {
            name: "performance",
            streams: ["Microsoft-Perf"],
            samplingFrequencyInSeconds: 60,
            counterSpecifiers: ["\\Memory\\Available MBytes", "\\LogicalDisk(*)\\% Free Space"],
          },
        ],
        syslog: [
          {
            name: "syslog",
            streams: ["Microsoft-Syslog"],
            facilityNames: ["auth", "authpriv", "daemon", "kern"],
            logLevels: ["Warning", "Error", "Critical", "Alert", "Emergency"],
          },
        ],
        logFiles: [
          {
            name: "containers",
            streams: ["Custom-Text-ContainerLogs"],
            filePatterns: ["/var/lib/docker/containers/*/*.log"],
            format: "text",
          },
        ],
      },
      destinations: { logAnalytics: [{ name: destination, workspaceResourceId: workspaceId(place) }] },
      dataFlows: streams.map((stream) => ({ streams: [stream], destinations: [destination] })),
      provisioningState: "Succeeded",
    },
  })
}

export const dataCollectionRuleAssociation = (scope: string, rule: Resource): Resource =>
  extensionResource(scope, "Microsoft.Insights/dataCollectionRuleAssociations", "chroma-collection", {
    dataCollectionRuleId: rule.id,
  })

/** Everything a resource logs, sent to a workspace. */
export const diagnosticSetting = (place: Place, scope: string): Resource =>
  extensionResource(scope, "Microsoft.Insights/diagnosticSettings", "to-workspace", {
    workspaceId: workspaceId(place),
    logs: [{ categoryGroup: "allLogs", enabled: true, retentionPolicy: { enabled: false, days: 0 } }],
    metrics: [],
  })

/** What a subscription's activity log is sent to. */
export const activityLogExport = (place: Place): Resource =>
  extensionResource(subscriptionId(place), "Microsoft.Insights/diagnosticSettings", "activity-to-workspace", {
    workspaceId: workspaceId(place),
    logs: [
      { category: "Administrative", enabled: true },
      { category: "Security", enabled: true },
    ],
    metrics: [],
  })

/** A platform metric that swings once a day between two values. */
export const metric = (
  scope: string,
  name: string,
  load: { unit: "Percent" | "Bytes"; low: number; high: number },
): Resource => ({
  id: `${scope}/providers/Microsoft.Insights/metrics/${name}`,
  name,
  type: "Microsoft.Insights/metrics",
  ...load,
})

const workspaceId = (place: Place): string =>
  resourceId(place, "Microsoft.OperationalInsights/workspaces", "chroma-logs")
