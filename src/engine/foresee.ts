import type { AnyCollector } from "../model/collector.ts"
import { tokensOf, type Cause, type Evidence, type Fact } from "../model/evidence.ts"
import type { AnyRule } from "../model/rule.ts"
import { EvidenceStore } from "./evidence-store.ts"

/** What can be said of a rule before the audit. `uncertain`: it depends on what is found. */
export type Prospect = "decidable" | "uncertain" | "unknown"
export interface Outlook {
  prospect: Prospect
  /** What stands in the way, each once. */
  causes: readonly Cause[]
}

/** Whether an action may be taken everywhere it is needed, somewhere, or nowhere. */
export type MayAct = (action: string) => "everywhere" | "somewhere" | "nowhere"

const rank: Record<Prospect, number> = { decidable: 0, uncertain: 1, unknown: 2 }

/** What stands in the way of the rules, as far as it follows from who is asked and what they allow. */
export function foresee(
  rules: readonly AnyRule[],
  collectors: readonly AnyCollector[],
  mayAct: MayAct,
): Map<string, Outlook> {
  const seen = new Map<AnyCollector, Outlook>()

  const ofCollector = (collector: AnyCollector): Outlook => {
    const known = seen.get(collector)
    if (known) return known
    const { permissions = [], sometimes = [], needs = {} } = collector
    const outlook = together([
      ...permissions.map((action) => ofAction(action, mayAct(action), "unknown")),
      ...sometimes.map((action) => ofAction(action, mayAct(action), "uncertain")),
      ...Object.values<Fact>(needs).map(ofFact),
    ])
    seen.set(collector, outlook)
    return outlook
  }

  const ofToken = (token: Evidence): Outlook => {
    const collector = collectors.find(({ provides }) => provides.some(({ id }) => id === token.id))
    return collector ? ofCollector(collector) : notAsked(token)
  }

  /** The most promising plane decides. */
  const ofFact = (fact: Fact): Outlook => {
    const outlooks = tokensOf(fact).map(ofToken)
    const best = outlooks.toSorted((a, b) => rank[a.prospect] - rank[b.prospect])[0]
    return best?.prospect === "unknown" ? notAskedOr(fact, best) : (best ?? clear)
  }

  const ofRule = ({ needs, wants = {} }: AnyRule): Outlook => {
    const needed = Object.values<Fact>(needs).map(ofFact)
    const wanted = Object.values<Fact>(wants).map(ofFact)
    if (needed.length === 0 && wanted.every(({ prospect }) => prospect === "unknown")) return together(wanted)
    const hindered = wanted.flatMap(({ causes }) => causes.filter(({ kind }) => kind !== "not-requested"))
    return together([
      ...needed,
      ...(hindered.length > 0 ? [{ prospect: "uncertain" as const, causes: hindered }] : []),
    ])
  }
  return new Map(rules.map((rule) => [rule.id, ofRule(rule)]))
}

const clear: Outlook = { prospect: "decidable", causes: [] }

const notAsked = (fact: Fact): Outlook => {
  const { observation } = new EvidenceStore([]).resolve(fact)
  return { prospect: "unknown", causes: observation.status === "unknown" ? [observation.cause] : [] }
}

/** When nobody was asked, the cause names every plane that could be. */
const notAskedOr = (fact: Fact, outlook: Outlook): Outlook =>
  outlook.causes.every(({ kind }) => kind === "not-requested") ? notAsked(fact) : outlook

function ofAction(action: string, may: ReturnType<MayAct>, without: Prospect): Outlook {
  if (may === "everywhere") return clear
  const where =
    may === "nowhere" ? "The identity lacks" : "Only in a part of what is looked through the identity has"
  const cause: Cause = {
    kind: "forbidden",
    detail: `${where} ${action}.`,
    permission: action,
    unlock: `Grant the auditing identity Reader, or a role with ${action}.`,
  }
  return { prospect: may === "nowhere" ? without : "uncertain", causes: [cause] }
}

/** The least promising decides; its causes are told, and those of what is as bad. */
function together(outlooks: readonly Outlook[]): Outlook {
  const worst = outlooks.toSorted((a, b) => rank[b.prospect] - rank[a.prospect])[0] ?? clear
  const causes = outlooks.filter(({ prospect }) => prospect === worst.prospect).flatMap((one) => one.causes)
  return {
    prospect: worst.prospect,
    causes: [...new Map(causes.map((cause) => [cause.detail, cause])).values()],
  }
}
