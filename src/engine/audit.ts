import type { AnyCollector } from "../model/collector.ts"
import type { Plane } from "../model/evidence.ts"
import type { Finding, Report } from "../model/report.ts"
import type { AnyRule, Circumstances, Profile } from "../model/rule.ts"
import type { SavedEvidence } from "../model/saved-evidence.ts"
import { collect, type Progress } from "./collect.ts"
import { evaluate } from "./evaluate.ts"
import { selectCollectors } from "./plan.ts"
import { gain, path, score, scoreAreas, scoring } from "./score.ts"

export interface Assessment {
  rules: readonly AnyRule[]
  profile: Profile
  /** The edition that the rules are of. */
  ruleset: string
  /** Complete options by rule id. */
  options: Readonly<Record<string, Circumstances["options"]>>
  plugins: Report["tool"]["plugins"]
  version: string
}

export async function gather(
  target: Report["target"],
  scope: readonly Plane[],
  { rules, version }: Pick<Assessment, "rules" | "version">,
  {
    collectors,
    deadline,
    progress,
  }: { collectors: readonly AnyCollector[]; deadline: number; progress?: Progress },
): Promise<SavedEvidence> {
  const startedAt = new Date().toISOString()
  const witnesses = await collect(selectCollectors(rules, collectors), deadline, progress)
  return {
    schemaVersion: "1",
    tool: { name: "chroma-audit", version },
    target,
    scope: [...scope],
    startedAt,
    finishedAt: new Date().toISOString(),
    witnesses: witnesses.toSorted((a, b) => a.evidence.localeCompare(b.evidence, "en")),
  }
}

/** Judges saved evidence. Pure: the same evidence, rules and options give the same report. The gate is open. */
export function assess(
  evidence: SavedEvidence,
  { rules, profile, ruleset, options, plugins, version }: Assessment,
): Report {
  const { witnesses, scope, startedAt, finishedAt } = evidence
  const judged = evaluate(rules, {
    witnesses,
    target: evidence.target,
    scope,
    at: new Date(startedAt),
    options,
  })
  const findings: Finding[] = judged.map((one) => ({ ...one, gain: gain(judged, one), waiver: null }))
  return {
    schemaVersion: "1",
    tool: { name: "chroma-audit", version, ruleset, scoring, plugins },
    target: evidence.target,
    profile,
    startedAt,
    finishedAt,
    durationMs: Date.parse(finishedAt) - Date.parse(startedAt),
    score: score(findings, scope),
    areas: scoreAreas(findings),
    findings,
    plan: path(findings),
    evidence: witnesses.map(({ evidence: id, plane, source, at, ...observation }) => ({
      id,
      plane,
      source,
      at,
      status: observation.status,
      cause: observation.status === "unknown" ? observation.cause : null,
    })),
    waivers: [],
    gate: { passed: true, reasons: [] },
  }
}

/** Whether any plane said anything at all. Files and statements about nothing are not an audit. */
export const answered = (evidence: SavedEvidence): boolean =>
  evidence.witnesses.some(({ status }) => status !== "unknown")
