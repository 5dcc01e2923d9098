import {
  absentBecause,
  az,
  azure,
  defineRule,
  fail,
  judgeEach,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleDisk, exampleOsDisk } from "../examples.ts"

export default defineRule({
  id: "disk-customer-key",
  area: "privacy-and-security",
  severity: "low",
  profile: "enterprise",
  title: "The disks are encrypted with a key of one's own",
  failureTitle: "A disk is encrypted with Microsoft's key only",
  why:
    "With a key in one's own vault, access to the data can be withdrawn at once and for good, every use of the key is " +
    "logged, and it is rotated on one's own schedule. Many compliance regimes ask for it.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/disk-encryption#customer-managed-keys"],
  presupposes: { "disk-encryption-at-rest": "a disk is not a managed disk" },
  needs: { disks: azure.disks },

  check({ disks }) {
    return judgeEach(disks, ({ id, name, encryption }) => {
      if (encryption === null)
        return undecided(
          `Azure does not show how ${name} is encrypted.`,
          "Give the identity Reader on the disk.",
        )
      const sighting = {
        observed: `${name}: ${encryption}`,
        expected: "a customer-managed key, alone or beside Microsoft's",
        resources: [id],
      }
      return /CustomerKey/i.test(encryption) ? pass(sighting) : fail(sighting)
    })
  },

  effort: "days",
  fix: ({ disks }) => ({
    summary:
      "Make a disk encryption set with a key in a vault, and put the disks into it; the VM is stopped meanwhile.",
    commands: disks
      .filter(({ encryption }) => !/CustomerKey/i.test(encryption ?? ""))
      .map(
        ({ id }) =>
          az`disk update --ids ${id} --encryption-type EncryptionAtRestWithCustomerKey --disk-encryption-set chroma-keys`,
      ),
  }),

  examples: [
    {
      title: "a key of the customer's",
      status: "pass",
      given: { disks: [exampleOsDisk(ownKey()), exampleDisk(ownKey())] },
    },
    {
      title: "the data disk is left out",
      status: "fail",
      given: { disks: [exampleOsDisk(ownKey()), exampleDisk()] },
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

function ownKey() {
  return {
    encryption: "EncryptionAtRestWithCustomerKey",
    diskEncryptionSetId: "/subscriptions/…/chroma-keys",
  }
}
