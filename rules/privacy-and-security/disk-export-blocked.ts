import { absentBecause, az, azure, defineRule, judgeEach, unknownBecause } from "../../src/rule.ts"
import { isExportable, judgeExport } from "../disk-export.ts"
import { exampleDisk, exampleOsDisk } from "../examples.ts"

export default defineRule({
  id: "disk-export-blocked",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "No disk can be downloaded from the Internet",
  failureTitle: "A disk can be downloaded from the Internet",
  why:
    "Unless told otherwise, anyone with the right role can make a link to a managed disk that works from anywhere " +
    "without further login, and the whole database leaves in one download, past Chroma and every log it writes. " +
    "Denying export, or allowing it through a private endpoint only, closes that way.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview",
    "https://learn.microsoft.com/azure/virtual-machines/disks-enable-private-links-for-import-export-portal",
  ],
  needs: { disks: azure.disks },

  check({ disks }) {
    return judgeEach(disks, judgeExport)
  },

  effort: "minutes",
  fix: ({ disks }) => ({
    summary: "Deny the export of every disk; it can be allowed again for the hour it is needed.",
    commands: disks
      .filter(isExportable)
      .map(
        ({ id }) =>
          az`disk update --ids ${id} --network-access-policy DenyAll --public-network-access Disabled`,
      ),
  }),

  examples: [
    { title: "denied", status: "pass", given: { disks: [exampleOsDisk(), exampleDisk()] } },
    {
      title: "private only",
      status: "pass",
      given: { disks: [exampleDisk({ networkAccessPolicy: "AllowPrivate" })] },
    },
    {
      title: "as Azure makes a disk unless told otherwise",
      status: "fail",
      given: {
        disks: [
          exampleOsDisk({ networkAccessPolicy: "AllowAll", publicNetworkAccess: "Enabled" }),
          exampleDisk(),
        ],
      },
    },
    {
      title: "the disks may not be read",
      status: "unknown",
      given: { disks: unknownBecause("forbidden", "403 on the disks", "Microsoft.Compute/disks/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { disks: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})
