/** What each foreign format demands beyond the right numbers. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { test } from "@fast-check/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import formats from "ajv-formats"
import { XMLValidator } from "fast-xml-parser"
import type { Log } from "sarif"
import { describe, expect } from "vitest"
import type { Finding, Report } from "../../src/model/report.ts"
import { reporters } from "../../src/reporters/index.ts"
import { parseCsv } from "../support/csv.ts"
import { parsePrometheus } from "../support/prometheus.ts"
import { anyReport, eveningBefore, hostile } from "../support/reports.ts"

const render = async (format: string, report: Report): Promise<string> => {
  const reporter = await reporters[format]?.()
  if (!reporter) throw new Error(`There is no format ${format}.`)
  return reporter.render(report, { color: true, width: 80 })
}

const log = async (report: Report): Promise<Log> => JSON.parse(await render("sarif", report)) as Log

const withFinding = (changes: Partial<Finding>): Report => {
  const [first, ...rest] = eveningBefore.findings
  if (!first) throw new Error("The report has no finding.")
  return { ...eveningBefore, findings: [{ ...first, ...changes }, ...rest] }
}

const waiver = { reason: "behind a VPN", owner: "data-platform", expires: "2027-01-31" }

const declared = (source: string): Partial<Finding> => ({
  evidence: [{ id: "declared.compose", plane: "declared", source, at: eveningBefore.startedAt }],
})

test.each(Object.keys(reporters))("%s names itself as it is asked for", async (format) => {
  expect((await reporters[format]?.())?.id).toBe(format)
})

describe.each(Object.keys(reporters).filter((format) => format !== "terminal"))("%s", (format) => {
  test.prop([anyReport])("holds no character that a terminal obeys", async (report) => {
    expect(await render(format, report)).not.toMatch(/[^\P{Cc}\n\r]|[\u2028-\u202E\u2066-\u2069]/u)
  })

  test("is the same every time", async () => {
    expect(await render(format, eveningBefore)).toBe(await render(format, eveningBefore))
  })
})

test.each(["terminal", "html", "markdown"])("%s marks a waived step of the path", async (format) => {
  const text = stripVTControlCharacters(await render(format, withFinding({ waiver })))
  expect(text).toContain("waived until 2027-01-31 by data-platform")
})

describe("sarif", () => {
  const multitool = createRequire(import.meta.url).resolve("@microsoft/sarif-multitool/package.json")
  const schema = join(multitool, `../../sarif-multitool-${process.platform}/sarif-2.1.0.json`)
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  const valid = ajv.compile(JSON.parse(readFileSync(schema, "utf8")) as object)

  test.prop([anyReport])("follows the schema of SARIF 2.1.0", async (report) => {
    expect(valid(await log(report)) ? [] : valid.errors).toEqual([])
  })

  test("satisfies Microsoft's validator", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chroma-audit-sarif-"))
    try {
      for (const [name, report] of Object.entries({ eveningBefore, hostile })) {
        const file = join(folder, `${name}.sarif`)
        writeFileSync(file, await render("sarif", report))
        const output = execFileSync(process.execPath, [join(multitool, "../bin.js"), "validate", file], {
          encoding: "utf8",
        })
        expect(output).toContain("Analysis completed successfully.")
        expect(output).not.toMatch(/: error /)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([
    ["docker-compose.yml:12", "docker-compose.yml", 12],
    ["infra/my main.tf:3", "infra/my%20main.tf", 3],
    ["docker-compose.yml", "chroma-audit.yaml", 1],
  ])("a finding of %s lies in %s, line %i", async (source, uri, startLine) => {
    const [run] = (await log(withFinding(declared(source)))).runs
    const place = run?.results?.[0]?.locations?.[0]?.physicalLocation
    expect(place).toEqual({ artifactLocation: { uri }, region: { startLine } })
  })

  test("a live finding lies in the configuration, though its source looks like a line of a file", async () => {
    const evidence = [
      {
        id: "endpoint.heartbeat",
        plane: "endpoint" as const,
        source: "20.86.14.7:8000",
        at: eveningBefore.startedAt,
      },
    ]
    const [run] = (await log(withFinding({ evidence }))).runs
    expect(run?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
      "chroma-audit.yaml",
    )
  })

  test("a waiver suppresses and says who answers for it", async () => {
    const [run] = (await log(withFinding({ waiver }))).runs
    expect(run?.results?.[0]?.suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "behind a VPN (data-platform, until 2027-01-31)",
      },
    ])
  })

  test.prop([anyReport])("has no result but problems: code hosts make an alert of each", async (report) => {
    const [run] = (await log(report)).runs
    const found = new Map(run?.results?.map(({ ruleId, kind, level }) => [ruleId, { kind, level }]))
    for (const { rule, status, inScope, stage } of report.findings) {
      const isOpen = status === "unknown" && inScope && stage === "stable"
      expect(found.get(rule)?.kind).toBe(isOpen ? "open" : status === "fail" ? "fail" : undefined)
      if (isOpen) expect(found.get(rule)?.level).toBe("none")
    }
  })
})

describe("junit", () => {
  test.prop([anyReport])("is well-formed XML", async (report) => {
    expect(XMLValidator.validate(await render("junit", report))).toBe(true)
  })

  test("a waived failure does not turn the pipeline red", async () => {
    expect(await render("junit", withFinding({ waiver }))).toMatch(
      /name="auth-reads-enforced"[^>]*><skipped message="waived until 2027-01-31 by data-platform: behind a VPN"\/>/,
    )
  })
})

test.each([
  ["a preview that fails", { stage: "preview" }, /<skipped message="preview, fails: /],
  [
    "a plane that was not asked",
    { status: "unknown", inScope: false },
    /<skipped message="not asked, not verified: /,
  ],
] as const)("%s is no failure of the pipeline", async (_, changes, expected) => {
  const text = await render("junit", withFinding(changes))
  expect(/<testcase [^>]*name="auth-reads-enforced"[^]*?<\/testcase>/.exec(text)?.[0]).toMatch(expected)
})

describe("csv", () => {
  test("a spreadsheet runs none of it", async () => {
    const cells = parseCsv(await render("csv", hostile)).flatMap((row) => Object.values(row))
    expect(cells.filter((cell) => /^\s*[=+@-]/.test(cell))).toEqual([])
  })

  test.prop([anyReport])("has a row for each finding", async (report) => {
    expect(parseCsv(await render("csv", report))).toHaveLength(report.findings.length)
  })
})

describe("prometheus", () => {
  test("has as many series whatever is found", async () => {
    const empty = { ...eveningBefore, findings: [], plan: [] }
    expect(parsePrometheus(await render("prometheus", empty))).toHaveLength(
      parsePrometheus(await render("prometheus", eveningBefore)).length,
    )
  })

  test("says of an address without a name the address", async () => {
    const samples = parsePrometheus(await render("prometheus", { ...eveningBefore, target: { ip: "::1" } }))
    expect(new Set(samples.map(({ labels }) => labels["target"]))).toEqual(new Set(["::1"]))
  })
})

describe("gitlab", () => {
  const valid = new Ajv2020({ strict: true, strictRequired: false }).compile({
    type: "array",
    items: {
      type: "object",
      required: ["description", "check_name", "fingerprint", "severity", "location"],
      properties: {
        description: { type: "string" },
        check_name: { type: "string" },
        fingerprint: { type: "string", minLength: 1 },
        severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
        location: {
          type: "object",
          required: ["path", "lines"],
          properties: {
            path: { type: "string", minLength: 1 },
            lines: {
              type: "object",
              required: ["begin"],
              properties: { begin: { type: "integer", minimum: 1 } },
            },
          },
        },
      },
    },
  })

  test.prop([anyReport])("is what Code Quality reads, with fingerprints that differ", async (report) => {
    const issues = JSON.parse(await render("gitlab", report)) as { fingerprint: string }[]
    expect(valid(issues) ? [] : valid.errors).toEqual([])
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)
  })
})

describe("ocsf", () => {
  /** The required attributes of Compliance Finding, class 2003 of OCSF 1.3.0, and the enumerations it uses. */
  const valid = new Ajv2020({ strict: true, strictRequired: false }).compile({
    type: "array",
    items: {
      type: "object",
      required: [
        "activity_id",
        "category_uid",
        "class_uid",
        "type_uid",
        "time",
        "severity_id",
        "metadata",
        "finding_info",
        "compliance",
      ],
      properties: {
        activity_id: { const: 1 },
        category_uid: { const: 2 },
        class_uid: { const: 2003 },
        type_uid: { const: 200_301 },
        time: { type: "integer" },
        severity_id: { enum: [1, 2, 3, 4, 5] },
        status_id: { enum: [1, 3, 99] },
        metadata: { type: "object", required: ["product", "version"] },
        finding_info: { type: "object", required: ["title", "uid"] },
        compliance: {
          type: "object",
          required: ["standards", "control", "status_id"],
          properties: { status_id: { enum: [1, 2, 3, 99] } },
        },
      },
    },
  })

  test.prop([anyReport])("is an array of Compliance Findings", async (report) => {
    expect(valid(JSON.parse(await render("ocsf", report))) ? [] : valid.errors).toEqual([])
  })

  test("a waived finding is suppressed", async () => {
    const [first] = JSON.parse(await render("ocsf", withFinding({ waiver }))) as { status: string }[]
    expect(first?.status).toBe("Suppressed")
  })
})

describe("markdown", () => {
  test.prop([anyReport])("has no HTML outside of code but its own folds", async (report) => {
    const text = (await render("markdown", report))
      .replaceAll(/^(`{3,})\n[^]*?\n\1$/gm, "")
      .replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "")
    expect(text.replaceAll(/<\/?(?:details|summary)>/g, "")).not.toMatch(/[<>](?! )/)
  })

  test("never exceeds what a job summary holds, and says what it leaves out", async () => {
    const observed = "x".repeat(2000)
    const findings = Array.from({ length: 300 }, (_, index) =>
      eveningBefore.findings.slice(0, 1).map((one) => ({
        ...one,
        rule: `rule-${index}`,
        observed,
        resources: [observed, observed],
      })),
    ).flat()
    const text = await render("markdown", { ...eveningBefore, findings })
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024)
    expect(text).toMatch(/\d+ parts are left out/)
  })

  test("looks as it was last reviewed", async () => {
    await expect(await render("markdown", eveningBefore)).toMatchFileSnapshot("../golden/evening-before.md")
  })
})

describe("html", () => {
  test.prop([anyReport])("embeds the report, exactly", async (report) => {
    const page = await render("html", report)
    const [, data = ""] = /<script type="application\/json" id="report">([^]*?)<\/script>/.exec(page) ?? []
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(report)))
  })

  test.prop([anyReport])("has one script, and it is data", async (report) => {
    expect((await render("html", report)).match(/<script[^>]*>/g)).toEqual([
      '<script type="application/json" id="report">',
    ])
  })
})
