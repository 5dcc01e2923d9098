import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { format } from "prettier"
import { gte, lte } from "semver"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  anonymousReads,
  anonymousWrites,
  api,
  collections,
  credentials,
  routes,
  server,
  tracing,
} from "../../src/evidence/endpoint.ts"
import { observe, token, verdicts, type Seen } from "../collectors/endpoint/observe.ts"
import { settled } from "../support/folder.ts"
import { authority } from "../support/pki.ts"
import { folderOf, install, python } from "./install.ts"
import { credentialOf, start, type Launch, type Running } from "./server.ts"

/** Both sides of most of the lines along which releases are told apart. */
const rust = [
  "1.0.0",
  "1.0.7",
  "1.0.8",
  "1.0.12",
  "1.0.13",
  "1.0.20",
  "1.0.21",
  "1.1.1",
  "1.2.2",
  "1.3.0",
  "1.3.5",
  "1.3.7",
  "1.4.0",
  "1.4.1",
  "1.5.0",
  "1.5.2",
  "1.5.5",
  "1.5.6",
  "1.5.8",
  "1.5.9",
]
const legacy = ["0.4.24", "0.5.5", "0.5.23", "0.6.3"]
const launches: readonly Launch[] = [
  ...legacy.flatMap((release): Launch[] => [
    { release, implementation: "python" },
    { release, implementation: "python", guard: "Authorization" },
    { release, implementation: "python", guard: "X-Chroma-Token", traced: true },
  ]),
  ...rust.map((release): Launch => ({ release, implementation: "rust" })),
  { release: "1.0.20", implementation: "rust", traced: true },
  { release: "1.5.9", implementation: "rust", traced: true },
  { release: "1.5.9", implementation: "python" },
  { release: "1.5.9", implementation: "python", guard: "Authorization", traced: true },
]

const nameOf = ({ release, implementation, guard, traced }: Launch): string =>
  [
    `${release} ${implementation}`,
    ...(guard ? [`token in ${guard}`] : []),
    ...(traced ? ["traced"] : []),
  ].join(", ")

/** One line of the table in the documentation. */
type Row = Record<"Server" | "Release it may be" | "Reads" | "Writes" | "Token" | "Tracing", string>
const rows: Row[] = []

beforeAll(() => install([...new Set(launches.map(({ release }) => release))]))

describe.each(launches.map((launch) => ({ ...launch, name: nameOf(launch) })))("Chroma $name", (launch) => {
  const { release, implementation, guard, traced, name } = launch
  const guarded = guard ? [guard] : []
  let running: Running
  let seen: Seen
  let before: string
  beforeAll(async () => {
    running = await start(launch)
    before = await settled(running.data)
    seen = await observe({
      ip: "127.0.0.1",
      endpoint: {
        ports: [running.port],
        ca: authority.certificate,
        ...(guard && {
          token: { value: token, header: guard, scheme: guard === "Authorization" ? "bearer" : "none" },
        }),
      },
    })
    rows.push(rowOf(name, seen))
  })
  afterAll(() => running?.stop())

  test("has not changed a byte", async () => {
    expect(await settled(running.data)).toBe(before)
  })

  test("is known by release and implementation", () => {
    const { from, to, ...rest } = seen.value(server)
    expect(rest.implementation).toBe(implementation)
    expect({ from, contains: from !== null && lte(from, release) }).toMatchObject({ contains: true })
    expect({ to, contains: to === null || gte(to, release) }).toMatchObject({ contains: true })
    if (implementation === "python") expect([from, to]).toEqual([release, release])
  })

  test(`is seen to be ${guard ? "guarded by itself, over its own TLS" : "open"}`, () => {
    const verdict = guard ? "refused" : "accepted"
    for (const evidence of [anonymousReads, anonymousWrites]) {
      expect(verdicts(seen, evidence)).toEqual([verdict])
      const refusers = new Set(seen.value(evidence).map(({ by }) => by))
      expect(refusers).toEqual(new Set([guard ? "chroma" : undefined]))
    }
    expect(seen.value(api)).toMatchObject({
      transport: guard ? "tls" : "clear",
      ...(implementation === "python" ? { front: { kind: "Chroma itself", name: "uvicorn" } } : {}),
    })
  })

  test("shows whether it traces, where the release lets it", () => {
    const { status } = seen.observation(tracing)
    if (["0.4.24", "0.5.5"].includes(release)) expect(status).toBe("unknown")
    else expect(seen.value(tracing).on).toBe(traced ?? false)
  })

  test.each(guarded)("with %s, takes the right credential, and no other", () => {
    expect(seen.value(credentials)).toMatchObject({
      wrong: { verdict: "refused" },
      right: { verdict: "accepted" },
      swappedCase: { verdict: "refused" },
    })
    const identity = seen.value(api).apiVersion === "v2" ? { tenant: "*", databases: ["*"] } : null
    expect(seen.value(credentials).identity).toEqual(identity)
  })

  test.each(guarded)("with %s, tells the sizes to whoever has the credential", () => {
    // 0.4 does not say how long its vectors are.
    const dimension = release.startsWith("0.4.") ? null : 4
    expect(seen.value(collections).collections).toEqual([
      { database: "default_database", records: 3, dimension },
    ])
  })

  test.each(guarded)(
    "with %s, is opened by the release's own client with that header, and not without",
    async () => {
      expect(await ownClient(running.port, release, credentialOf(launch))).toBe("1 collection")
      expect(await ownClient(running.port, release, {})).toBe("refused")
    },
  )

  test.each(guarded)("with %s, is opened by no other spelling", () => {
    expect(verdicts(seen, routes)).not.toContain("accepted")
  })
  test("nothing of its data is in the evidence", () => {
    expect(JSON.stringify(seen.witnesses)).not.toMatch(/confidential|books/)
  })
})

test("the documentation has the table of this run", async () => {
  const heads = Object.keys(rows[0] ?? {}) as (keyof Row)[]
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  const table = [
    line(heads),
    line(heads.map(() => "-")),
    ...rows.map((row) => line(heads.map((one) => row[one]))),
  ]
  const text = `# What is seen of each Chroma server

Real servers from PyPI, asked from outside by \`npm run test:servers\`, which writes this table (with \`-- --update\`)
and fails when it has changed. Each holds one collection of three records, and no byte of it changes. A server with a
token is asked with it, over the TLS of its own uvicorn; the others without any.

${table.join("\n")}

0.4 and 0.5.5 send no trace id. The Rust server has no authentication and says \`1.0.0\` whatever it is, so its release
is a range of those whose API description is the same.
`
  await expect(
    await format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" }),
  ).toMatchFileSnapshot("../../docs/servers.md")
})

function rowOf(name: string, seen: Seen): Row {
  const { from, to } = seen.value(server)
  const traces = seen.observation(tracing)
  return {
    Server: name,
    "Release it may be": from === to ? `${from}` : `${from} to ${to ?? "newer"}`,
    Reads: verdicts(seen, anonymousReads).join(", "),
    Writes: verdicts(seen, anonymousWrites).join(", "),
    Token: seen.value(credentials).right?.verdict ?? "none given",
    Tracing: traces.status === "known" ? (seen.value(tracing).on ? "on" : "off") : "unknown",
  }
}

/** `chromadb.HttpClient` of that release, as its users write it. */
const script = `
import chromadb, json, sys
port, headers = int(sys.argv[1]), json.loads(sys.argv[2])
client = chromadb.HttpClient(host="127.0.0.1", port=port, ssl=True, headers=headers)
print(len(client.list_collections()), "collection")
`

async function ownClient(
  port: number,
  release: string,
  headers: Record<string, string>,
): Promise<"refused" | (string & {})> {
  const folder = mkdtempSync(join(tmpdir(), "chroma-client-"))
  const authorities = join(folder, "ca.pem")
  writeFileSync(authorities, authority.certificate)
  try {
    const { stdout } = await promisify(execFile)(
      python,
      ["-c", script, String(port), JSON.stringify(headers)],
      {
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          PYTHONPATH: folderOf(release),
          REQUESTS_CA_BUNDLE: authorities,
          SSL_CERT_FILE: authorities,
          ANONYMIZED_TELEMETRY: "FALSE",
        },
      },
    )
    return stdout.trim()
  } catch (error) {
    if (/Unauthorized|Forbidden|401|403/.test(String((error as { stderr?: unknown }).stderr)))
      return "refused"
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}
