import {
  az,
  azure,
  defineRule,
  fail,
  groupOf,
  nameOf,
  notApplicable,
  pass,
  undecided,
} from "../../src/rule.ts"
import {
  exampleGateway,
  exampleHost,
  exampleNetworkSecurity,
  exampleSecurityRule,
  forbidden,
} from "../examples.ts"

/** They forward no request of a client. */
const silent = ["unattached", "nat-gateway", "bastion", "virtual-network-gateway"]

export default defineRule({
  id: "network-web-firewall",
  area: "privacy-and-security",
  severity: "low",
  profile: "enterprise",
  title: "A web application firewall stands in front",
  failureTitle: "No web application firewall blocks anything in front",
  why:
    "A web application firewall refuses known attacks, floods and scanners before they reach the proxy and Chroma, " +
    "and can be told of a new one within minutes, while the server waits for its patch. In detection mode it only " +
    "writes down what it lets through.",
  references: [
    "https://learn.microsoft.com/azure/web-application-firewall/ag/ag-overview",
    "https://learn.microsoft.com/azure/web-application-firewall/afds/afds-overview",
  ],
  needs: { host: azure.host },
  wants: { gateway: azure.applicationGateway, security: azure.networkSecurity },

  check({ host, gateway, security }) {
    if (silent.includes(host.kind)) return notApplicable(`No client is served through ${nameOf(host.id)}.`)
    const expected = "a web application firewall that is enabled, in prevention mode"
    if (host.kind === "application-gateway") {
      if (!gateway)
        return undecided(
          `Whether the application gateway ${nameOf(host.id)} has a web application firewall could not be read.`,
          "Give the identity Reader on the application gateway and its policy.",
        )
      const { firewall, name, id } = gateway
      const observed = firewall
        ? `${name}: ${firewall.enabled ? `enabled, ${firewall.mode.toLowerCase()} mode` : "switched off"}`
        : `${name}: none`
      const blocks = firewall?.enabled === true && firewall.mode === "Prevention"
      const sighting = { observed, expected, resources: [firewall?.id ?? id] }
      return blocks ? pass(sighting) : fail(sighting)
    }
    if (host.kind === "virtual-machine" && security === undefined)
      return undecided(
        "Whether traffic comes through Front Door could not be read from the network security groups.",
        "Give the identity Reader on the network of the VM.",
      )
    if (security?.groups.some(({ rules }) => rules.some(admitsFrontDoor)))
      return undecided(
        "The network admits Azure Front Door, whose firewall policy the audit does not read.",
        "See whether the Front Door profile has a security policy in prevention mode.",
      )
    return fail({
      observed: `none: ${host.kind} ${nameOf(host.id)} holds the address`,
      expected,
      resources: [host.id],
    })
  },

  effort: "days",
  fix: ({ host, gateway }) =>
    gateway?.firewall
      ? {
          summary:
            "Switch the web application firewall to prevention, after a look at what it would have blocked.",
          commands: [
            az`network application-gateway waf-policy policy-setting update --resource-group ${groupOf(gateway.firewall.id)} --policy-name ${nameOf(gateway.firewall.id)} --mode Prevention --state Enabled`,
          ],
        }
      : {
          summary:
            "Put an application gateway with a web application firewall in front, and close the direct way.",
          commands: [
            az`network application-gateway waf-policy create --resource-group ${groupOf(host.id)} --name chroma-waf --location ${host.location} --type OWASP --version 3.2`,
          ],
        },

  examples: [
    {
      title: "an application gateway in prevention mode",
      status: "pass",
      given: { host: exampleHost({ kind: "application-gateway" }), gateway: exampleGateway() },
    },
    {
      title: "an application gateway in detection mode",
      status: "fail",
      given: {
        host: exampleHost({ kind: "application-gateway" }),
        gateway: exampleGateway({
          firewall: { id: exampleGateway().id, enabled: true, mode: "Detection" },
        }),
      },
    },
    {
      title: "a VM holds the address",
      status: "fail",
      given: { host: exampleHost(), security: exampleNetworkSecurity() },
    },
    {
      title: "Front Door in front of a VM",
      status: "unknown",
      given: {
        host: exampleHost(),
        security: exampleNetworkSecurity([exampleSecurityRule({ sources: ["AzureFrontDoor.Backend"] })]),
      },
    },
    {
      title: "a VM whose security groups may not be read",
      status: "unknown",
      given: {
        host: exampleHost(),
        security: forbidden("Microsoft.Network/networkSecurityGroups/read"),
      },
    },
    {
      title: "the gateway may not be read",
      status: "unknown",
      given: {
        host: exampleHost({ kind: "application-gateway" }),
        gateway: forbidden("Microsoft.Network/applicationGateways/read"),
      },
    },
    {
      title: "nothing uses the address",
      status: "not-applicable",
      given: { host: exampleHost({ kind: "unattached" }) },
    },
  ],
})

const admitsFrontDoor = ({ direction, access, sources }: azure.SecurityRule): boolean =>
  direction === "Inbound" && access !== "Deny" && sources.some((source) => /^AzureFrontDoor\./i.test(source))
