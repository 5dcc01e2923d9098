import { azure } from "../../evidence/index.ts"
import { defineReading } from "./reading.ts"

interface WirePricing {
  properties: { pricingTier?: string; subPlan?: string }
}

/** Asked of the machine itself: Azure answers with what it inherits from its subscription, or has of its own. */
export const serverProtectionReading = defineReading({
  token: azure.serverProtection,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Security/pricings/read"],
  async read({ get }, { vm }) {
    const path = `${vm.id}/providers/Microsoft.Security/pricings/VirtualMachines`
    const { properties } = await get<WirePricing>(path, "2024-01-01")
    return { tier: properties.pricingTier, plan: properties.subPlan ?? null }
  },
})
