import { absentBecause, az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleAddress, exampleInterface, forbidden } from "../examples.ts"
import { upgradeAddress } from "../upgrade-address.ts"

export default defineRule({
  id: "public-ip-standard-static",
  area: "high-availability",
  severity: "medium",
  profile: "production",
  title: "The public address is Standard, static and zone-redundant",
  failureTitle: "The public address can be lost",
  why:
    "A dynamic address is given back when the VM is deallocated, and every client and DNS record then points " +
    "at a stranger. A Basic address belongs to a retired product without zones, and an address pinned to one " +
    "zone goes down with it even when the server has moved. A Standard address without zones is spread over " +
    "all zones of its region.",
  references: [
    "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses",
    "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance",
  ],
  needs: { address: azure.publicIpAddress },
  wants: { interfaces: azure.networkInterfaces },

  check({ address }) {
    const sighting = {
      observed: `${address.sku}, ${address.allocation}, ${describeZones(address.zones)}`,
      expected: "Standard, Static, not pinned to one zone",
      resources: [address.id],
    }
    const lasting = address.sku !== "Basic" && address.allocation === "Static" && address.zones.length !== 1
    return lasting ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix({ address, interfaces }) {
    if (address.zones.length === 1) {
      const group = address.id.split("/")[4] ?? ""
      return {
        summary: "Create a zone-redundant address, move the clients to it, and give the old one back.",
        commands: [
          az`network public-ip create --resource-group ${group} --name ${address.name}-zr --location ${address.location} --sku Standard --allocation-method Static --zone 1 2 3`,
        ],
      }
    }
    return {
      summary:
        "Make the address static, take it off its interface, upgrade it and put it back; a Standard address is closed until a network security group opens it.",
      commands: upgradeAddress(address.id, interfaces),
      verify: az`network public-ip show --ids ${address.id} --query sku.name`.run,
    }
  },

  examples: [
    { title: "Standard, in all zones", status: "pass", given: { address: exampleAddress() } },
    {
      title: "Standard, made without naming zones",
      status: "pass",
      given: { address: exampleAddress({ zones: [] }) },
    },
    {
      title: "a Basic address that changes when the VM stops",
      status: "fail",
      says: ["Make the", "--nic-name"],
      given: {
        address: exampleAddress({ sku: "Basic", allocation: "Dynamic", zones: [] }),
        interfaces: [exampleInterface()],
      },
    },
    {
      title: "pinned to zone 1",
      status: "fail",
      given: { address: exampleAddress({ zones: ["1"] }) },
    },
    {
      title: "public addresses may not be read",
      status: "unknown",
      given: {
        address: forbidden("Microsoft.Network/publicIPAddresses/read"),
      },
    },
    {
      title: "only a private address",
      status: "not-applicable",
      given: { address: absentBecause("The address is private and the VM has no public one.") },
    },
  ],
})

const describeZones = (zones: readonly string[]): string =>
  zones.length > 0 ? `zone ${zones.join(", ")}` : "no zone named"
