import {
  absentBecause,
  az,
  azure,
  defineRule,
  fail,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleAddress, exampleNetworkSecurity } from "../examples.ts"

export default defineRule({
  id: "network-ddos-protection",
  area: "privacy-and-security",
  severity: "low",
  profile: "enterprise",
  title: "The public address is protected against denial of service",
  failureTitle: "The public address has no denial-of-service protection",
  why:
    "Azure's basic protection guards Azure, with thresholds far above what one VM can bear. IP Protection, or a plan " +
    "on the virtual network, watches this address, adapts to its traffic and reports what it holds off.",
  references: ["https://learn.microsoft.com/azure/ddos-protection/ddos-protection-sku-comparison"],
  needs: { address: azure.publicIpAddress },
  wants: { security: azure.networkSecurity },

  check({ address: { id, ddosProtectionMode }, security }) {
    const sighting = {
      observed: ddosProtectionMode ?? "not set",
      expected: "IP protection, or a plan on the virtual network",
      resources: [id],
    }
    if (ddosProtectionMode === "Enabled") return pass(sighting)
    if (ddosProtectionMode === "Disabled") return fail(sighting)
    const plans = networkPlans(security)
    if (plans.length === 0 || plans.includes(undefined)) {
      return undecided(
        "The address inherits from its virtual network, whose DDoS protection plan was not read.",
        "Look at it: az network vnet list --query '[].{name:name, ddos:enableDdosProtection}'.",
      )
    }
    return plans.every(Boolean)
      ? pass({ ...sighting, observed: "a plan on the virtual network" })
      : fail({ ...sighting, observed: "inherited from a virtual network without a plan" })
  },

  effort: "minutes",
  fix: ({ address: { id } }) => ({
    summary: "Switch IP Protection on for the address; it is billed by the month.",
    commands: [az`network public-ip update --ids ${id} --ddos-protection-mode Enabled`],
  }),

  examples: [
    {
      title: "IP Protection",
      status: "pass",
      given: { address: exampleAddress({ ddosProtectionMode: "Enabled" }) },
    },
    {
      title: "switched off",
      status: "fail",
      given: { address: exampleAddress({ ddosProtectionMode: "Disabled" }) },
    },
    {
      title: "inherited from a network with a plan",
      status: "pass",
      given: { address: exampleAddress(), security: inNetwork(true) },
    },
    {
      title: "inherited from a network without one",
      status: "fail",
      given: { address: exampleAddress(), security: inNetwork(false) },
    },
    {
      title: "inherited from a network that was not read",
      status: "unknown",
      given: { address: exampleAddress() },
    },
    {
      title: "the address may not be read",
      status: "unknown",
      given: {
        address: unknownBecause(
          "forbidden",
          "403 on the address",
          "Microsoft.Network/publicIPAddresses/read",
        ),
      },
    },
    {
      title: "a private address",
      status: "not-applicable",
      given: { address: absentBecause("The address is private, and the VM has no public one.") },
    },
  ],
})

/** Whether a plan covers each network that the VM is in, or its gateway; undefined where nobody looked. */
const networkPlans = (security: ValueOf<typeof azure.networkSecurity> | undefined) =>
  (security?.subnets ?? []).map(({ ddosProtection }) => ddosProtection)

function inNetwork(ddosProtection: boolean) {
  const { subnets, ...rest } = exampleNetworkSecurity()
  return { ...rest, subnets: subnets.map((subnet) => ({ ...subnet, ddosProtection })) }
}
