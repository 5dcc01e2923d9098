/** Reports to render: one that reads like a real audit, and any number of arbitrary, hostile ones. */
import { fc } from "@fast-check/vitest"
import { gain, path, score, scoreAreas, scoring } from "../../src/engine/score.ts"
import type { Judged } from "../../src/engine/evaluate.ts"
import { areaIds } from "../../src/model/area.ts"
import { planes, type Plane } from "../../src/model/evidence.ts"
import type { Finding, Report } from "../../src/model/report.ts"
import { profiles, severities, statuses } from "../../src/model/rule.ts"

const at = "2026-11-22T18:04:11.000Z"

/** The report that `assess` makes of these findings. */
export function reportOf(judged: readonly Judged[], scope: readonly Plane[]): Report {
  const findings: Finding[] = judged.map((one) => ({ ...one, gain: gain(judged, one), waiver: null }))
  return {
    schemaVersion: "1",
    tool: { name: "chroma-audit", version: "1.0.0", ruleset: "2026.1", scoring, plugins: [] },
    target: { ip: "20.86.14.7", url: "https://vec.contoso.com" },
    profile: "production",
    startedAt: at,
    finishedAt: "2026-11-22T18:04:13.204Z",
    durationMs: 2204,
    score: score(findings, scope),
    areas: scoreAreas(findings),
    findings,
    plan: path(findings),
    evidence: findings.flatMap(({ evidence, cause }) =>
      evidence.map((one) => ({ ...one, status: cause ? ("unknown" as const) : ("known" as const), cause })),
    ),
    waivers: [],
    gate: { passed: false, reasons: ["2 critical rules fail: auth-reads-enforced, tls-endpoint."] },
  }
}

const group = "/subscriptions/6b1f3c1e-2d6c-4a61-9f0d-0a4c9a6f2b11/resourceGroups/rg-chroma-prod"
const vm = `${group}/providers/Microsoft.Compute/virtualMachines/vm-chroma-01`
const disk = `${group}/providers/Microsoft.Compute/disks/vm-chroma-01_OsDisk_1_7c9a3f`
const nsg = `${group}/providers/Microsoft.Network/networkSecurityGroups/nsg-chroma`

type Sample = Pick<Judged, "rule" | "area" | "severity" | "title"> & Partial<Judged>

const sample = (status: Judged["status"], finding: Sample): Judged => ({
  status,
  profile: "production",
  inScope: true,
  stage: "stable",
  ceiling: null,
  summary: finding.cause?.detail ?? `${finding.title}: ${finding.observed ?? "as it should be"}.`,
  observed: null,
  expected: null,
  instances: 1,
  resources: [],
  evidence: [],
  cause: null,
  fingerprint: finding.rule.padEnd(16, "0").slice(0, 16),
  remediation: null,
  references: [`https://docs.trychroma.com/production/${finding.area}`],
  ...finding,
})

const attestation = (rule: string, area: Judged["area"], title: string): Judged =>
  sample("unknown", {
    rule,
    area,
    severity: "medium",
    title,
    inScope: false,
    cause: {
      kind: "not-requested",
      detail: `Nobody asked the attested plane for a statement about ${rule}.`,
      unlock: "State it in an attestations file and give that with --attestations.",
    },
  })

const inGuest = (
  rule: string,
  area: Judged["area"],
  severity: Judged["severity"],
  title: string,
  ceiling: number | null = null,
): Judged =>
  sample("unknown", {
    rule,
    area,
    severity,
    title,
    ceiling,
    inScope: false,
    cause: {
      kind: "not-requested",
      detail: "Nobody asked the guest or declared plane for the container.",
      unlock:
        "Run the script of `chroma-audit explain --guest-script` inside the VM and give its output with --guest-output. Or: Give the files it was deployed from: --tfvars, --terraform, --compose, --env-file or --server-config.",
    },
  })

const passing = (rule: string, area: Judged["area"], title: string, observed: string): Judged =>
  sample("pass", { rule, area, severity: "medium", title, observed, expected: observed })

const forbidden = (
  rule: string,
  severity: Judged["severity"],
  title: string,
  ceiling: number | null = null,
) =>
  sample("unknown", {
    rule,
    area: "backup-and-restore",
    severity,
    title,
    ceiling,
    cause: {
      kind: "forbidden",
      detail:
        "403 AuthorizationFailed on the list of Recovery Services vaults of subscription 6b1f3c1e-2d6c-4a61-9f0d-0a4c9a6f2b11.",
      permission: "Microsoft.RecoveryServices/vaults/read",
      unlock: "Ask for the Reader role on the subscription; `chroma-audit role` prints the least it needs.",
    },
  })

/** Chroma's quick-start VM on the evening before its launch. */
export const eveningBefore: Report = reportOf(
  [
    sample("fail", {
      rule: "auth-reads-enforced",
      area: "privacy-and-security",
      severity: "critical",
      profile: "baseline",
      ceiling: 19,
      title: "Anyone who reaches the endpoint can read the data",
      observed:
        "GET /api/v2/tenants/default_tenant/databases/default_database/collections without credentials answered 200 with 14 collections",
      expected: "401, 403 or 407",
      resources: ["https://vec.contoso.com/api/v2"],
      evidence: [
        {
          id: "endpoint.anonymous-reads",
          plane: "endpoint",
          source:
            "https://vec.contoso.com/api/v2/tenants/default_tenant/databases/default_database/collections",
          at,
        },
      ],
      remediation: {
        summary: "Put a proxy that checks a token in front of Chroma; 1.x has no authentication of its own.",
        effort: "hours",
        commands: [
          {
            tool: "ssh",
            run: "ssh azureuser@20.86.14.7 'sudo install -m 0640 /dev/stdin /etc/caddy/Caddyfile && sudo systemctl reload caddy' < Caddyfile",
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule auth-reads-enforced",
      },
    }),
    sample("fail", {
      rule: "auth-writes-enforced",
      area: "privacy-and-security",
      severity: "critical",
      profile: "baseline",
      ceiling: 19,
      title: "Anyone who reaches the endpoint can write to it",
      observed: "both write probes reached Chroma's own validation (400, 422)",
      expected: "401, 403 or 407 before Chroma looks at the body",
      resources: ["https://vec.contoso.com/api/v2"],
      remediation: {
        summary: "The proxy that fixes auth-reads-enforced fixes this too.",
        effort: "minutes",
        commands: [],
        verify: "chroma-audit run --ip 20.86.14.7 --rule auth-writes-enforced",
      },
    }),
    sample("fail", {
      rule: "tls-plaintext-port",
      area: "privacy-and-security",
      severity: "critical",
      profile: "baseline",
      ceiling: 39,
      title: "Chroma also answers in clear text",
      observed: "http://20.86.14.7:8000 answered the heartbeat with 200",
      expected: "no answer, or a redirect to https",
      resources: ["20.86.14.7:8000"],
      remediation: {
        summary: "Close port 8000 in the network security group.",
        effort: "minutes",
        commands: [
          {
            tool: "az",
            run: "az network nsg rule delete --resource-group rg-chroma-prod --nsg-name nsg-chroma --name allow-8000 --subscription 6b1f3c1e-2d6c-4a61-9f0d-0a4c9a6f2b11",
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule tls-plaintext-port",
      },
    }),
    sample("fail", {
      rule: "network-admin-ports-exposure",
      area: "privacy-and-security",
      severity: "high",
      profile: "baseline",
      title: "An administration port is open to the world",
      observed: "TCP 22 is open to * by rule allow-ssh (priority 300)",
      expected: "22, 3389, 5985 and 5986 closed to the world",
      resources: [nsg],
      evidence: [
        {
          id: "azure.effective-exposure",
          plane: "azure",
          source: `https://management.azure.com${nsg}?api-version=2024-05-01`,
          at,
        },
      ],
      remediation: {
        summary: "Limit the rule to your own address, or use Bastion.",
        effort: "minutes",
        commands: [
          {
            tool: "az",
            run: 'az network nsg rule update --resource-group rg-chroma-prod --nsg-name nsg-chroma --name allow-ssh --source-address-prefixes "$(curl -s https://ifconfig.me)/32"',
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule network-admin-ports-exposure",
      },
    }),
    sample("fail", {
      rule: "vm-memory-minimum",
      area: "scalability",
      severity: "high",
      profile: "baseline",
      title: "The VM has less memory than Chroma needs to run at all",
      observed: "1 GiB (Standard_B1s)",
      expected: "at least 2 GiB",
      resources: [vm],
      remediation: {
        summary: "Resize the VM to Standard_B2s; Azure restarts it.",
        effort: "minutes",
        commands: [
          {
            tool: "az",
            run: "az vm resize --resource-group rg-chroma-prod --name vm-chroma-01 --size Standard_B2s",
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule vm-memory-minimum",
      },
      references: ["https://docs.trychroma.com/guides/deploy/performance"],
    }),
    sample("fail", {
      rule: "data-survives-vm-deletion",
      area: "disaster-recovery",
      severity: "high",
      title: "Deleting the VM deletes the data",
      observed: "2 disks have the delete option Delete",
      expected: "data on its own disk with the delete option Detach",
      instances: 2,
      resources: [disk, `${group}/providers/Microsoft.Compute/disks/disk-chroma-data`],
      remediation: {
        summary: "Set the delete option of every disk to Detach.",
        effort: "minutes",
        commands: [
          {
            tool: "az",
            run: "az vm update --resource-group rg-chroma-prod --name vm-chroma-01 --set storageProfile.osDisk.deleteOption=Detach storageProfile.dataDisks[0].deleteOption=Detach",
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule data-survives-vm-deletion",
      },
    }),
    sample("fail", {
      rule: "chroma-version-supported",
      area: "maintenance",
      severity: "high",
      profile: "baseline",
      title: "The Chroma release is no longer maintained",
      observed: "1.0.x to 1.2.x, by its API surface",
      expected: "1.3 or newer",
      remediation: {
        summary: "Upgrade on a copy of the data first, then in place.",
        effort: "hours",
        commands: [
          {
            tool: "cloud-init",
            run: "#cloud-config\nwrite_files:\n  - path: /opt/chroma/.env\n    content: |\n      CHROMA_IMAGE=chromadb/chroma:1.5.2\nruncmd:\n  - [docker, compose, --project-directory, /opt/chroma, up, --detach]",
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule chroma-version-supported",
      },
    }),
    sample("fail", {
      rule: "otel-tracing-enabled",
      area: "observability",
      severity: "high",
      profile: "baseline",
      title: "Chroma does not trace its requests",
      observed: "no chroma-trace-id header on 3 of 3 answers",
      expected: "a trace id on every answer",
      remediation: {
        summary: "Set CHROMA_OPEN_TELEMETRY__ENDPOINT and restart Chroma.",
        effort: "hours",
        commands: [],
        verify: "chroma-audit run --ip 20.86.14.7 --rule otel-tracing-enabled",
      },
    }),
    sample("fail", {
      rule: "cors-restricted",
      area: "privacy-and-security",
      severity: "medium",
      title: "Any web page may call the API from a visitor's browser",
      observed: "Access-Control-Allow-Origin: * for https://example.org",
      expected: "no allow-origin for a foreign origin",
      remediation: {
        summary: "Name the origins that may call in CHROMA_CORS_ALLOW_ORIGINS.",
        effort: "minutes",
        commands: [
          {
            tool: "docker",
            run: `docker compose exec chroma sh -c 'printf "cors_allow_origins: [https://app.contoso.com]\\n" >> /config.yaml'`,
          },
        ],
        verify: "chroma-audit run --ip 20.86.14.7 --rule cors-restricted",
      },
    }),
    sample("fail", {
      rule: "vm-not-burstable",
      area: "scalability",
      severity: "medium",
      title: "The VM's processor is throttled when its credits run out",
      observed: "Standard_B1s is of the B series",
      expected: "not A, B or Basic",
      resources: [vm],
    }),
    sample("fail", {
      rule: "boot-diagnostics",
      area: "observability",
      severity: "low",
      title: "Boot diagnostics are off",
      observed: "diagnosticsProfile.bootDiagnostics.enabled is false",
      expected: "on",
      resources: [vm],
    }),
    sample("fail", {
      rule: "resource-tags",
      area: "maintenance",
      severity: "low",
      title: "The VM does not say whose it is",
      observed: "no tag",
      expected: "owner and environment",
      resources: [vm],
    }),
    forbidden("backup-exists", "critical", "A backup of the data exists", 59),
    forbidden("backup-recent", "high", "The newest good backup is recent"),
    forbidden("offsite-copy", "high", "A copy of the data is kept in another region"),
    sample("unknown", {
      rule: "endpoint-latency",
      area: "scalability",
      severity: "medium",
      title: "The endpoint answers quickly",
      cause: {
        kind: "throttled",
        detail: "7 of 20 heartbeats were answered 429 Too Many Requests.",
        unlock: "Run again later, or from an address the proxy does not limit.",
      },
    }),
    inGuest(
      "data-on-persistent-volume",
      "backup-and-restore",
      "critical",
      "The data lies on a persistent volume",
      39,
    ),
    inGuest("container-restart-policy", "high-availability", "high", "Chroma is restarted when it stops"),
    inGuest("reset-disabled", "privacy-and-security", "high", "The database cannot be reset through the API"),
    inGuest("log-rotation", "observability", "low", "Container logs are bounded"),
    attestation("restore-tested", "backup-and-restore", "A restore has been rehearsed"),
    attestation("recovery-plan-documented", "disaster-recovery", "A recovery plan is written down"),
    passing(
      "endpoint-healthy",
      "high-availability",
      "Chroma says it is healthy",
      "heartbeat and healthcheck 200",
    ),
    passing("vm-running", "high-availability", "The VM is running", "VM running, agent ready"),
    passing("vm-not-spot", "high-availability", "Azure cannot evict the VM", "priority Regular"),
    passing("tls-endpoint", "privacy-and-security", "The API is served over TLS", "TLS 1.3 on 443"),
    passing(
      "tls-certificate-trusted",
      "privacy-and-security",
      "The certificate is trusted",
      "chain to ISRG Root X1",
    ),
    passing("tls-certificate-expiry", "privacy-and-security", "The certificate is valid", "71 days left"),
    passing("network-accelerated", "scalability", "Accelerated networking is on", "on"),
    passing("clock-in-sync", "maintenance", "The server's clock is right", "0.2 s apart"),
    sample("not-applicable", {
      rule: "auth-every-route",
      area: "privacy-and-security",
      severity: "high",
      title: "No other spelling opens a protected path",
      summary: "There is no authentication to bypass. See auth-reads-enforced.",
    }),
    sample("not-applicable", {
      rule: "load-balancer-health-probe",
      area: "high-availability",
      severity: "medium",
      title: "Every load-balancing rule has a health probe",
      summary: "No load balancer stands in front of 20.86.14.7.",
    }),
  ],
  ["endpoint", "azure"],
)

/** Everything settled: what the report looks like when there is nothing to do. */
export const morningAfter: Report = {
  ...reportOf(
    eveningBefore.findings.map((finding) => ({
      ...finding,
      status: finding.status === "not-applicable" ? "not-applicable" : "pass",
      cause: null,
      remediation: null,
    })),
    planes.filter((plane) => plane !== "data"),
  ),
  waivers: [],
  gate: { passed: true, reasons: [] },
}

/** Texts as an attacker who owns the target might choose them. */
export const hostileTexts = [
  "\u001B[2J\u001B[31mPASSED\u001B[0m",
  "\u001B]8;;https://evil.example\u0007click\u001B]8;;\u0007",
  "\u009B31m\u0000\u0008\u0008",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "</script><!--<script>",
  "\"'><svg/onload=alert(1)>",
  "]]>&lt;![CDATA[&#0;",
  "| a | `b` **c** <details> [x](javascript:alert(1)) @everyone #1",
  "```\n# PASSED\n```",
  "=cmd|'/c calc'!A1",
  'one,"two"\nthree\r\nfour',
  'x" } 1\nchroma_audit_score_proven 100',
  "\u202Egnp.exe\u2066\u2069\u200F",
  "\uD800 lone \uFFFE\uFFFF",
  "\u2028\u2029\u0085",
  "e\u0301 👩‍👩‍👧‍👦 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 العربية",
  "-".repeat(300),
  "",
  "   ",
]

/** Every hostile text in every place that takes one. */
export const hostile: Report = {
  ...reportOf(
    hostileTexts.flatMap((text, index) => {
      const finding = {
        rule: `hostile-${index}`,
        area: "maintenance" as const,
        severity: "high" as const,
        title: text.trim() || `hostile ${index}`,
        summary: text,
        resources: [text],
        references: [text, `https://example.org/${text}`],
        evidence: [{ id: text, plane: "endpoint" as const, source: text, at }],
      }
      return [
        sample("fail", {
          ...finding,
          observed: text,
          expected: text,
          remediation: {
            summary: text,
            effort: "hours",
            commands: [{ tool: text, run: text }],
            verify: text,
          },
        }),
        sample("unknown", {
          ...finding,
          rule: `hostile-unknown-${index}`,
          cause: { kind: "malformed", detail: text, permission: text, unlock: text },
        }),
      ]
    }),
    ["endpoint"],
  ),
  target: { ip: hostileTexts.join(""), url: hostileTexts.join("") },
  gate: { passed: false, reasons: hostileTexts },
}

const text = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.lorem({ maxCount: 12 }),
)
const id = fc.stringMatching(/^[a-z]{1,12}(-[a-z0-9]{1,9}){0,4}$/)
const instant = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString())

const cause = fc.record(
  {
    kind: fc.constantFrom("not-requested" as const, "forbidden" as const, "timeout" as const),
    detail: text,
    permission: text,
    unlock: fc.oneof(text, fc.constantFrom("Give a token.", "Log in.")),
  },
  { requiredKeys: ["kind", "detail"] },
)

const remediation = fc.record({
  summary: text,
  effort: fc.constantFrom("minutes" as const, "hours" as const, "days" as const),
  commands: fc.array(fc.record({ tool: text, run: text }), { maxLength: 3 }),
  verify: text,
})

const waiver = fc.record({ reason: text, owner: text, expires: text })

const finding = (rule: string): fc.Arbitrary<Finding> =>
  fc
    .record({
      rule: fc.constant(rule),
      area: fc.constantFrom(...areaIds),
      severity: fc.constantFrom(...severities),
      profile: fc.constantFrom(...profiles),
      status: fc.constantFrom(...statuses),
      inScope: fc.boolean(),
      stage: fc.constantFrom("stable" as const, "stable" as const, "preview" as const),
      ceiling: fc.constantFrom(null, null, 19, 39, 59),
      title: text,
      summary: text,
      observed: fc.option(text),
      expected: fc.option(text),
      instances: fc.integer({ min: 1, max: 9 }),
      resources: fc.array(fc.oneof(text, fc.constantFrom(vm, nsg, "main.tf:12")), { maxLength: 3 }),
      evidence: fc.array(
        fc.record({
          id,
          plane: fc.constantFrom(...planes),
          source: fc.oneof(text, fc.constantFrom("main.tf:12", vm)),
          at: instant,
        }),
        { maxLength: 3 },
      ),
      cause: fc.option(cause),
      gain: fc.constant(0),
      fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
      waiver: fc.option(waiver),
      remediation: fc.option(remediation),
      references: fc.array(fc.oneof(fc.webUrl(), text), { maxLength: 2 }),
    })
    .map((one) => ({
      ...one,
      cause: one.status === "unknown" ? (one.cause ?? { kind: "failed", detail: "" }) : null,
      remediation: one.status === "fail" ? one.remediation : null,
      waiver: one.status === "fail" ? one.waiver : null,
    }))

/** Any report the engine could make, of texts it never would. Scores, plan and counts are the engine's. */
export const anyReport: fc.Arbitrary<Report> = fc
  .uniqueArray(id, { maxLength: 14 })
  .chain((rules) =>
    fc.record({
      findings: fc.tuple(...rules.map(finding)),
      scope: fc.subarray([...planes]),
      target: fc.record({ ip: text, url: text }, { requiredKeys: [] }),
      plugins: fc.array(fc.record({ name: text, version: text }), { maxLength: 2 }),
      profile: fc.constantFrom(...profiles),
      waivers: fc.constant<Report["waivers"]>([]),
      gate: fc.record({ passed: fc.boolean(), reasons: fc.array(text, { maxLength: 2 }) }),
      startedAt: instant,
      durationMs: fc.nat(),
    }),
  )
  .map(({ findings, scope, plugins, ...rest }) => {
    const report = reportOf(findings, scope)
    const waived = findings.filter(({ waiver }) => waiver)
    return {
      ...report,
      ...rest,
      tool: { ...report.tool, plugins },
      finishedAt: new Date(Date.parse(rest.startedAt) + rest.durationMs).toISOString(),
      score: score(report.findings, scope, new Set(waived.map(({ fingerprint }) => fingerprint))),
      findings: report.findings.map((one, index) => ({ ...one, waiver: findings[index]?.waiver ?? null })),
    }
  })
