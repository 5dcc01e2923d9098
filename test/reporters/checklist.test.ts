import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import {
  checklistOf,
  notesField,
  ownerField,
  signOffFields,
  type Written,
} from "../../src/reporters/checklist/checklist.ts"
import { htmlChecklist } from "../../src/reporters/checklist/html.ts"
import { markdownChecklist } from "../../src/reporters/checklist/markdown.ts"
import { anyReport, eveningBefore, hostile, hostileTexts, morningAfter } from "../support/reports.ts"

const none: Written = new Map()
const made = (report = eveningBefore) => checklistOf(report, new Map())

const human = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.lorem({ maxCount: 12 }),
    fc.constantFrom(...hostileTexts, "a\n\n- [x] done\n```\n", "<!-- todo -->", "</textarea><b>", "$1 $& \\"),
  )
  .map((text) => text.trim())

/** A report, what people wrote into its checklist, and the report of the next audit. */
const edited = fc.tuple(anyReport, anyReport).chain(([before, after]) => {
  const names = [
    ...before.findings.flatMap((finding) => [ownerField(finding), notesField(finding)]),
    ...signOffFields.map(({ field }) => field),
  ]
  return fc.record({
    before: fc.constant(before),
    after: fc.constant(after),
    written: fc
      .tuple(...names.map((name) => human.map((text) => [name, text] as const)))
      .map((pairs): Written => new Map(pairs)),
  })
})

const formats = { markdown: markdownChecklist, html: htmlChecklist }

describe.each(Object.entries(formats))("%s", (_, format) => {
  test.prop([edited])("what people wrote survives the next audit, whatever it says", (sample) => {
    const first = format.render(checklistOf(sample.before, new Map()), sample.written)
    const kept = format.read(first, "launch")
    const next = format.read(format.render(checklistOf(sample.after, new Map()), kept), "launch")
    for (const [name, text] of sample.written) if (text !== "") expect(next.get(name)).toBe(text)
  })

  test.prop([anyReport])("making it anew from the same report changes nothing", (report) => {
    const once = format.render(checklistOf(report, new Map()), none)
    expect(format.render(checklistOf(report, new Map()), format.read(once, "launch"))).toBe(once)
  })

  test("the owner of a waiver owns its item until someone else is named", () => {
    const waived = {
      ...eveningBefore,
      findings: eveningBefore.findings.map((finding) => ({
        ...finding,
        waiver:
          finding.status === "fail" ? { reason: "", owner: "data-platform", expires: "2027-01-01" } : null,
      })),
    }
    const text = format.render(made(waived), new Map([["cors-restricted/owner", "Ada"]]))
    expect(format.read(text, "launch").get("cors-restricted/owner")).toBe("Ada")
    expect(format.read(text, "launch").get("auth-reads-enforced/owner")).toBe("data-platform")
  })
})

const boxes = (markdown: string): Record<string, boolean> =>
  Object.fromEntries(
    [...markdown.matchAll(/^- \[(x| )\] .*?`([a-z-]+)`/gm)].map(([, tick, rule]) => [rule, tick === "x"]),
  )

test.each([
  ["the evening before", eveningBefore],
  ["the morning after", morningAfter],
])("boxes are ticked by evidence alone: %s", (_, report) => {
  const before = markdownChecklist.render(made(), none)
  const after = markdownChecklist.render(made(report), markdownChecklist.read(before, "launch"))
  const expected = report.findings
    .filter(({ status }) => status !== "not-applicable")
    .map(({ rule, status }) => [rule, status === "pass"])
  expect(boxes(after)).toEqual(Object.fromEntries(expected))
})

test("a note on a rule that is no longer asked is not lost", () => {
  const text = markdownChecklist.render(made(), new Map([["gone-rule/notes", "look again in May"]]))
  expect(text).toMatch(/no longer asked[^]*gone-rule\/notes[^]*look again in May/)
})

test("a field that lost a bound is not overwritten", () => {
  const text = markdownChecklist.render(made(), none).replace("<!-- end: sign-off/decision -->", "")
  expect(() => markdownChecklist.read(text, "launch.md")).toThrow(/launch\.md: the field sign-off\/decision/)
})

test("hostile texts make no element, no field and no script", () => {
  const text = htmlChecklist.render(made(hostile), none)
  expect(text.match(/<script/g)).toHaveLength(1)
  expect(text).not.toMatch(/<(?:img|iframe|svg|b)\b/)
})
