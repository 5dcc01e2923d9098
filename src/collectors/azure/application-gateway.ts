import type { ApplicationGateway, WebApplicationFirewallPolicy } from "@azure/arm-network"
import { azure } from "../../evidence/index.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { nameAfter, resourceGroupOf, subscriptionOf } from "./arm-id.ts"
import { Absence, defineReading, type Draft } from "./reading.ts"

type Gateway = ValueOf<typeof azure.applicationGateway>

export const applicationGatewayReading = defineReading({
  token: azure.applicationGateway,
  needs: { host: azure.host },
  permissions: [],
  sometimes: [
    "Microsoft.Network/applicationGateways/read",
    "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/read",
  ],
  async read({ network }, { host }) {
    if (host.kind !== "application-gateway") return new Absence("No application gateway holds the address.")
    const { applicationGateways, webApplicationFirewallPolicies } = network(subscriptionOf(host.id))
    const gateway = await applicationGateways.get(
      resourceGroupOf(host.id),
      nameAfter(host.id, "applicationGateways"),
    )
    const policyId = gateway.firewallPolicy?.id
    const policy = policyId
      ? await webApplicationFirewallPolicies.get(
          resourceGroupOf(policyId),
          nameAfter(policyId, "ApplicationGatewayWebApplicationFirewallPolicies"),
        )
      : undefined
    return describeGateway(gateway, policy)
  },
})

export const describeGateway = (
  gateway: ApplicationGateway,
  policy: WebApplicationFirewallPolicy | undefined,
): Draft<Gateway> => ({
  id: gateway.id,
  name: gateway.name,
  backends: gateway.backendHttpSettingsCollection?.map(({ name, protocol, port }) => ({
    name,
    protocol,
    port,
  })),
  firewall: firewallOf(gateway, policy) ?? null,
})

/** A policy outranks the older configuration inside the gateway. */
function firewallOf(
  { id, webApplicationFirewallConfiguration: inner }: ApplicationGateway,
  policy: WebApplicationFirewallPolicy | undefined,
): Draft<Gateway["firewall"]> {
  if (policy) {
    const { state, mode } = policy.policySettings ?? {}
    return { id: policy.id, enabled: state === "Enabled", mode }
  }
  return inner && { id, enabled: inner.enabled, mode: inner.firewallMode }
}
