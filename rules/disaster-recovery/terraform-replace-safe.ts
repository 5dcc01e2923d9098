import { declared, defineRule, fail, guest, notApplicable, pass, undecided } from "../../src/rule.ts"
import { exampleInfrastructure, exampleVolume } from "../examples.ts"

export default defineRule({
  id: "terraform-replace-safe",
  area: "disaster-recovery",
  severity: "medium",
  profile: "production",
  title: "Terraform does not replace the VM with the data on it",
  failureTitle: "Terraform replaces the VM, and the data on it, when a setting changes",
  why:
    "Some arguments of a VM cannot be changed in place. The guide's template writes the Chroma version and all " +
    "settings into custom_data, one of these, so that raising the version destroys the VM together with its OS " +
    "disk, where the data is. Data on a disk of its own survives; so does a VM that ignores the change.",
  references: [
    "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine",
    "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes",
  ],
  needs: { definition: declared.infrastructure },
  wants: { volume: guest.dataVolume },

  check({ definition: { kind, dataDisks, replacing, resources }, volume }) {
    if (kind === "tfvars")
      return undecided(
        "Variables do not show what the definition does with them.",
        "Give the folder of .tf files with --terraform.",
      )
    if (!resources.some((address) => virtualMachine.test(address)))
      return notApplicable("The definition has no VM, so Terraform cannot replace it.")

    const expected = "data on a declared disk of its own, or every replacing argument in ignore_changes"
    const exposed = replacing.filter(({ ignored }) => ignored !== true)
    if (exposed.length === 0) return pass({ observed: "no change of an argument replaces the VM", expected })

    const names = exposed.map(({ argument }) => argument).join(", ")
    if (dataDisks > 0 && typeof volume?.disk === "number")
      return pass({ observed: `the data is on the disk at LUN ${volume.disk}`, expected })
    if (dataDisks > 0 && volume?.disk !== "os")
      return undecided(
        `A change of ${names} replaces the VM; a data disk is declared, and it is not known whether the data is there.`,
        "Run the guest script inside the VM and give its output with --guest-output.",
      )
    return exposed.some(({ ignored }) => ignored === false)
      ? fail({ observed: `a change of ${names} replaces the VM, and the data is on its OS disk`, expected })
      : undecided(
          `A change of ${names} would replace the VM, and a ${kind} does not show whether it is ignored.`,
          "Give the folder of .tf files with --terraform.",
        )
  },

  effort: "hours",
  fix: ({ definition: { replacing } }) => ({
    summary:
      "Move the data to a disk of its own (azurerm_managed_disk with prevent_destroy), and have the VM ignore changes that would replace it.",
    commands: [
      {
        tool: "terraform",
        run: `lifecycle { ignore_changes = [${replacing.map(({ argument }) => argument).join(", ")}] }`,
      },
      { tool: "terraform", run: "terraform plan" },
    ],
    verify: `terraform plan shows no "must be replaced" after a change of the Chroma version`,
  }),

  examples: [
    {
      title: "changes are ignored",
      status: "pass",
      given: { definition: exampleInfrastructure() },
    },
    {
      title: "the data is on a disk of its own",
      status: "pass",
      given: {
        definition: exampleInfrastructure({ replacing: [{ argument: "custom_data", ignored: false }] }),
        volume: exampleVolume(),
      },
    },
    {
      title: "the guide's template",
      status: "fail",
      given: {
        definition: exampleInfrastructure({
          dataDisks: 0,
          replacing: [{ argument: "custom_data", ignored: false }],
        }),
      },
    },
    {
      title: "a state, which does not show what is ignored",
      status: "unknown",
      given: {
        definition: exampleInfrastructure({
          kind: "state",
          dataDisks: 0,
          replacing: [{ argument: "custom_data", ignored: null }],
        }),
      },
    },
    {
      title: "a data disk, and nobody knows whether the data is on it",
      status: "unknown",
      given: {
        definition: exampleInfrastructure({ replacing: [{ argument: "custom_data", ignored: false }] }),
      },
    },
    {
      title: "a definition of the network alone",
      status: "not-applicable",
      given: { definition: exampleInfrastructure({ resources: ["azurerm_virtual_network.vnet"] }) },
    },
  ],
})

const virtualMachine = /azurerm_((linux|windows)_)?virtual_machine\./
