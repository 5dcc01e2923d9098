import type { Finding, Report } from "../model/report.ts"
import { severities, type Status } from "../model/rule.ts"

/** One rule whose finding is another than before. */
export interface Change {
  rule: string
  severity: Finding["severity"]
  /** Absent from a report when its rule was not in it. */
  before: Status | "absent"
  after: Status | "absent"
  summary: string
}

export interface Comparison {
  /** What keeps the scores from being compared one to one. */
  notes: string[]
  score: {
    before: Report["score"]
    after: Report["score"]
    proven: number
    potential: number
    coverage: number
  }
  /** Those whose score changed. */
  areas: { title: string; before: number; after: number }[]
  better: Change[]
  worse: Change[]
  newlyUnknown: Change[]
  /** Changed without being better or worse: no longer applicable, another rule selection. */
  other: Change[]
}

/** How bad a status is; what is not applicable or not there is not bad. */
const badness = { fail: 2, unknown: 1, pass: 0, "not-applicable": 0, absent: 0 } as const

/**
 * Whether a finding is new or worse than in an earlier report: another status, more instances, a higher
 * severity, or other resources (which make another fingerprint).
 */
export function worsened(finding: Finding, earlier: Report): boolean {
  if (badness[finding.status] === 0) return false
  const before = earlier.findings.find(({ rule }) => rule === finding.rule)
  if (!before || badness[before.status] < badness[finding.status]) return true
  if (before.status !== finding.status) return false
  return (
    before.instances < finding.instances ||
    severities.indexOf(before.severity) > severities.indexOf(finding.severity) ||
    (finding.status === "fail" && before.fingerprint !== finding.fingerprint)
  )
}

export function compare(before: Report, after: Report): Comparison {
  const rules = new Set([...before.findings, ...after.findings].map(({ rule }) => rule))
  const changes = [...rules].flatMap((rule) => {
    const [old, now] = [before, after].map(({ findings }) =>
      findings.find((finding) => finding.rule === rule),
    )
    const known = now ?? old
    if (!known || (old && now && old.status === now.status && !worsened(now, before))) return []
    const change: Change = {
      rule,
      severity: known.severity,
      before: old?.status ?? "absent",
      after: now?.status ?? "absent",
      summary: known.summary,
    }
    return [{ change, finding: now }]
  })
  const pick = (wanted: (entry: (typeof changes)[number]) => boolean) =>
    changes.filter(wanted).map(({ change }) => change)
  const isUnknown = ({ change }: (typeof changes)[number]) =>
    change.after === "unknown" && change.before !== "fail"
  const isWorse = ({ change, finding }: (typeof changes)[number]) =>
    change.after !== "unknown" && finding !== undefined && worsened(finding, before)
  const isBetter = ({ change }: (typeof changes)[number]) =>
    change.before !== "absent" && change.after !== "absent" && badness[change.after] < badness[change.before]
  return {
    notes: [
      ...note("scope", before.score.scope.join(", "), after.score.scope.join(", ")),
      ...note("profile", before.profile, after.profile),
      ...note("edition of the rules", before.tool.ruleset, after.tool.ruleset),
      ...note("scoring", before.tool.scoring, after.tool.scoring),
    ],
    areas: after.areas.flatMap(({ id, title, proven }) => {
      const earlier = before.areas.find((area) => area.id === id)
      return earlier && earlier.proven !== proven ? [{ title, before: earlier.proven, after: proven }] : []
    }),
    score: {
      before: before.score,
      after: after.score,
      proven: difference(after.score.proven, before.score.proven),
      potential: difference(after.score.potential, before.score.potential),
      coverage: difference(after.score.coverage, before.score.coverage, 1000),
    },
    better: pick(isBetter),
    worse: pick(isWorse),
    newlyUnknown: pick(isUnknown),
    other: pick((entry) => !isBetter(entry) && !isWorse(entry) && !isUnknown(entry)),
  }
}

const note = (what: string, before: string, after: string): string[] =>
  before === after ? [] : [`The ${what} changed from ${before || "nothing"} to ${after || "nothing"}.`]

/** Whether two reports speak of one deployment: an address or a URL in common, or none at all in both. */
export function sameTarget({ target: one }: Report, { target: other }: Report): boolean {
  if (one.ip === undefined && one.url === undefined) return other.ip === undefined && other.url === undefined
  return (one.url !== undefined && one.url === other.url) || (one.ip !== undefined && one.ip === other.ip)
}

const difference = (one: number, other: number, unit = 10): number => Math.round((one - other) * unit) / unit
