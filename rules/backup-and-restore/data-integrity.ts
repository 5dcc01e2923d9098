import {
  absentBecause,
  defineRule,
  endpoint,
  fail,
  guest,
  overlap,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleServer } from "../examples.ts"

/** chroma-core/chroma#2922, fixed in 0.5.13. */
const losesEmbeddings = { from: "0.5.7", to: "0.5.12" }

export default defineRule({
  id: "data-integrity",
  area: "backup-and-restore",
  severity: "medium",
  profile: "production",
  title: "The data on disk is whole",
  failureTitle: "The data on disk is damaged",
  why:
    "A backup of damaged data restores damaged data. SQLite's quick check finds torn pages; a vector segment " +
    "without its folder, or a folder without its segment, means that the index and the database disagree. " +
    "Chroma 0.5.7 to 0.5.12 lost embeddings of servers with several collections.",
  references: [
    "https://www.sqlite.org/pragma.html#pragma_quick_check",
    "https://github.com/chroma-core/chroma/issues/2922",
    "https://cookbook.chromadb.dev/strategies/rebuilding/",
  ],
  needs: { log: guest.writeAheadLog, server: endpoint.server },

  check({ log: { quickCheck, orphanSegments, orphanFolders }, server }) {
    const lossy = overlap(server, losesEmbeddings)
    const sighting = {
      observed: [
        `quick check: ${quickCheck ?? "not run"}`,
        `segments without a folder: ${orphanSegments ?? "unknown"}`,
        `folders without a segment: ${orphanFolders ?? "unknown"}`,
        ...(lossy === "inside" ? [`Chroma ${server.from}, which loses embeddings`] : []),
      ].join(", "),
      expected: "quick check: ok, every segment with its folder, and no Chroma that loses embeddings",
    }
    const damaged = (quickCheck ?? "ok") !== "ok" || orphanSegments || orphanFolders
    if (damaged || lossy === "inside") return fail(sighting)
    if (quickCheck === null || orphanSegments === null || orphanFolders === null)
      return undecided(
        `Not everything could be checked inside the VM: ${sighting.observed}.`,
        "Run the guest script as root, with python3 installed, and give its output with --guest-output.",
      )
    return lossy === "straddling"
      ? undecided(
          `The server may be one of ${losesEmbeddings.from} to ${losesEmbeddings.to}, which lose embeddings.`,
          "Open /openapi.json to the auditor, or give a token, so that the release can be told.",
        )
      : pass(sighting)
  },

  effort: "hours",
  fix: () => ({
    summary:
      "Keep a copy of the data as it is, restore the newest whole backup beside it, and write what differs again from its source.",
    commands: [
      {
        tool: "docker",
        run: "docker compose stop && cp --archive <the data folder> <a folder on another disk>",
      },
      { tool: "sqlite3", run: `sqlite3 <the copy>/chroma.sqlite3 "pragma integrity_check"` },
    ],
  }),

  examples: [
    { title: "whole", status: "pass", given: { log: checked(), server: exampleServer() } },
    {
      title: "SQLite complains",
      status: "fail",
      given: { log: checked("*** in database main *** Page 4 is never used"), server: exampleServer() },
    },
    {
      title: "written by a version that loses embeddings",
      status: "fail",
      says: "which loses embeddings",
      given: {
        log: checked(),
        server: exampleServer({ implementation: "python", reported: "0.5.11", from: "0.5.11", to: "0.5.11" }),
      },
    },
    {
      title: "nobody looked inside the VM",
      status: "unknown",
      given: {
        log: unknownBecause("not-requested", "Nobody looked inside the VM."),
        server: exampleServer(),
      },
    },
    {
      title: "no data on this VM",
      status: "not-applicable",
      given: {
        log: absentBecause(
          "There is no chroma.sqlite3 on this VM: the server is a part of distributed Chroma.",
        ),
        server: exampleServer(),
      },
    },
  ],
})

function checked(quickCheck = "ok") {
  return {
    automaticallyPurge: true,
    entries: 120,
    quickCheck,
    orphanSegments: 0,
    orphanFolders: 0,
  }
}
