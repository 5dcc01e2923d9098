import { UsageError } from "../../config/usage-error.ts"
import { code, folded, prose } from "../markdown-text.ts"
import { headline, plural, target, verdict, waived } from "../wording.ts"
import {
  doneOf,
  notesField,
  orphans,
  ownerField,
  ownerOf,
  signOffFields,
  type Checklist,
  type ChecklistFormat,
  type Item,
  type Written,
} from "./checklist.ts"

/** Task lists of GitHub-flavoured Markdown. A field stands between two comments that name it. */
export const markdownChecklist: ChecklistFormat = {
  render: (checklist, written) =>
    `${[heading(checklist), ...checklist.sections.map((section) => sectionOf(section, written)), signOff(written), leftOver(checklist, written)].filter(Boolean).join("\n\n")}\n`,
  read,
}

function read(text: string, file: string): Written {
  const fields = /<!-- write: (\S+) -->([^]*?)<!-- end: \1 -->/g
  const damaged = /<!-- (?:write|end): (\S+) -->/.exec(text.replaceAll(fields, ""))
  if (damaged) {
    throw new UsageError(
      `${file}: the field ${damaged[1]} has lost one of its two comments; put it back, or its text would be lost.`,
    )
  }
  return new Map([...text.matchAll(fields)].map(([, field = "", content = ""]) => [field, content.trim()]))
}

const field = (name: string, written: Written, unless = ""): string =>
  `<!-- write: ${name} -->${written.get(name) ?? unless}<!-- end: ${name} -->`

function heading({ report, sections }: Checklist): string {
  const { done, of } = doneOf(sections)
  return [
    `# Before launch: ${prose(target(report))}`,
    `**${verdict(report)}** · ${headline(report).map(prose).join(" · ")} · ${done} of ${of} done`,
    `Evidence of ${report.finishedAt.slice(0, 16).replace("T", " ")} UTC ticks the boxes (chroma-audit ${prose(report.tool.version)}, profile ${report.profile}). ` +
      "What only people know counts once it is in the attestations file. Write owners, notes and the sign-off between " +
      "their comments: that is kept when this file is made anew, everything else is replaced.",
  ].join("\n\n")
}

function sectionOf(
  { title, open, done, inapplicable }: Checklist["sections"][number],
  written: Written,
): string {
  const list = (items: readonly Item[], line: (item: Item) => string): string[] =>
    items.length > 0 ? [items.map(line).join("\n")] : []
  return [
    `## ${title}: ${done.length} of ${done.length + open.length} done`,
    ...list(open, (item) => openItem(item, written)),
    ...list(done, (item) => doneItem(item, written)),
    ...(inapplicable.length > 0
      ? [
          folded(
            `${inapplicable.length} ${inapplicable.length === 1 ? "does" : "do"} not apply`,
            list(inapplicable, (item) => inapplicableItem(item, written)).join("\n"),
          ),
        ]
      : []),
  ].join("\n\n")
}

function openItem({ finding, goal, seen, todo }: Item, written: Written): string {
  const { remediation, severity, rule, stage, status } = finding
  const preview = stage === "preview" ? ["preview"] : []
  return [
    `- [ ] **${prose(goal)}** (${[severity, code(rule), ...preview, ...waived(finding).map(prose)].join(", ")})`,
    `  - ${status === "fail" ? "Seen" : "Not verified"}: ${prose(seen)}`,
    `  - To do${remediation ? ` (${remediation.effort})` : ""}: ${prose(todo)}`,
    ...(remediation ? [`  - Then: ${code(remediation.verify)}`] : []),
    `  - Owner: ${field(ownerField(finding), written, ownerOf(finding))}`,
    `  - Notes: ${field(notesField(finding), written)}`,
  ].join("\n")
}

const doneItem = ({ finding, goal, seen }: Item, written: Written): string =>
  [`- [x] ${prose(goal)} (${code(finding.rule)}): ${prose(seen)}`, ...kept({ finding }, written)].join("\n")

const inapplicableItem = ({ finding, goal, seen }: Item, written: Written): string =>
  [`- ${prose(goal)} (${code(finding.rule)}): ${prose(seen)}`, ...kept({ finding }, written)].join("\n")

/** What was written while an item was open stays with it. */
const kept = ({ finding }: Pick<Item, "finding">, written: Written): string[] =>
  [
    { label: "Owner", name: ownerField(finding) },
    { label: "Notes", name: notesField(finding) },
  ]
    .filter(({ name }) => written.get(name))
    .map(({ label, name }) => `  - ${label}: ${field(name, written)}`)

const signOff = (written: Written): string =>
  [
    "## Sign-off",
    signOffFields.map(({ field: name, label }) => `- ${label}: ${field(name, written)}`).join("\n"),
  ].join("\n\n")

function leftOver(checklist: Checklist, written: Written): string {
  const rest = orphans(checklist, written)
  if (rest.length === 0) return ""
  return [
    `## ${plural(rest.length, "note")} on rules that are no longer asked`,
    rest.map(([name]) => `- ${code(name)}: ${field(name, written)}`).join("\n"),
  ].join("\n\n")
}
