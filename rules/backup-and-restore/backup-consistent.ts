import {
  attestation,
  azure,
  backupLists,
  candidateDisks,
  copiesIn,
  daysSince,
  defineRule,
  fail,
  guest,
  pass,
  said,
  Type,
  undecided,
  unlockLists,
  unreadLists,
} from "../../src/rule.ts"
import {
  exampleBackupItem,
  exampleDisk,
  exampleOsDisk,
  exampleSnapshot,
  exampleStatement,
} from "../examples.ts"

export default defineRule({
  id: "backup-consistent",
  area: "backup-and-restore",
  severity: "medium",
  profile: "production",
  title: "A backup is of one instant",
  failureTitle: "Nobody has confirmed of late that the backup is of one instant",
  why:
    "Chroma's data is an SQLite database and one folder of index files for each collection, and they must " +
    "match. Copying the files of a running server takes them at different instants, and such a copy may open " +
    "and still miss vectors. A snapshot of the disk is one instant; so is a copy made while Chroma is stopped.",
  references: [
    "https://cookbook.chromadb.dev/strategies/backup/",
    "https://learn.microsoft.com/azure/virtual-machines/virtual-machines-create-restore-points",
  ],
  presupposes: { "backup-exists": "there is no backup that could be inconsistent" },
  needs: {},
  wants: {
    ...backupLists,
    disks: azure.disks,
    volume: guest.dataVolume,
    stated: attestation("backup-consistent"),
  },
  options: Type.Object({ maxAgeDays: Type.Integer({ default: 365, minimum: 1 }) }),

  check(facts, { at, options }) {
    const { disks, volume, stated } = facts
    const expected = "all the data as it was at one instant"
    const candidates = candidateDisks(disks ?? [], volume)
    // Azure Backup and restore points take all disks of a machine together; a snapshot is of one disk,
    // which is one instant when the data is known to be on that disk alone.
    const copy = copiesIn(facts).find(
      ({ wholeMachine, holds }) =>
        candidates.length > 0 && (wholeMachine || candidates.length === 1) && candidates.every(holds),
    )
    if (copy) return pass({ observed: copy.name, expected, resources: [copy.id] })

    if (stated) {
      const sighting = {
        observed: said(stated),
        expected: `${expected}, stated within ${options.maxAgeDays} days`,
      }
      if (daysSince(stated.on, at) <= options.maxAgeDays) return pass(sighting)
      if (unreadLists(facts).length === 0) return fail(sighting)
    }
    const unread = unreadLists(facts)
    return unread.length > 0
      ? undecided(
          `No backup of one instant was found, but these could not be read: ${unread.join(", ")}.`,
          unlockLists,
        )
      : undecided(
          "It is not known whether one backup holds all the data as of one instant.",
          "Give the output of the guest script with --guest-output, so that the disk with the data is known, or state that Chroma is stopped while the copy is made.",
        )
  },

  effort: "hours",
  fix: () => ({
    summary: "Stop Chroma while the copy is made, or copy from a snapshot; then state it anew.",
    commands: [
      { tool: "docker", run: "docker compose stop && <copy the data> ; docker compose start" },
      { tool: "editor", run: "$EDITOR chroma-audit.attestations.yaml" },
    ],
  }),

  examples: [
    {
      title: "Azure Backup takes all disks together",
      status: "pass",
      given: { items: [exampleBackupItem()], disks: [exampleOsDisk(), exampleDisk()] },
    },
    {
      title: "a snapshot of the only disk",
      status: "pass",
      given: { snapshots: [exampleSnapshot()], disks: [exampleDisk()] },
    },
    {
      title: "a job copies the files, and the statement that Chroma is stopped is two years old",
      status: "fail",
      at: "2026-11-22",
      given: {
        items: [],
        snapshots: [],
        diskBackups: [],
        restorePoints: [],
        disks: [exampleDisk()],
        stated: exampleStatement("backup-consistent", { on: "2024-11-01" }),
      },
    },
    {
      title: "snapshots of two disks, and nobody knows which holds the data",
      status: "unknown",
      says: "It is",
      given: {
        items: [],
        diskBackups: [],
        restorePoints: [],
        disks: [exampleOsDisk(), exampleDisk()],
        snapshots: [exampleSnapshot(), exampleSnapshot({ sourceDiskId: exampleOsDisk().id })],
      },
    },
    { title: "no backup at all", status: "not-applicable", failing: "backup-exists", given: { items: [] } },
  ],
})
