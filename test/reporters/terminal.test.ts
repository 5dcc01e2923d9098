import { stripVTControlCharacters } from "node:util"
import { fc, test } from "@fast-check/vitest"
import stringWidth from "string-width"
import { describe, expect } from "vitest"
import { terminal } from "../../src/reporters/terminal/terminal.ts"
import { anyReport, eveningBefore, morningAfter, reportOf } from "../support/reports.ts"

const plain = (width: number) => ({ color: false, width })
const commandsOf = ({ findings }: typeof eveningBefore) =>
  findings.flatMap(({ remediation }) =>
    remediation ? [...remediation.commands.map(({ run }) => run), remediation.verify] : [],
  )

test("the first screen says whether, how sure, why not and what first", () => {
  const screen = terminal.render(eveningBefore, plain(80)).split("\n").slice(0, 24).join("\n")
  expect(screen).toContain("NOT READY  proven 1.3 F · at most 2.7 once the 4 unverified are answered")
  expect(screen).toContain("(endpoint, azure)")
  expect(screen).toContain("Capped at 19 by auth-reads-enforced")
  expect(screen).toMatch(/ 1 ✖ Anyone who reaches the endpoint can read the data +hours +→ +2\.1/)
})

test("a gate that lets everything through makes nothing ready", () => {
  const report = { ...eveningBefore, gate: { passed: true, reasons: [] } }
  expect(terminal.render(report, plain(80))).not.toMatch(/\bREADY/)
  expect(terminal.render(morningAfter, plain(80))).toContain("✔ READY")
})

test("nothing is ready of which little is known", () => {
  const report = { ...morningAfter, score: { ...morningAfter.score, coverage: 0.4 } }
  const text = terminal.render(report, plain(80))
  expect(text).not.toMatch(/\bREADY/)
  expect(text).toContain("only 40.0 % is decided")
})

test("a failure that is high is named as the risk, unless it is waived", () => {
  const [first, ...rest] = morningAfter.findings
  if (!first) throw new Error("no finding")
  const waiver = { reason: "", owner: "ops", expires: "2027-01-01" }
  const failing = {
    ...first,
    rule: "vm-zone",
    severity: "high" as const,
    status: "fail" as const,
    inScope: true,
  }
  const render = (own: typeof failing | (typeof failing & { waiver: typeof waiver })) =>
    terminal.render({ ...morningAfter, findings: [own, ...rest] }, plain(80))
  expect(render(failing)).toMatch(/! READY WITH RISKS[^]*the risk is vm-zone/)
  expect(render({ ...failing, waiver })).toMatch(/✔ READY[^]*of them waived/)
})

test.each([80, 200])("without Unicode every line keeps its place at %i columns", (width) => {
  const drawn = terminal.render(eveningBefore, plain(width))
  const ascii = terminal.render(eveningBefore, { ...plain(width), ascii: true })
  const foreign = new Set(ascii.match(/[^\n -~]/g))
  const written = new Set(JSON.stringify(eveningBefore).match(/[^\n -~]/g))
  expect([...foreign].filter((character) => !written.has(character))).toEqual([])
  expect(ascii.split("\n").map((line) => stringWidth(line))).toEqual(
    drawn.split("\n").map((line) => stringWidth(line)),
  )
})

test("rules that one deed answers share one line", () => {
  const text = terminal.render(eveningBefore, plain(120))
  expect(text).toContain("backup-exists (critical), backup-recent (high), offsite-copy (high)")
})

test("an area of which nothing is decided shows no score", () => {
  expect(terminal.render(eveningBefore, plain(80))).toMatch(/Backup and Restore +nothing decided/)
})

test.each([60, 80, 120, 160])("commands are whole at %i columns", (width) => {
  const lines = terminal.render(eveningBefore, plain(width)).split("\n")
  const missing = commandsOf(eveningBefore)
    .flatMap((run) => run.split("\n"))
    .filter((command) => !lines.some((line) => line.endsWith(command)))
  expect(missing).toEqual([])
})

describe("whatever the target sent", () => {
  test.prop([anyReport, fc.constantFrom(60, 80, 120, 160)])(
    "only commands and addresses are wider than the page",
    (report, width) => {
      const bare = {
        ...report,
        findings: report.findings.map((finding) => ({ ...finding, remediation: null, references: [] })),
      }
      const widest = Math.max(
        ...terminal
          .render(bare, plain(width))
          .split("\n")
          .map((line) => stringWidth(line)),
      )
      expect(widest).toBeLessThanOrEqual(width)
    },
  )

  test.prop([anyReport])("without colour there is no control character but the line break", (report) => {
    expect(terminal.render(report, plain(80))).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202E\u2066-\u2069]/u)
  })

  test.prop([anyReport])("colour adds nothing but colour", (report) => {
    const coloured = terminal.render(report, { color: true, width: 80 })
    expect(stripVTControlCharacters(coloured)).toBe(terminal.render(report, plain(80)))
  })
})

test("a report without findings can be shown", () => {
  expect(terminal.render(reportOf([], []), plain(80))).toContain("nothing was asked")
})

test.each([80, 120])("looks as it was last reviewed at %i columns", async (width) => {
  await expect(terminal.render(eveningBefore, plain(width))).toMatchFileSnapshot(
    `../golden/evening-before.${width}.txt`,
  )
})
