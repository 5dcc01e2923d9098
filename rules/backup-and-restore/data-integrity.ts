import {
  absentBecause,
  defineRule,
  endpoint,
  fail,
  guest,
  pass,
  unknownBecause,
  undecided,
} from "../../src/rule.ts"
import { exampleServer } from "../examples.ts"

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
  needs: { log: guest.writeAheadLog },
  wants: { server: endpoint.server },

  check({ log: { quickCheck, orphanSegments, orphanFolders }, server }) {
    const lossy = server?.from === server?.to ? losesEmbeddings.exec(server?.from ?? "")?.[0] : undefined
    const sighting = {
      observed: [
        `quick check: ${quickCheck ?? "not run"}`,
        `${orphanSegments ?? "unknown"} segments without a folder`,
        `${orphanFolders ?? "unknown"} folders without a segment`,
        ...(lossy ? [`Chroma ${lossy}, which loses embeddings`] : []),
      ].join(", "),
      expected: "quick check: ok, and every segment with its folder",
    }
    const damaged = (quickCheck ?? "ok") !== "ok" || orphanSegments || orphanFolders || lossy
    if (damaged) return fail(sighting)
    return quickCheck === null || orphanSegments === null || orphanFolders === null
      ? undecided(
          `Not everything could be checked inside the VM: ${sighting.observed}.`,
          "Run the guest script as root, with python3 installed, and give its output with --guest-output.",
        )
      : pass(sighting)
  },

  effort: "hours",
  fix: () => ({
    summary:
      "Stop Chroma, copy the data aside, restore the newest whole backup beside it, and rebuild the collections that differ from their source.",
    commands: [
      { tool: "sqlite3", run: `sqlite3 chroma.sqlite3 "pragma integrity_check"` },
      { tool: "chroma", run: "chroma vacuum --path <the data folder>" },
    ],
  }),

  examples: [
    { title: "whole", status: "pass", given: { log: checked() } },
    {
      title: "SQLite complains",
      status: "fail",
      given: { log: checked("*** in database main *** Page 4 is never used") },
    },
    {
      title: "written by a version that loses embeddings",
      status: "fail",
      given: {
        log: checked(),
        server: exampleServer({ implementation: "python", reported: "0.5.11", from: "0.5.11", to: "0.5.11" }),
      },
    },
    {
      title: "nobody looked inside the VM",
      status: "unknown",
      given: { log: unknownBecause("not-requested", "Nobody looked inside the VM.") },
    },
    {
      title: "no data on this VM",
      status: "not-applicable",
      given: {
        log: absentBecause(
          "There is no chroma.sqlite3 on this VM: the server is a part of distributed Chroma.",
        ),
      },
    },
  ],
})

const losesEmbeddings = /^0\.5\.(7|8|9|10|11|12)$/

function checked(quickCheck = "ok") {
  return {
    automaticallyPurge: true,
    entries: 120,
    quickCheck,
    orphanSegments: 0,
    orphanFolders: 0,
  }
}
