import { areas, type Area } from "../../model/area.ts"
import type { Finding, Report } from "../../model/report.ts"
import { severities } from "../../model/rule.ts"
import { inert } from "../inert.ts"
import { deedOf, seenOf } from "../wording.ts"

/** What people wrote into an earlier checklist, by field. */
export type Written = ReadonlyMap<string, string>

/** A format that people fill in: it is read before it is written anew. */
export interface ChecklistFormat {
  render(checklist: Checklist, written: Written): string
  /** @throws UsageError when a field's bounds are damaged, so that its text could be lost */
  read(text: string, file: string): Written
}

export interface Checklist {
  report: Report
  sections: Section[]
}

interface Section {
  area: Area
  title: string
  open: Item[]
  done: Item[]
  /** Their findings say why they do not apply. */
  inapplicable: Item[]
}

export interface Item {
  finding: Finding
  /** What must be true, done or not. */
  goal: string
  seen: string
  /** What to do while it is open. */
  todo: string
}

/**
 * The checklist of a report. Evidence ticks; what only people know is evidence once they state it.
 *
 * @param goals rule id to the rule's title, which a failing finding does not carry
 */
export function checklistOf(original: Report, goals: ReadonlyMap<string, string>): Checklist {
  const report = inert(original)
  const items = report.findings
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .map((finding) => itemOf(finding, goals))
  const sections = Object.entries(areas).map(([area, title]) => {
    const own = items.filter(({ finding }) => finding.area === area)
    const having = (...statuses: Finding["status"][]) =>
      own.filter(({ finding }) => statuses.includes(finding.status))
    return {
      area: area as Area,
      title,
      open: [...having("fail"), ...having("unknown")],
      done: having("pass"),
      inapplicable: having("not-applicable"),
    }
  })
  return { report, sections }
}

const itemOf = (finding: Finding, goals: ReadonlyMap<string, string>): Item => ({
  finding,
  goal: goals.get(finding.rule) ?? finding.title,
  seen: seenOf(finding),
  todo: finding.remediation?.summary ?? deedOf(finding),
})

export const doneOf = (sections: readonly Section[]): { done: number; of: number } => ({
  done: sections.reduce((sum, { done }) => sum + done.length, 0),
  of: sections.reduce((sum, { done, open }) => sum + done.length + open.length, 0),
})

/** Names of the fields of an item. They are stable: they depend on the rule alone. */
export const ownerField = ({ rule }: Finding): string => `${encodeURIComponent(rule)}/owner`
export const notesField = ({ rule }: Finding): string => `${encodeURIComponent(rule)}/notes`

export const signOffFields: readonly { field: string; label: string }[] = [
  { field: "sign-off/decision", label: "Decision (go, no go, go on conditions)" },
  { field: "sign-off/conditions", label: "Conditions, and until when" },
  { field: "sign-off/service-owner", label: "Service owner (name, date)" },
  { field: "sign-off/operations", label: "Operations (name, date)" },
  { field: "sign-off/security", label: "Security (name, date)" },
]

/** Who answers for an item until people name someone: whoever had it waived. */
export const ownerOf = ({ waiver }: Finding): string => waiver?.owner ?? ""

/** What was written about rules that the report no longer has. */
export function orphans({ report }: Checklist, written: Written): [field: string, text: string][] {
  const known = new Set([
    ...report.findings.flatMap((finding) => [ownerField(finding), notesField(finding)]),
    ...signOffFields.map(({ field }) => field),
  ])
  return [...written].filter(([field, text]) => text !== "" && !known.has(field))
}
