import { az, azure, configuration, defineRule, fail, groupOf, pass, undecided } from "../../src/rule.ts"
import { exampleCollectionRule, exampleContainer, exampleVm, noVm } from "../examples.ts"

export default defineRule({
  id: "logs-collected",
  area: "observability",
  severity: "medium",
  profile: "production",
  title: "The logs of Chroma and its proxy leave the VM",
  failureTitle: "The logs of Chroma and its proxy stay on the VM",
  why:
    "The log that explains why a VM was lost must not be on that VM. Docker keeps container logs in files on " +
    "the host, and deletes them with the container. A data collection rule for text logs, or a logging driver " +
    "that sends them away, keeps them; syslog is enough when the containers log to the journal.",
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/vm/data-collection-log-text",
    "https://docs.docker.com/engine/logging/configure/",
  ],
  needs: { vm: azure.virtualMachine },
  wants: { rules: azure.dataCollectionRules, container: configuration.container },

  check({ rules, container }) {
    const expected =
      "a data collection rule that takes the containers' logs, or a logging driver that sends them"
    const driver = container?.logging?.driver
    if (driver && !local.includes(driver)) return pass({ observed: `the logging driver ${driver}`, expected })

    const sources = new Set((rules ?? []).flatMap(({ dataSources }) => dataSources))
    if (sources.has("logFiles")) return pass({ observed: "a data collection rule for text logs", expected })
    if (sources.has("syslog") && driver === "journald")
      return pass({ observed: "a data collection rule for syslog, and the driver journald", expected })

    if (!rules)
      return undecided(
        `${azure.dataCollectionRules.title} could not be read.`,
        "Give the identity Reader, or Monitoring Reader, on the VM.",
      )
    if (!driver)
      return undecided(
        "No data collection rule takes text logs, and where the container's logs go is not known.",
        "Give the configuration (--compose) or the output of the guest script (--guest-output).",
      )
    const taken = [...sources].join(", ") || "nothing"
    return fail({ observed: `the driver ${driver}, and data collection rules that take ${taken}`, expected })
  },

  effort: "hours",
  fix: ({ vm, rules = [] }) => ({
    summary: "Log to the journal, and have a data collection rule take syslog from the VM.",
    commands: [
      { tool: "compose", run: "logging: { driver: journald }" },
      { tool: "docker", run: "docker compose up --detach" },
      rules[0]
        ? az`monitor data-collection rule syslog add --resource-group ${groupOf(rules[0].id)} --rule-name ${rules[0].name} --name syslog --facility-names daemon --log-levels Info Warning Error --streams Microsoft-Syslog`
        : az`monitor data-collection rule association create --name ${vm.name}-logs --resource ${vm.id} --rule-id ${"<ID of a data collection rule>"}`,
    ],
  }),

  examples: [
    {
      title: "a data collection rule for text logs",
      status: "pass",
      given: {
        vm: exampleVm(),
        rules: [exampleCollectionRule({ dataSources: ["performanceCounters", "logFiles"] })],
      },
    },
    {
      title: "a logging driver that sends them",
      status: "pass",
      given: {
        vm: exampleVm(),
        container: exampleContainer({ logging: { driver: "fluentd", options: {} } }),
      },
    },
    {
      title: "files on the VM",
      status: "fail",
      given: { vm: exampleVm(), rules: [exampleCollectionRule()], container: exampleContainer() },
    },
    {
      title: "nobody knows how the container logs",
      status: "unknown",
      given: { vm: exampleVm(), rules: [exampleCollectionRule()] },
    },
    { title: "a container group", status: "not-applicable", given: { vm: noVm } },
  ],
})

/** Docker's drivers that keep the logs on the host, or nowhere. */
const local = ["json-file", "local", "journald", "none"]
