import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { guestCollectors } from "../../../src/collectors/guest/index.ts"
import type { Observed } from "../../../src/model/collector.ts"
import { chromaContainer, dockerCommand, systemctlCommand, type Inspected, type Unit } from "./engine.ts"
import { FakeVm, installed } from "./fake-vm.ts"

/** The shells of this machine; sh is mostly one of the others. */
const shells = [
  ...new Set(
    ["sh", "dash", "bash"].flatMap((shell) => installed(shell) ?? []).map((path) => realpathSync(path)),
  ),
]
const canReadDatabases = installed("python3") !== undefined || installed("sqlite3") !== undefined

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "guest-"))
  folders.push(folder)
  return folder
}

async function observe(output: string): Promise<Observed[]> {
  const file = join(newFolder(), "guest.txt")
  writeFileSync(file, output)
  const [collector] = await guestCollectors({ guest: { output: file } })
  return [...((await collector?.collect({ facts: {}, signal: AbortSignal.timeout(1000) })) ?? [])]
}

/** What is observed, by the evidence's name without its plane: the value, or else the cause. */
async function seen(output: string): Promise<Record<string, unknown>> {
  const observed = await observe(output)
  return Object.fromEntries(
    observed.map(({ evidence, observation }) => [
      evidence.id.replace("guest.", ""),
      observation.status === "known" ? observation.value : observation,
    ]),
  )
}

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
const first = "11111111-1111-4111-8111-111111111111"
const second = "22222222-2222-4222-8222-222222222222"

const units: Record<string, Unit> = {
  "docker.service": { enabled: true, active: true },
  "chroma-stack.service": { enabled: true, active: true },
  "dpkg-db-backup.timer": {
    enabled: true,
    active: true,
    properties: { Unit: "dpkg-db-backup.service", TimersCalendar: "{ OnCalendar=daily ; next_elapse=x }" },
  },
  "dpkg-db-backup.service": {
    enabled: false,
    active: false,
    properties: {
      ExecStart: "{ path=/usr/libexec/dpkg/dpkg-db-backup ; argv[]=/usr/libexec/dpkg/dpkg-db-backup ; }",
    },
  },
  "nightly.timer": {
    enabled: true,
    active: true,
    properties: {
      Unit: "nightly.service",
      TimersCalendar: "{ OnCalendar=*-*-* 02:00:00 ; next_elapse=Mon 2026-11-23 02:00:00 UTC }",
    },
  },
  "nightly.service": {
    enabled: false,
    active: false,
    properties: {
      ExecStart: "{ path=/usr/local/bin/nightly ; argv[]=/usr/local/bin/nightly --all ; ignore_errors=no }",
      Result: "success",
      ExecMainExitTimestamp: "Sun 2026-11-22 02:03:04 UTC",
    },
  },
  "certbot.timer": { enabled: true, active: true },
}

/** One node done well. */
function healthyVm(container: Inspected = chromaContainer()): FakeVm {
  const folder = newFolder()
  const vm = new FakeVm(folder)
  writeFileSync(
    join(folder, "config.yaml"),
    'persist_path: "/data"\nopen_telemetry:\n  service_name: vectors # ours\nallow_reset: false\n',
  )
  vm.link("python3")
  vm.link("sqlite3")
  return vm
    .file("etc/os-release", debian)
    .file("proc/meminfo", "MemTotal:        8123456 kB\n")
    .file("etc/apt/apt.conf.d/20auto-upgrades", 'APT::Periodic::Unattended-Upgrade "1";\n')
    .file("usr/bin/unattended-upgrade", "", 0o755)
    .file("var/lib/cloud/data/result.json", '{"v1": {"datasource": "DataSourceAzure", "errors": []}}')
    .file("srv/stack/.env", "OTEL_EXPORTER_OTLP_HEADERS=x-team=hush\n", 0o640)
    .file("home/me/.env", "NAME=value\nTOKEN=\n")
    .file("usr/local/bin/nightly", "#!/bin/sh\nrestic backup /srv/chroma\n", 0o755)
    .database("srv/chroma", {
      purges: true,
      segments: [{ id: first, written: true, hasFolder: true }, { id: second }],
    })
    .dataDisk(0, "sdc")
    .command(
      "df",
      `case "$2" in
*/srv/chroma) echo h; echo '/dev/sdc 65536000 16384000 49152000 25% /srv/chroma';;
*) echo h; echo '/dev/sda1 30000000 10000000 20000000 33% /';;
esac`,
    )
    .command("lsblk", `case "$3" in /dev/sdc) echo 'sdc disk';; *) echo 'sda1 part'; echo 'sda disk';; esac`)
    .command("docker", dockerCommand({ container, configPath: folder }))
    .command("systemctl", systemctlCommand(units))
    .command("id", "echo 0")
}

test.skipIf(!canReadDatabases)(
  "what is seen fits the evidence's schemas (needs python3 or sqlite3)",
  async () => {
    const observed = await observe(healthyVm().run())
    const ajv = new Ajv2020({ strict: false })
    const misfits = observed.filter(
      ({ evidence, observation }) =>
        observation.status !== "known" || !ajv.validate(evidence.schema, observation.value),
    )
    expect(misfits).toEqual([])
  },
)

describe.each(shells)("one node done well, read by %s", (shell) => {
  let facts: Record<string, unknown>
  beforeAll(async () => {
    facts = await seen(healthyVm().run(shell))
  })

  test("shows how Chroma runs", () => {
    const { settings, container } = facts
    expect(container).toEqual({
      name: "chroma-server-1",
      image: "ghcr.io/chroma-core/chroma:1.5.9",
      user: "10001:10001",
      restart: "unless-stopped",
      healthcheck: ["CMD", "bash", "-c", "</dev/tcp/127.0.0.1/8000"],
      health: "healthy",
      mounts: [{ type: "bind", source: "/srv/chroma", destination: "/data" }],
      persistPath: "/data",
      memoryLimit: 6 * 2 ** 30,
      outOfMemoryKilled: false,
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    })
    expect(settings).toMatchObject({
      environment: { PATH: "<redacted>", CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://collector:4317" },
      file: { persist_path: "/data", "open_telemetry.service_name": "vectors", allow_reset: "false" },
      version: "1.5.9",
    })
  })

  test("shows the system, its disk and what starts", () => {
    expect(facts).toMatchObject({
      operatingSystem: {
        id: "debian",
        versionId: "12",
        memoryBytes: 8_123_456 * 1024,
        unattendedUpgrades: true,
      },
      dataVolume: {
        path: expect.stringMatching(/\/srv\/chroma$/),
        sizeBytes: 65_536_000 * 1024,
        freeBytes: 49_152_000 * 1024,
        disk: 0,
      },
      services: [
        { name: "chroma-stack.service", enabled: true, active: true },
        { name: "docker.service", enabled: true, active: true },
      ],
      secretFiles: [{ path: expect.stringMatching(/srv\/stack\/\.env$/), mode: "640" }],
      certificateRenewal: [{ tool: "certbot.timer", active: true }],
      boot: { faults: [], secrets: [] },
      tracingLog: { off: false, exportErrors: 0 },
    })
  })

  test("takes for a backup only what has to do with Chroma", () => {
    expect(facts["backupJobs"]).toEqual([
      { name: "nightly.timer", schedule: "*-*-* 02:00:00", lastSuccessAt: "2026-11-22T02:03:04.000Z" },
    ])
  })
})

const containerWith = async (change: (container: Inspected) => void) => {
  const container = chromaContainer()
  change(container)
  return seen(healthyVm(container).run())
}

describe("how Chroma runs", () => {
  test("as root, without a policy, a check or a limit", async () => {
    const { container } = await containerWith(({ Config, HostConfig, State }) => {
      Config.User = ""
      delete Config.Healthcheck
      delete State.Health
      HostConfig.RestartPolicy.Name = "no"
      HostConfig.Memory = 0
      HostConfig.LogConfig = { Type: "json-file", Config: {} }
    })
    expect(container).toMatchObject({
      user: "",
      restart: "no",
      healthcheck: null,
      health: null,
      memoryLimit: null,
      logging: { driver: "json-file", options: {} },
    })
  })

  test.each([
    ["x-team=hush", { headersForm: "key-value" }],
    ["{}", { headersForm: "empty" }],
    ["", { headersForm: "empty", environment: { OTEL_EXPORTER_OTLP_HEADERS: "" } }],
    ['{"x-team": "hush"}', { headersForm: "json" }],
    ["{'x-team': 'hush'}", { headersForm: "json-single-quoted" }],
  ])("with the headers %s", async (headers, expected) => {
    const { settings } = await containerWith(({ Config }) => {
      Config.Env = [`OTEL_EXPORTER_OTLP_HEADERS=${headers}`]
    })
    expect(settings).toMatchObject(expected)
  })

  test("with native authentication and a blank endpoint", async () => {
    const { settings } = await containerWith(({ Config }) => {
      Config.Env = [
        "CHROMA_SERVER_AUTHN_CREDENTIALS=test-token",
        "CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        "CHROMA_OPEN_TELEMETRY__ENDPOINT=",
      ]
    })
    expect(settings).toMatchObject({
      credential: { length: 10, alphanumeric: false, documentedSample: true },
      environment: {
        CHROMA_SERVER_AUTHN_CREDENTIALS: "<redacted>",
        CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        CHROMA_OPEN_TELEMETRY__ENDPOINT: "",
      },
    })
  })

  test("as a systemd unit writes straight to the host", async () => {
    const vm = healthyVm()
    vm.command("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1").command(
      "systemctl",
      systemctlCommand({
        "chroma.service": {
          enabled: true,
          active: true,
          properties: {
            ExecStart:
              "{ path=/usr/bin/chroma ; argv[]=/usr/bin/chroma run --host 127.0.0.1 --path /srv/chroma ; }",
            MainPID: "77",
            User: "chroma",
            Restart: "on-failure",
            MemoryMax: "infinity",
          },
        },
      }),
    )
    vm.file("proc/77/environ", "RUST_LOG=info\0TOKEN=hush\nhush\0")
    const { container, settings } = await seen(vm.run())
    expect(container).toMatchObject({
      name: "chroma.service",
      image: null,
      user: "chroma",
      restart: "on-failure",
      mounts: [{ type: "host", source: "/srv/chroma", destination: "/srv/chroma" }],
      persistPath: "/srv/chroma",
      memoryLimit: null,
    })
    expect(settings).toMatchObject({ environment: { RUST_LOG: "info", TOKEN: "<redacted>" } })
  })

  test("with its data in the container's own layer, on the OS disk", async () => {
    const container = chromaContainer()
    container.Mounts = [
      { Type: "volume", Source: "/var/lib/docker/volumes/index", Destination: "/index_data" },
    ]
    const vm = healthyVm(container)
      .database("proc/4242/root/data", { purges: true, segments: [] })
      .file("var/lib/docker/engine-id", "")
      .command(
        "df",
        `case "$2" in
*/proc/*) echo h; echo 'overlay 1 1 1 1% /';;
*) echo h; echo '/dev/sda1 30000000 10000000 20000000 33% /';;
esac`,
      )
    const { dataVolume } = await seen(vm.run())
    expect(dataVolume).toMatchObject({ path: expect.stringMatching(/\/var\/lib\/docker$/), disk: "os" })
  })
})

const log = async (facts: Parameters<FakeVm["database"]>[1]) => {
  const vm = healthyVm()
  rmSync(join(vm.folder, "root/srv/chroma"), { recursive: true })
  return (await seen(vm.database("srv/chroma", facts).run()))["writeAheadLog"]
}

describe.skipIf(!canReadDatabases)("the database (needs python3 or sqlite3)", () => {
  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])("whose configuration says %s prunes its log: %s", async (purges, automaticallyPurge) => {
    const facts = purges === undefined ? { segments: [] } : { purges, segments: [] }
    expect(await log(facts)).toMatchObject({ automaticallyPurge, entries: 3, quickCheck: "ok" })
  })

  test.each([
    ["written out and there", { written: true, hasFolder: true }, 0],
    ["not yet written out", {}, 0],
    ["written out and gone", { written: true }, 1],
  ])("a segment %s", async (_, state, orphanSegments) => {
    expect(await log({ purges: true, segments: [{ id: first, ...state }] })).toMatchObject({ orphanSegments })
  })

  test("a folder that belongs to no segment", async () => {
    const vm = healthyVm().file(`srv/chroma/${second.replaceAll("2", "9")}/header.bin`, "")
    expect((await seen(vm.run()))["writeAheadLog"]).toMatchObject({ orphanSegments: 0, orphanFolders: 1 })
  })

  test("that is damaged cannot pass for a sound one", async () => {
    const vm = healthyVm().file("srv/chroma/chroma.sqlite3", "not a database")
    expect((await seen(vm.run()))["writeAheadLog"]).toMatchObject({ status: "unknown" })
  })
})

describe("the boot script", () => {
  test("that cloud-init calls failed, with the lines that show why", async () => {
    const vm = healthyVm()
      .file(
        "var/lib/cloud/data/result.json",
        `{"v1": {"errors": ["('scripts_user', RuntimeError('Runparts: 1 failures (part-001) in 1 attempted commands'))"]}}`,
      )
      .file(
        "var/log/cloud-init-output.log",
        "Get:1 x\nchown: invalid user: '$USER:$USER'\nsudo: unknown user $USER\n",
      )
    const { boot } = await seen(vm.run())
    expect(boot).toMatchObject({
      faults: [
        { line: 0, text: expect.stringContaining("scripts_user") },
        { line: 2 },
        { line: 3, text: "sudo: unknown user $USER" },
      ],
    })
  })

  test.each([
    ['echo "OTEL_EXPORTER_OTLP_HEADERS={}" >> .env', []],
    ['echo "CHROMA_SERVER_AUTHN_CREDENTIALS=" >> .env', []],
    ['echo "CHROMA_SERVER_AUTHN_CREDENTIALS=hush" >> .env', ["CHROMA_SERVER_AUTHN_CREDENTIALS"]],
    ["TOKEN=$(get-it)", []],
  ])("%s holds the secrets %j", async (line, secrets) => {
    const vm = healthyVm().file("var/lib/cloud/instance/user-data.txt", `#!/bin/bash\n${line}\n`)
    expect((await seen(vm.run()))["boot"]).toMatchObject({ secrets })
  })
})

test("cron entries are backups too", async () => {
  const vm = healthyVm()
    .file(
      "etc/cron.d/save",
      "SHELL=/bin/sh\n# 0 1 * * * root backup chroma\n17 3 * * * root /usr/local/bin/nightly\n",
    )
    .file("etc/cron.daily/apt-backup", "#!/bin/sh\ncp /etc/apt /var/backups\n")
  const { backupJobs } = await seen(vm.run())
  expect(backupJobs).toContainEqual({ name: "cron save", schedule: "17 3 * * *", lastSuccessAt: null })
  expect(backupJobs).toHaveLength(2)
})

test.each([
  ["No telemetry is configured.\n", { off: true, exportErrors: 0 }],
  ["OpenTelemetry is not enabled because it is missing from the config.\n", { off: true, exportErrors: 0 }],
  [
    "BatchSpanProcessor.Flush.ExportError InvalidUri\nBatchSpanProcessor.Flush.ExportError\n",
    { off: false, exportErrors: 2 },
  ],
])("the log %j", async (log, expected) => {
  const vm = healthyVm().command("docker", dockerCommand({ container: chromaContainer(), log }))
  expect((await seen(vm.run()))["tracingLog"]).toEqual(expected)
})

const unknown = (detail: RegExp) => ({
  status: "unknown",
  cause: { detail: expect.stringMatching(detail) },
})

describe("what cannot be read is unknown, with the reason", () => {
  test("without docker, systemctl, stat and python3", async () => {
    const vm = new FakeVm(newFolder())
    rmSync(join(vm.folder, "bin/stat"))
    const facts = await seen(vm.command("id", "echo 0").run())
    expect(facts).toMatchObject({
      settings: unknown(/neither docker nor podman is installed/),
      container: unknown(/no systemd unit/),
      dataVolume: unknown(/no chroma\.sqlite3/),
      writeAheadLog: unknown(/no chroma\.sqlite3/),
      boot: unknown(/cloud-init has left no result/),
      services: unknown(/systemctl does not answer/),
      secretFiles: unknown(/stat is not installed/),
      tracingLog: unknown(/no log/),
      certificateRenewal: unknown(/systemctl does not answer/),
      operatingSystem: unknown(/os-release/),
    })
  })

  test("without python3 and sqlite3", async () => {
    const vm = healthyVm()
    for (const tool of ["python3", "sqlite3"]) rmSync(join(vm.folder, "bin", tool), { force: true })
    expect((await seen(vm.run()))["writeAheadLog"]).toMatchObject(unknown(/neither python3 nor sqlite3/))
  })

  test("where docker and systemd do not answer", async () => {
    const vm = healthyVm()
      .command(
        "docker",
        "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1",
      )
      .command("systemctl", "echo 'System has not been booted with systemd' >&2; exit 1")
    expect(await seen(vm.run())).toMatchObject({
      container: unknown(/permission denied while trying/),
      services: unknown(/systemctl does not answer/),
      backupJobs: unknown(/timers are not known/),
      certificateRenewal: unknown(/systemctl does not answer/),
    })
  })

  test("without root", async () => {
    const vm = healthyVm().command("id", "echo 1000").command("systemctl", systemctlCommand({}))
    const facts = await seen(vm.run())
    expect(facts["secretFiles"]).toMatchObject({
      cause: { kind: "forbidden", unlock: expect.stringContaining("sudo") },
    })
    expect(facts["backupJobs"]).toMatchObject({ cause: { kind: "forbidden" } })
  })
})

describe("the script", () => {
  test.each(shells)("writes nothing (%s)", (shell) => {
    const vm = healthyVm()
    const before = vm.snapshot()
    vm.run(shell)
    expect(vm.snapshot()).toEqual(before)
  })

  test.each(shells)("prints no secret (%s)", (shell) => {
    const hush = "hushHushHush42"
    const container = chromaContainer()
    container.Config.Env = [
      `CHROMA_SERVER_AUTHN_CREDENTIALS=${hush}`,
      `OTEL_EXPORTER_OTLP_HEADERS={"x": "${hush}"}`,
      `API_KEY=line\n${hush}`,
      `PIN=${hush}`,
      `CHROMA_OPEN_TELEMETRY__ENDPOINT=https://me:${hush}@collector/?apikey=${hush}`,
    ]
    container.Config.Healthcheck = {
      Test: ["CMD-SHELL", `curl -H "X-Chroma-Token: ${hush}" https://a:${hush}@b`],
    }
    container.Config.Cmd = ["run", "/config.yaml", "--token", hush]
    container.HostConfig.LogConfig = { Type: "splunk", Config: { "splunk-token": hush } }
    const vm = healthyVm(container)
    vm.file("var/lib/cloud/instance/user-data.txt", `#!/bin/sh\nTOKEN=${hush}\nlogin -p ${hush}\n`)
      .file("var/log/cloud-init-output.log", `invalid user: TOKEN=${hush}\n`)
      .file("srv/stack/.env", `TOKEN=${hush}\n`)
      .file("etc/nginx/conf.d/chroma.conf", `if ($http_authorization != "Bearer ${hush}") { return 401; }\n`)
      .file("etc/cron.d/save", `1 2 * * * root azcopy copy /srv/chroma https://x/?sig=${hush}\n`)
      .command(
        "docker",
        dockerCommand({ container, configPath: vm.folder, log: `ExportError token=${hush}\n` }),
      )
    writeFileSync(
      join(vm.folder, "config.yaml"),
      `open_telemetry: {headers: {x: ${hush}}}\nauth:\n  token: ${hush}\nsqlitedb:\n  url: s://u:${hush}@h\ntext: |\n  ${hush}\n`,
    )
    const output = vm.run(shell)
    expect(output).toContain("etc/nginx/conf.d/chroma.conf")
    expect(output).not.toContain(hush)
  })

  test("lets no content pass for a heading", async () => {
    const container = chromaContainer()
    container.Name = "/x\n== services\n  service=evil|enabled|active\n== end"
    const { services } = await seen(healthyVm(container).run())
    expect(services).not.toContainEqual(expect.objectContaining({ name: "evil" }))
  })
})

describe("a file that is not what the script prints is refused", () => {
  test.each([
    ["another text", "hello\n", /is not what the guest script prints/],
    ["another format", "chroma-audit-guest 2\nat x\n== end\n", /format 2, this is 1/],
    ["half of it", "chroma-audit-guest 1\nat 2026-11-22T00:00:00Z\nroot yes\n== system\n  ID=de", /cut off/],
    ["no date", "chroma-audit-guest 1\nroot yes\n== end\n", /does not say when/],
  ])("%s", async (_, text, message) => {
    await expect(observe(text)).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(message),
    })
  })

  test("one that came by way of Windows is not", async () => {
    const output = healthyVm().run().replaceAll("\n", "\r\n")
    expect(await seen(output)).toMatchObject({ operatingSystem: { id: "debian" } })
  })
})
