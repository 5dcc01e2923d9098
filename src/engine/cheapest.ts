import type { Finding, Grade } from "../model/report.ts"
import type { Effort } from "../model/rule.ts"
import { damageOf, isOpen, proven } from "./score.ts"

/** Least proven score of a grade. */
export const threshold: Readonly<Record<Grade, number>> = { A: 90, B: 75, C: 60, D: 40, F: 0 }

/** Rough hours, for weighing fixes against each other. */
export const hours: Readonly<Record<Effort, number>> = { minutes: 1, hours: 4, days: 24 }

const effortOf = ({ remediation }: Finding): number => hours[remediation?.effort ?? "minutes"]

export interface CheapestPlan {
  steps: Finding[]
  /** Sum of the weights in `hours`. */
  effort: number
  after: number
}

/**
 * The set of fixes with the least effort that brings the proven score to a grade; undefined when even all
 * of them do not. Exact: under one ceiling gains multiply, so −ln(1 − d) adds up and the best set for every
 * effort is found by dynamic programming; this is done for every ceiling that could be left standing.
 */
export function cheapest(findings: readonly Finding[], grade: Grade): CheapestPlan | undefined {
  const open = findings.filter(isOpen)
  const ceilings = new Set([100, ...open.map(({ ceiling }) => ceiling ?? 100)])
  return [...ceilings]
    .flatMap((ceiling) => cheapestUnder(ceiling, findings, threshold[grade]) ?? [])
    .toSorted((a, b) => a.effort - b.effort || b.after - a.after)[0]
}

function cheapestUnder(
  standing: number,
  findings: readonly Finding[],
  target: number,
): CheapestPlan | undefined {
  const open = findings.filter(isOpen)
  const forced = open.filter(({ ceiling }) => ceiling !== null && ceiling < standing)
  const free = open.filter((finding) => !forced.includes(finding))
  return bestByEffort(free)
    .map((steps) => [...forced, ...steps])
    .map((steps) => ({
      steps,
      effort: sum(steps),
      after: proven(findings.filter((one) => !steps.includes(one))),
    }))
    .find(({ after }) => after >= target)
}

const sum = (steps: readonly Finding[]): number => steps.reduce((total, step) => total + effortOf(step), 0)

/** For every effort from none to all, the set that takes the most damage away. */
function bestByEffort(findings: readonly Finding[]): Finding[][] {
  const total = sum(findings)
  const best: { weight: number; steps: Finding[] }[] = Array.from({ length: total + 1 }, () => ({
    weight: 0,
    steps: [],
  }))
  for (const finding of findings) {
    const weight = -Math.log(1 - damageOf(finding))
    const cost = effortOf(finding)
    for (let effort = total; effort >= cost; effort -= 1) {
      const [without, rest] = [best[effort], best[effort - cost]]
      if (without && rest && rest.weight + weight > without.weight) {
        best[effort] = { weight: rest.weight + weight, steps: [...rest.steps, finding] }
      }
    }
  }
  return best.map(({ steps }) => steps)
}
