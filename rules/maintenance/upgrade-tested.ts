import { attestedRule } from "../attested.ts"

export default attestedRule({
  id: "upgrade-tested",
  area: "maintenance",
  severity: "low",
  profile: "production",
  title: "An upgrade of Chroma has been rehearsed",
  failureTitle: "The last rehearsal of an upgrade is too long ago",
  why:
    "Chroma migrates its database at the first start of a new release, forward only: a release that turns out " +
    "not to work is left by restoring the backup. Doing that once on a copy shows how long the upgrade takes, " +
    "what it breaks, and that the way back exists.",
  references: ["https://docs.trychroma.com/docs/overview/migration"],
  effort: "hours",
  maxAgeDays: 365,
  statement: "Upgraded a restored copy from 1.4.1 to 1.5.9 in staging, 6 minutes, queries compared",
  remedy: "Restore the newest backup onto a scratch VM, upgrade it there and compare some queries",
})
