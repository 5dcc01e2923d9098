import { az, azure, defineRule, fail, pass } from "../../src/rule.ts"
import { exampleGroupId, forbidden, noVm } from "../examples.ts"

export default defineRule({
  id: "unattached-disks",
  area: "maintenance",
  severity: "low",
  profile: "production",
  title: "No orphaned disk lies beside the deployment",
  failureTitle: "Orphaned disks lie beside the deployment",
  why:
    "A disk that a replaced VM left behind still holds its vectors, documents and tokens. Nobody watches, patches " +
    "or backs it up, it costs the same as an attached one, and in an emergency someone attaches the wrong one.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/disks-find-unattached-portal"],
  needs: { disks: azure.unattachedDisks },

  check({ disks }) {
    const expected = "no unattached disk in the VM's resource group"
    if (disks.length === 0) return pass({ observed: "none", expected })
    return fail({
      observed: disks.map(({ name, sizeGiB }) => `${name} (${sizeGiB} GiB)`).join(", "),
      expected,
      resources: disks.map(({ id }) => id),
      instances: disks.length,
    })
  },

  effort: "minutes",
  fix: ({ disks }) => ({
    summary:
      "Make sure that nobody needs what is on it, for example from an incremental snapshot, then delete it.",
    commands: disks.flatMap(({ id, name }) => [
      az`snapshot create --resource-group ${id.split("/")[4] ?? ""} --name ${name}-last --source ${id} --incremental true`,
      az`disk delete --ids ${id} --yes`,
    ]),
  }),

  examples: [
    { title: "every disk is attached", status: "pass", given: { disks: [] } },
    {
      title: "the OS disk of the VM before this one",
      status: "fail",
      given: {
        disks: [
          {
            id: `${exampleGroupId}/providers/Microsoft.Compute/disks/chroma-os-2024`,
            name: "chroma-os-2024",
            sizeGiB: 30,
          },
        ],
      },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: { disks: forbidden("Microsoft.Compute/disks/read") },
    },
    { title: "a container group holds the address", status: "not-applicable", given: { disks: noVm } },
  ],
})
