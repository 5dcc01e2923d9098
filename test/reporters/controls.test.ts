import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { frameworks } from "../../src/frameworks/index.ts"
import { standings } from "../../src/reporters/controls.ts"
import { html } from "../../src/reporters/html/html.ts"
import { markdown } from "../../src/reporters/markdown.ts"
import { terminal } from "../../src/reporters/terminal/terminal.ts"
import { anyReport, eveningBefore } from "../support/reports.ts"

const [framework] = frameworks
if (!framework) throw new Error("there is no framework")
const view = { color: false, width: 80 }

test.prop([anyReport, fc.array(fc.nat(13), { maxLength: 6 })])(
  "a control stands as its worst finding does, and every finding is mapped or counted",
  (report, chosen) => {
    const rules = [...new Set(chosen.flatMap((index) => report.findings[index]?.rule ?? []))]
    const { standings: all, unmapped } = standings(report, {
      ...framework,
      controls: [{ id: "X", title: "", rules }],
    })
    const own = report.findings.filter(({ rule }) => rules.includes(rule)).map(({ status }) => status)
    const worst = (["fail", "unknown", "pass"] as const).find((status) => own.includes(status))
    expect(all[0]?.status).toBe(worst ?? "not-applicable")
    expect((all[0]?.findings.length ?? 0) + unmapped).toBe(report.findings.length)
  },
)

describe.each(Object.entries({ terminal, markdown, html }))("%s", (_, reporter) => {
  test("groups by the controls of a framework when one is named, and only then", () => {
    const grouped = reporter.render(eveningBefore, { ...view, framework })
    for (const { id } of framework.controls) expect(grouped).toContain(id)
    expect(grouped).toMatch(/not\s+compliance with them/)
    expect(reporter.render(eveningBefore, view)).not.toContain(framework.name)
  })

  test("says which waivers do not hold, and why", () => {
    const waivers = [
      {
        rule: "cors-restricted",
        owner: "ops",
        expires: "2026-01-01",
        status: "expired" as const,
        detail: "It is over.",
      },
    ]
    expect(reporter.render({ ...eveningBefore, waivers }, view)).toMatch(
      /cors-restricted.*expired \(ops\): It is over/,
    )
    expect(reporter.render(eveningBefore, view)).not.toMatch(/waivers that do not hold/i)
  })
})
