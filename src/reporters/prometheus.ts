import type { Report } from "../model/report.ts"
import { inertReporter } from "./inert.ts"
import { verdict } from "./wording.ts"

/** The text exposition format, for a textfile collector. As many series per target whatever is found. */
export const prometheus = inertReporter("prometheus", (report) => metrics(report).map(family).join(""))

interface Metric {
  name: string
  help: string
  samples: readonly { labels: Record<string, string>; value: number }[]
}

function metrics(report: Report): Metric[] {
  const { score, areas, gate, target, finishedAt, durationMs } = report
  const labels = { target: target.url ?? target.ip ?? "" }
  const one = (value: number) => [{ labels, value }]
  return [
    {
      name: "chroma_audit_score",
      help: "Score from 0 to 100: proven, possible once everything is verified, accepted with waivers, without ceilings.",
      samples: (["proven", "potential", "accepted", "uncapped"] as const).map((kind) => ({
        labels: { ...labels, kind },
        value: score[kind],
      })),
    },
    {
      name: "chroma_audit_score_ceiling",
      help: "The score cannot exceed this while a show-stopper stands.",
      samples: one(score.ceiling),
    },
    {
      name: "chroma_audit_coverage_ratio",
      help: "Share of the applicable rules, by weight, that is decided.",
      samples: one(score.coverage),
    },
    {
      name: "chroma_audit_area_score",
      help: "Score of an area from 0 to 100, without ceilings.",
      samples: areas.flatMap((area) =>
        (["proven", "potential"] as const).map((kind) => ({
          labels: { ...labels, area: area.id, kind },
          value: area[kind],
        })),
      ),
    },
    {
      name: "chroma_audit_area_coverage_ratio",
      help: "Share of the applicable rules of an area, by weight, that is decided.",
      samples: areas.map((area) => ({ labels: { ...labels, area: area.id }, value: area.coverage })),
    },
    {
      name: "chroma_audit_findings",
      help: "Number of findings by area and status.",
      samples: areas.flatMap(({ id, counts }) =>
        [
          ["pass", counts.pass],
          ["fail", counts.fail],
          ["unknown", counts.unknown],
          ["not-applicable", counts.notApplicable],
        ].map(([status, value]) => ({
          labels: { ...labels, area: id, status: String(status) },
          value: Number(value),
        })),
      ),
    },
    {
      name: "chroma_audit_gate_passed",
      help: "1 when the gate passed.",
      samples: one(Number(gate.passed)),
    },
    {
      name: "chroma_audit_ready",
      help: "1 when the gate passed, nothing caps the score and at least half is decided.",
      samples: one(Number(verdict(report).startsWith("READY"))),
    },
    {
      name: "chroma_audit_finished_timestamp_seconds",
      help: "When the audit ended, in Unix time.",
      samples: one(Date.parse(finishedAt) / 1000),
    },
    {
      name: "chroma_audit_duration_seconds",
      help: "How long the audit took.",
      samples: one(durationMs / 1000),
    },
  ]
}

const family = ({ name, help, samples }: Metric): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(
      ({ labels, value }) =>
        `${name}{${Object.entries(labels)
          .map(([label, text]) => `${label}="${escaped(text)}"`)
          .join(",")}} ${value}`,
    ),
    "",
  ].join("\n")

const escaped = (label: string): string =>
  label
    .replaceAll("\\", "\\\\")
    .replaceAll('"', String.raw`\"`)
    .replaceAll("\n", String.raw`\n`)
