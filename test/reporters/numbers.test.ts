import { test } from "@fast-check/vitest"
import { XMLParser } from "fast-xml-parser"
import { describe, expect, test as example } from "vitest"
import type { Finding, Report } from "../../src/model/report.ts"
import { reporters } from "../../src/reporters/index.ts"
import { parseCsv } from "../support/csv.ts"
import { parsePrometheus } from "../support/prometheus.ts"
import { anyReport } from "../support/reports.ts"

/** What can be read back from a rendering; a format holds some or all of it. */
interface Numbers {
  proven?: number
  potential?: number
  coverage?: number
  /** By area: passed, failed, unknown, not applicable. */
  counts?: Record<string, number[]>
  statuses?: Record<string, string>
}

const numbersOf = ({ score, areas, findings }: Report): Required<Numbers> => ({
  proven: score.proven,
  potential: score.potential,
  coverage: score.coverage,
  counts: Object.fromEntries(
    areas.map(({ id, counts }) => [id, [counts.pass, counts.fail, counts.unknown, counts.notApplicable]]),
  ),
  statuses: Object.fromEntries(findings.map(({ rule, status }) => [rule, status])),
})

const matched = (text: string, pattern: RegExp): string[] => [...(pattern.exec(text) ?? [])].slice(1)
const number = (text: string, pattern: RegExp): number => Number(matched(text, pattern)[0])
const share = (text: string, pattern: RegExp): number => Math.round(number(text, pattern) * 10) / 1000
const byTitle = (rows: Iterable<RegExpMatchArray>, report: Report, order: readonly number[]) =>
  Object.fromEntries(
    [...rows].map(([, title, ...cells]) => [
      report.areas.find((area) => area.title === title)?.id ?? `no area ${title}`,
      order.map((index) => Number(cells[index])),
    ]),
  )
const statuses = (rows: Iterable<RegExpMatchArray>, status: string) =>
  [...rows].map(([, rule = ""]) => [rule, status])

/** Of a section of the terminal's, at the left edge. */
const heading =
  /\n\n(?=AREAS|WHAT FAILS|✔ \d+ PASSED|– \d+ NOT APPLICABLE|[✖✔!] (?:NOT READY|READY|GATE PASSED) )/

/** What code hosts are not told of: they take every result for a problem. */
const isSilent = ({ status, inScope, stage }: Finding): boolean =>
  status === "pass" ||
  status === "not-applicable" ||
  (status === "unknown" && !(inScope && stage === "stable"))

const readers: Record<string, (text: string, report: Report) => Numbers> = {
  json: (text) => numbersOf(JSON.parse(text) as Report),

  terminal(text, report) {
    const section = (from: RegExp): string => text.split(from)[1]?.split(heading)[0] ?? ""
    const ids = /[a-z][a-z0-9-]*/g
    return {
      proven: number(text, /proven ([\d.]+) [A-F]/),
      potential: number(text, /at most ([\d.]+)/),
      coverage: share(text, /coverage ([\d.]+) %/),
      counts: byTitle(
        text.matchAll(/^ {2}([A-Z][A-Za-z ]+?) {2,}.*?✔ (\d+) +✖ (\d+) +\? (\d+) +– (\d+)$/gm),
        report,
        [0, 1, 2, 3],
      ),
      statuses: Object.fromEntries([
        ...statuses(
          section(/^WHAT FAILS.*$/m).matchAll(/^ {4}(?:critical|high|medium|low) · ([a-z0-9-]+)(?= · |$)/gm),
          "fail",
        ),
        ...statuses(
          section(/^NOT VERIFIED.*$/m).matchAll(/([a-z0-9-]+) \((?:critical|high|medium|low)\)/g),
          "unknown",
        ),
        ...(section(/^✔ \d+ PASSED$/m).match(ids) ?? []).map((rule) => [rule, "pass"]),
        ...(section(/^– \d+ NOT APPLICABLE$/m).match(ids) ?? []).map((rule) => [rule, "not-applicable"]),
      ]),
    }
  },

  html(text) {
    const articles = text.matchAll(
      /<article[^>]* data-status="([a-z-]+)"[^]*?<div class="body" id="([a-z0-9-]+)">/g,
    )
    return {
      proven: number(text, /<dt>Proven<\/dt>\s*<dd>([\d.]+) [A-F]</),
      potential: number(text, /<dt>At most<\/dt>\s*<dd>([\d.]+)</),
      coverage: share(text, /<dt>Coverage<\/dt>\s*<dd>([\d.]+) %/),
      statuses: Object.fromEntries([...articles].map(([, status, rule]) => [rule, status])),
    }
  },

  markdown(text, report) {
    const words = {
      fails: "fail",
      "not verified": "unknown",
      passed: "pass",
      "not applicable": "not-applicable",
    }
    const rows = (text.split("<summary>Every rule</summary>")[1] ?? "").matchAll(
      /^\| `([a-z0-9-]+)` \| \S ([a-z ]+) \| (?:critical|high|medium|low) \|/gm,
    )
    return {
      proven: number(text, /^proven ([\d.]+) [A-F]/m),
      potential: number(text, /at most ([\d.]+)/),
      coverage: share(text, /coverage ([\d.]+) %/),
      counts: byTitle(
        text.matchAll(
          /^\| ([A-Z][A-Za-z ]+) \| \S+ \| \S+ \| [\d.]+ % \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm,
        ),
        report,
        [2, 0, 1, 3],
      ),
      statuses: Object.fromEntries(
        [...rows].map(([, rule, word = ""]) => [rule, words[word as keyof typeof words]]),
      ),
    }
  },

  sarif(text, { findings }) {
    const kinds = { fail: "fail", open: "unknown" }
    interface Log {
      runs: [
        {
          properties: { score: Required<Numbers> }
          results: { ruleId: string; kind: keyof typeof kinds }[]
        },
      ]
    }
    const [{ properties, results }] = (JSON.parse(text) as Log).runs
    const { proven, potential, coverage } = properties.score
    return {
      proven,
      potential,
      coverage,
      statuses: Object.fromEntries([
        ...findings.filter(isSilent).map(({ rule, status }) => [rule, status]),
        ...results.map(({ ruleId, kind }) => [ruleId, kinds[kind]]),
      ]),
    }
  },

  junit(text) {
    interface Case {
      "@name": string
      failure?: unknown
      error?: unknown
      skipped?: { "@message": string }
    }
    const parsed = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "@",
      isArray: (name) => ["property", "testcase"].includes(name),
    }).parse(text) as {
      testsuites: {
        testsuite: { properties: { property: { "@name": string; "@value": string }[] }; testcase?: Case[] }
      }
    }
    const { properties, testcase = [] } = parsed.testsuites.testsuite
    const property = (name: string): number =>
      Number(properties.property.find((one) => one["@name"] === name)?.["@value"])
    const status = ({ failure, error, skipped }: Case): string => {
      if (skipped) {
        const [, word = "waived"] =
          /^(?:preview, |not asked, |)(fails|not verified|not applicable):/.exec(skipped["@message"]) ?? []
        return { waived: "fail", fails: "fail", "not verified": "unknown" }[word] ?? "not-applicable"
      }
      if (error !== undefined) return "unknown"
      return failure === undefined ? "pass" : "fail"
    }
    return {
      proven: property("proven"),
      potential: property("potential"),
      coverage: property("coverage"),
      statuses: Object.fromEntries(testcase.map((one) => [one["@name"], status(one)])),
    }
  },

  csv(text) {
    const rows = parseCsv(text)
    const statuses = Object.fromEntries(rows.map(({ rule = "", status = "" }) => [rule, status]))
    if (!rows[0]) return { statuses }
    const { proven, potential, coverage } = rows[0]
    return { proven: Number(proven), potential: Number(potential), coverage: Number(coverage), statuses }
  },

  ocsf(text) {
    const words = { 1: "pass", 2: "unknown", 3: "fail", 99: "not-applicable" }
    const events = JSON.parse(text) as {
      compliance: { control: string; status_id: keyof typeof words }
      unmapped: { score: Required<Numbers> }
    }[]
    const found = {
      statuses: Object.fromEntries(
        events.map(({ compliance }) => [compliance.control, words[compliance.status_id]]),
      ),
    }
    if (!events[0]) return found
    const { proven, potential, coverage } = events[0].unmapped.score
    return { ...found, proven, potential, coverage }
  },

  /** What is waived is no issue either. */
  gitlab(text, { findings }) {
    const issues = JSON.parse(text) as { check_name: string; severity: string }[]
    const silent = findings.filter((finding) => isSilent(finding) || finding.waiver)
    return {
      statuses: Object.fromEntries([
        ...silent.map(({ rule, status }) => [rule, status]),
        ...issues.map(({ check_name, severity }) => [check_name, severity === "info" ? "unknown" : "fail"]),
      ]),
    }
  },

  prometheus(text, { areas }) {
    const samples = parsePrometheus(text)
    const value = (name: string, labels: Record<string, string> = {}): number =>
      samples.find(
        (one) =>
          one.name === name &&
          Object.entries(labels).every(([label, wanted]) => one.labels[label] === wanted),
      )?.value ?? Number.NaN
    return {
      proven: value("chroma_audit_score", { kind: "proven" }),
      potential: value("chroma_audit_score", { kind: "potential" }),
      coverage: value("chroma_audit_coverage_ratio"),
      counts: Object.fromEntries(
        areas.map(({ id: area }) => [
          area,
          ["pass", "fail", "unknown", "not-applicable"].map((status) =>
            value("chroma_audit_findings", { area, status }),
          ),
        ]),
      ),
    }
  },
}

example("every format can be read back", () => {
  expect(Object.keys(readers).toSorted()).toEqual(Object.keys(reporters).toSorted())
})

describe("the numbers are the same in", () => {
  for (const [format, read] of Object.entries(readers)) {
    test.prop([anyReport])(format, async (report) => {
      const reporter = await reporters[format]?.()
      const found = read(reporter?.render(report, { color: false, width: 80 }) ?? "", report)
      const expected = numbersOf(report)
      expect(found).toEqual(
        Object.fromEntries(Object.keys(found).map((name) => [name, expected[name as keyof Numbers]])),
      )
    })
  }
})
