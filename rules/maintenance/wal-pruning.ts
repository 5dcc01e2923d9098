import {
  absentBecause,
  chromaSupport,
  command,
  configuration,
  defineRule,
  fail,
  guest,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"

const docker = command("docker")

export default defineRule({
  id: "wal-pruning",
  area: "maintenance",
  severity: "medium",
  profile: "production",
  title: "The write-ahead log is pruned automatically",
  failureTitle: "The write-ahead log grows for ever",
  why:
    "Chroma writes every change to a log in SQLite before it reaches the index. Databases created since 0.5.6 " +
    "drop what has been applied; one that was created earlier and upgraded keeps everything until it is vacuumed " +
    "once, so the disk fills with vectors stored twice and each start takes longer.",
  references: [
    "https://docs.trychroma.com/docs/cli/vacuum",
    "https://cookbook.chromadb.dev/core/advanced/wal-pruning/",
  ],
  needs: { log: guest.writeAheadLog },
  wants: { container: configuration.guestContainer },

  check({ log: { automaticallyPurge, entries } }) {
    if (automaticallyPurge === null) {
      return undecided(
        "The configuration of the write-ahead log could not be read inside the VM.",
        "Run the guest script as root, with python3 installed, and give its output with --guest-output.",
      )
    }
    const sighting = {
      observed: `automatic pruning ${automaticallyPurge ? "on" : "off"}, ${entries?.toLocaleString("en") ?? "an unknown number of"} entries in the log`,
      expected: "automatic pruning on",
    }
    return automaticallyPurge ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix({ container }) {
    const name = container?.name ?? "chroma-server-1"
    const image = container?.image ?? `ghcr.io/chroma-core/chroma:${chromaSupport.newest}`
    const path = container?.persistPath ?? "/data"
    return {
      summary:
        "Back up, stop Chroma and vacuum its database once with the CLI of the same release; that turns pruning on.",
      commands: [
        docker`stop ${name}`,
        docker`run --rm -it --volumes-from ${name} ${image} vacuum --path ${path}`,
        docker`start ${name}`,
      ],
    }
  },

  examples: [
    { title: "a database of 1.x", status: "pass", given: { log: logWith(true, 812) } },
    {
      title: "a database of 0.4 that was upgraded and never vacuumed",
      status: "fail",
      given: { log: logWith(false, 4_310_552) },
    },
    { title: "the database could not be opened", status: "unknown", given: { log: logWith(null, null) } },
    {
      title: "nobody looked inside the VM",
      status: "unknown",
      given: { log: unknownBecause("not-requested", "Nobody looked inside the VM.") },
    },
    {
      title: "distributed Chroma",
      status: "not-applicable",
      given: { log: absentBecause("There is no SQLite database here.") },
    },
  ],
})

function logWith(automaticallyPurge: boolean | null, entries: number | null) {
  return { automaticallyPurge, entries, quickCheck: "ok", orphanSegments: 0, orphanFolders: 0 }
}
