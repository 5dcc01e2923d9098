import { absentBecause, az, azure, defineRule, fail, groupOf, notApplicable, pass } from "../../src/rule.ts"
import { exampleLoadBalancer, forbidden } from "../examples.ts"

export default defineRule({
  id: "load-balancer-health-probe",
  area: "high-availability",
  severity: "medium",
  profile: "production",
  title: "The load balancer asks whether the server is well",
  failureTitle: "The load balancer sends traffic to a server it never asks",
  why:
    "Without a health probe a load balancer takes every backend for healthy, and goes on sending clients to a " +
    "server that has hung or is starting. With one it stops within seconds, and the metric of the probe is the " +
    "first sign of an outage.",
  references: ["https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview"],
  needs: { balancer: azure.loadBalancer },

  check({ balancer: { id, name, rules } }) {
    if (rules.length === 0)
      return notApplicable(`${name} forwards by NAT rules only, which know no health probe.`)
    const blind = rules.filter(({ probed }) => !probed)
    const shown = blind.length > 0 ? blind : rules
    const sighting = {
      observed: shown
        .map(
          (rule) => `rule ${rule.name} (port ${rule.frontendPort}): ${rule.probed ? "probed" : "no probe"}`,
        )
        .join(", "),
      expected: "a health probe for every rule",
      resources: [id],
    }
    return blind.length > 0 ? fail({ ...sighting, instances: blind.length }) : pass(sighting)
  },

  effort: "minutes",
  fix({ balancer: { id, name, rules } }) {
    const group = groupOf(id)
    const blind = rules.filter(({ probed }) => !probed)
    return {
      summary: "Give every rule a probe of the port that it leads to.",
      commands: blind.flatMap((rule) => [
        az`network lb probe create --resource-group ${group} --lb-name ${name} --name ${rule.name}-health --protocol Tcp --port ${rule.backendPort} --interval 5`,
        az`network lb rule update --resource-group ${group} --lb-name ${name} --name ${rule.name} --probe-name ${rule.name}-health`,
      ]),
    }
  },

  examples: [
    { title: "a probed rule", status: "pass", given: { balancer: exampleLoadBalancer() } },
    {
      title: "a rule without a probe",
      status: "fail",
      given: {
        balancer: exampleLoadBalancer({
          rules: [{ name: "https", frontendPort: 443, backendPort: 443, probed: false }],
        }),
      },
    },
    {
      title: "NAT rules only",
      status: "not-applicable",
      given: { balancer: exampleLoadBalancer({ rules: [] }) },
    },
    {
      title: "the load balancer may not be read",
      status: "unknown",
      given: { balancer: forbidden("Microsoft.Network/loadBalancers/read") },
    },
    {
      title: "a VM holds the address itself",
      status: "not-applicable",
      given: { balancer: absentBecause("No load balancer holds the address.") },
    },
  ],
})
