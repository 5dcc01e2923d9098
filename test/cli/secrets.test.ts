import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { amend, withProperties } from "../../src/demo/azure/stack.ts"
import { stacks } from "../../src/demo/azure/stacks/index.ts"
import { startAzure } from "../support/azure.ts"
import { cli, type Ended } from "../support/cli.ts"

/** One secret for each place where one can be handed in; each says where it came from. */
const planted: string[] = []
const secret = (place: string): string => {
  const value = `Pl4nted${place.replaceAll(/\W/g, "")}Zx81`
  planted.push(value)
  return value
}

const files: Record<string, string> = {
  tfvars: `machine_type = "Standard_B1s"
chroma_version = "0.6.3"
chroma_server_auth_provider = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
chroma_server_auth_credentials = "${secret("tfvars")}"
chroma_otel_collection_endpoint = "https://user:${secret("tfvars url")}@collector.example.com"
chroma_otel_collection_headers = "{\\"x-key\\": \\"${secret("tfvars headers")}\\"}"
`,
  compose: `services:
  chroma:
    image: ghcr.io/chroma-core/chroma:0.6.3
    env_file: .env
    environment:
      CHROMA_SERVER_AUTHN_CREDENTIALS: ${secret("compose")}
      OTEL_EXPORTER_OTLP_HEADERS: x-key=${secret("compose headers")}
      DATABASE_URL: postgres://me:${secret("compose url")}@db/x
    command: --token ${secret("compose command")}
    healthcheck:
      test: 'curl --header "Authorization: Bearer ${secret("healthcheck")}" http://localhost:8000'
    logging: { driver: splunk, options: { splunk-token: ${secret("log driver")} } }
`,
  "env-file": `CHROMA_SERVER_AUTHN_CREDENTIALS=${secret("env")}
MY_PASSWORD=${secret("env password")}
CHROMA_OPEN_TELEMETRY__ENDPOINT=https://collector.example.com/?api_key=${secret("env query")}
`,
  "server-config": `persist_path: /data
some_token: ${secret("config")}
open_telemetry: { endpoint: "https://u:${secret("config url")}@collector.example.com" }
`,
  terraform: JSON.stringify({
    format_version: "1.0",
    variables: { chroma_server_auth_credentials: { value: secret("state variable") } },
    values: {
      root_module: {
        resources: [
          {
            address: "azurerm_linux_virtual_machine.vm",
            mode: "managed",
            type: "azurerm_linux_virtual_machine",
            name: "vm",
            values: {
              size: "Standard_B1s",
              admin_password: secret("state password"),
              custom_data: Buffer.from(
                `#!/bin/bash\necho "CHROMA_SERVER_AUTHN_CREDENTIALS=${secret("custom data")}" >> /home/\\$USER/.env\n` +
                  `curl -H "Authorization: Bearer ${secret("custom data header")}" https://\\$HOST/\n`,
              ).toString("base64"),
            },
          },
        ],
      },
    },
  }),
  "guest-output": [
    "chroma-audit-guest 1",
    "at 2026-11-22T12:00:00Z",
    "root yes",
    "== chroma",
    "  kind=container",
    "  image=ghcr.io/chroma-core/chroma:0.6.3",
    `  env=CHROMA_SERVER_AUTHN_CREDENTIALS=${secret("guest")}`,
    `  env=CHROMA_OTEL_COLLECTION_ENDPOINT=https://u:${secret("guest url")}@collector.example.com`,
    `  file=some.token=${secret("guest file")}`,
    `  healthcheck=["CMD","curl","--token","${secret("guest healthcheck")}"]`,
    "== boot",
    `  log=7|TOKEN=${secret("guest log")} invalid user`,
    "== end",
    "",
  ].join("\n"),
  attestations: `attestations:
  - rule: restore-tested
    statement: restored from https://backups.example.com/?sig=${secret("statement")}
    by: someone
    on: 2026-11-01
    evidence: https://u:${secret("evidence link")}@wiki.example.com/
    expires: 2099-01-01
`,
}

const formats = [
  "terminal",
  "json",
  "html",
  "sarif",
  "junit",
  "markdown",
  "csv",
  "ocsf",
  "gitlab",
  "prometheus",
]
const folder = mkdtempSync(join(tmpdir(), "chroma-audit-test-secrets-"))
const outputs = mkdtempSync(join(tmpdir(), "chroma-audit-test-secrets-out-"))
let ended: Ended

beforeAll(async () => {
  const flags = Object.entries(files).flatMap(([flag, text]) => {
    const path = join(folder, flag)
    writeFileSync(path, text)
    return [`--${flag}`, path]
  })
  const machine = "Microsoft.Compute/virtualMachines"
  const stack = amend(stacks["zone-redundant"]({ address: "127.0.0.1", apiPort: 443 }), machine, (vm) => ({
    ...withProperties(vm, { userData: Buffer.from(`TOKEN=${secret("user data")}\n`).toString("base64") }),
    resources: (vm["resources"] as (typeof vm)[]).map((extension) =>
      withProperties(extension, {
        settings: {
          token: secret("extension"),
          commandToExecute: `x --password ${secret("extension command")}`,
        },
      }),
    ),
  }))
  const azure = await startAzure(stack)
  try {
    ended = await cli(
      [
        "run",
        "--ip",
        "127.0.0.1",
        "--port",
        "1",
        ...flags,
        ...azure.flags,
        "--save-evidence",
        join(outputs, "evidence.json"),
        ...formats.flatMap((format) => ["--format", `${format}=${join(outputs, `report.${format}`)}`]),
      ],
      { env: { ...azure.env, CHROMA_CLIENT_AUTH_CREDENTIALS: secret("token") } },
    )
  } finally {
    await azure.close()
  }
})

test("the audit saw the places where the secrets are", () => {
  expect(ended.code, ended.stderr).toBe(1)
  expect(readdirSync(outputs).toSorted()).toEqual(
    ["evidence.json", ...formats.map((format) => `report.${format}`)].toSorted(),
  )
  const report = JSON.parse(readFileSync(join(outputs, "report.json"), "utf8")) as {
    findings: { rule: string; status: string }[]
  }
  expect(report.findings.find(({ rule }) => rule === "vm-secrets-in-metadata")).toMatchObject({
    status: "fail",
  })
})

test("no secret that was handed in is in any output", () => {
  const texts = {
    stdout: ended.stdout,
    stderr: ended.stderr,
    ...Object.fromEntries(
      readdirSync(outputs).map((name) => [name, readFileSync(join(outputs, name), "utf8")]),
    ),
  }
  const leaks = Object.entries(texts).flatMap(([name, text]) =>
    planted
      .filter(
        (value) => text.includes(value) || text.includes(Buffer.from(value).toString("base64").slice(0, -4)),
      )
      .map((value) => `${value} in ${name}`),
  )
  expect(planted.length).toBeGreaterThan(20)
  expect(leaks).toEqual([])
})
