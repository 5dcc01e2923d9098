import { azure } from "../../evidence/index.ts"
import { subscriptionOf } from "./arm-id.ts"
import { all, defineReading } from "./reading.ts"

const apiVersion = "2023-04-01"

interface WireAssignment {
  properties: { maintenanceConfigurationId?: string }
}

export const maintenanceReading = defineReading({
  token: azure.maintenance,
  needs: { vm: azure.virtualMachine },
  permissions: ["Microsoft.Maintenance/configurationAssignments/read"],
  async read({ list }, { vm }) {
    const [own = [], dynamic = []] = await all(
      [vm.id, `/subscriptions/${subscriptionOf(vm.id)}`].map((scope) =>
        list<WireAssignment>(`${scope}/providers/Microsoft.Maintenance/configurationAssignments`, apiVersion),
      ),
    )
    return {
      assigned: own.flatMap(({ properties }) => properties.maintenanceConfigurationId ?? []),
      dynamic: dynamic.length,
    }
  },
})
