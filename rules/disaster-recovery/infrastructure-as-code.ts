import {
  attestation,
  daysSince,
  declared,
  defineRule,
  disclaims,
  fail,
  notApplicable,
  pass,
  said,
  Type,
  undecided,
} from "../../src/rule.ts"
import { exampleInfrastructure, exampleStatement } from "../examples.ts"

export default defineRule({
  id: "infrastructure-as-code",
  area: "disaster-recovery",
  severity: "low",
  profile: "production",
  title: "A definition exists from which the deployment can be rebuilt",
  failureTitle: "No definition rebuilds the deployment",
  why:
    "Restoring data takes a server to restore it to. A definition in code rebuilds network, VM, disks and rules " +
    "as they were, in another region if need be; a deployment that was clicked together is rebuilt from memory, " +
    "under pressure, and differently.",
  references: [
    "https://learn.microsoft.com/azure/well-architected/operational-excellence/infrastructure-as-code-design",
    "https://docs.trychroma.com/guides/deploy/azure",
  ],
  needs: {},
  wants: { definition: declared.infrastructure, stated: attestation("infrastructure-as-code") },
  options: Type.Object({ maxAgeDays: Type.Integer({ default: 365, minimum: 1 }) }),

  check({ definition, stated }, { at, options }) {
    const expected = "a definition with the VM in it, or a statement of where it is"
    if (definition && definition.kind !== "tfvars") {
      const { kind, resources } = definition
      const observed = `a ${kind} (resources: ${resources.length})`
      if (resources.some((address) => virtualMachine.test(address))) return pass({ observed, expected })
      if (!stated) return fail({ observed: `${observed}, and no VM among them`, expected })
    }
    if (!stated)
      return undecided(
        "Nobody has shown a definition of the deployment.",
        "Give the Terraform definition with --terraform, or state where it is in the attestations file.",
        "not-requested",
      )
    if (disclaims(stated)) return notApplicable(`${said(stated)}.`)
    const sighting = { observed: said(stated), expected }
    return daysSince(stated.on, at) <= options.maxAgeDays ? pass(sighting) : fail(sighting)
  },

  effort: "days",
  fix: () => ({
    summary: "Write the deployment down as Terraform, starting from what exists.",
    commands: [
      { tool: "aztfexport", run: "aztfexport resource-group --non-interactive <resource group>" },
      { tool: "terraform", run: "terraform plan" },
    ],
    verify: "terraform plan shows no changes",
  }),

  examples: [
    { title: "a definition with the VM", status: "pass", given: { definition: exampleInfrastructure() } },
    {
      title: "a definition of the network alone",
      status: "fail",
      given: { definition: exampleInfrastructure({ resources: ["azurerm_virtual_network.vnet"] }) },
    },
    {
      title: "stated this month",
      status: "pass",
      given: { stated: exampleStatement("infrastructure-as-code", { on: "2026-11-01" }) },
    },
    {
      title: "stated years ago",
      status: "fail",
      given: { stated: exampleStatement("infrastructure-as-code", { on: "2020-11-01" }) },
      fixed: { definition: exampleInfrastructure() },
    },
    { title: "nobody has shown one", status: "unknown", given: {} },
    {
      title: "stated not to apply",
      status: "not-applicable",
      given: {
        stated: exampleStatement("infrastructure-as-code", {
          statement: "Not applicable: a demonstration that nobody will rebuild.",
        }),
      },
    },
  ],
})

const virtualMachine = /azurerm_((linux|windows)_)?virtual_machine\./
