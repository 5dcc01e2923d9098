import { az, azure, defineRule, judgeEach, notApplicable, unknownBecause } from "../../src/rule.ts"
import { isExportable, judgeExport } from "../disk-export.ts"
import { exampleSnapshot } from "../examples.ts"

export default defineRule({
  id: "snapshot-export-blocked",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "No snapshot can be downloaded from the Internet",
  failureTitle: "A snapshot can be downloaded from the Internet",
  why:
    "A snapshot is the disk once more, with settings of its own: it does not inherit the disk's, so a disk that " +
    "cannot be exported may have snapshots that can. They also outlive the disk, where nobody looks at them.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview",
    "https://learn.microsoft.com/azure/virtual-machines/disks-incremental-snapshots",
  ],
  needs: { snapshots: azure.snapshots },

  check({ snapshots }) {
    if (snapshots.length === 0) return notApplicable("The attached disks have no snapshot.")
    return judgeEach(snapshots, judgeExport)
  },

  effort: "minutes",
  fix: ({ snapshots }) => ({
    summary: "Deny the export of every snapshot, and let whatever makes them set it from the start.",
    commands: snapshots
      .filter(isExportable)
      .map(
        ({ id }) =>
          az`snapshot update --ids ${id} --network-access-policy DenyAll --public-network-access Disabled`,
      ),
  }),

  examples: [
    { title: "denied", status: "pass", given: { snapshots: [exampleSnapshot()] } },
    {
      title: "as Azure makes a snapshot unless told otherwise",
      status: "fail",
      given: {
        snapshots: [exampleSnapshot({ networkAccessPolicy: "AllowAll", publicNetworkAccess: "Enabled" })],
      },
    },
    {
      title: "the snapshots may not be listed",
      status: "unknown",
      given: {
        snapshots: unknownBecause("forbidden", "403 on the snapshots", "Microsoft.Compute/snapshots/read"),
      },
    },
    { title: "no snapshot", status: "not-applicable", given: { snapshots: [] } },
  ],
})
