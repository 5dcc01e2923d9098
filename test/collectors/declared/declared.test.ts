import { mkdtemp, mkdir, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { declaredCollectors, loadDeclared } from "../../../src/collectors/declared/index.ts"
import type { DeclaredFiles } from "../../../src/model/target.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "declared-"))
})
afterEach(() => rm(folder, { recursive: true }))

const names = {
  tfvars: "chroma.tfvars",
  terraform: "shown.json",
  compose: "docker-compose.yml",
  envFile: ".env",
  serverConfig: "config.yaml",
}

/** Writes the texts into files and says where they are. */
async function handedOver(texts: DeclaredFiles): Promise<DeclaredFiles> {
  const entries = Object.entries(texts) as [keyof DeclaredFiles, string][]
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ([kind, text]) => {
        const path = join(folder, names[kind])
        await writeFile(path, text)
        return [kind, path]
      }),
    ),
  )
}
const load = async (texts: DeclaredFiles, ip?: string) => loadDeclared(await handedOver(texts), ip)

async function folderOf(files: Record<string, string>): Promise<string> {
  const path = join(folder, "terraform")
  await mkdir(path)
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(path, name), text)))
  return path
}

const refused = (message: RegExp) => ({ name: "UsageError", message: expect.stringMatching(message) })

const guide = `
resource_group_name = "your-azure-resource-group-name"
location            = "your-location"
machine_type        = "Standard_B1s"
`
const guideWithToken = `${guide}
chroma_server_auth_credentials           = "test-token"
chroma_server_auth_provider              = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
chroma_auth_token_transport_header       = "X-Chroma-Token"
chroma_otel_collection_endpoint          = "api.honeycomb.com"
chroma_otel_service_name                 = "chromadb"
chroma_otel_collection_headers           = "{'x-honeycomb-team': 'abc'}"
chroma_otel_granularity                  = "all"
`

describe("the guide's tfvars", () => {
  test("without a version mean the template the guide links to, which uses three of seven variables", async () => {
    const { settings, infrastructure } = await load({ tfvars: guideWithToken })
    expect(settings?.value).toEqual({
      environment: {
        CHROMA_OPEN_TELEMETRY__ENDPOINT: "api.honeycomb.com",
        CHROMA_OPEN_TELEMETRY__SERVICE_NAME: "chromadb",
        OTEL_EXPORTER_OTLP_HEADERS: "<redacted>",
      },
      file: {},
      version: null,
      credential: { length: 10, alphanumeric: false, documentedSample: true },
      headersForm: "json-single-quoted",
      unused: [
        "chroma_server_auth_credentials",
        "chroma_server_auth_provider",
        "chroma_auth_token_transport_header",
        "chroma_otel_granularity",
      ],
    })
    expect(infrastructure?.value).toMatchObject({ kind: "tfvars", vmSize: "Standard_B1s" })
  })

  test.each(["0.5.23", "0.6.3"])("of %s are all passed on", async (version) => {
    const { settings } = await load({ tfvars: `${guideWithToken}chroma_version = "${version}"\n` })
    expect(settings?.value).toMatchObject({
      environment: {
        CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        CHROMA_SERVER_AUTHN_CREDENTIALS: "<redacted>",
        CHROMA_OTEL_COLLECTION_ENDPOINT: "api.honeycomb.com",
        CHROMA_OTEL_GRANULARITY: "all",
      },
      version,
      unused: [],
    })
  })

  test("that are left out are passed blank, as the template does", async () => {
    const { settings } = await load({ tfvars: guide })
    expect(settings?.value).toMatchObject({
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "" },
      headersForm: "empty",
      credential: null,
    })
  })

  test("beside variables of someone's own template say nothing of what is left out", async () => {
    const { settings } = await load({ tfvars: `${guide}backup_vault = "v"\nchroma_version = "1.5.9"\n` })
    expect(settings?.value).toMatchObject({ environment: {}, version: "1.5.9" })
  })
})

const template = `
variable "machine_type" {}
variable "chroma_version" { default = "1.5.9" }
variable "chroma_otel_collection_endpoint" { default = "" }

resource "azurerm_linux_virtual_machine" "vm" {
  size = var.machine_type
  source_image_reference {
    publisher = "Debian"
    offer     = "debian-11"
    sku       = "11"
  }
  custom_data = base64encode(<<-EOT
    #!/bin/bash
    USER=chroma
    useradd -m $USER
    sed -i "s/CHROMA_VERSION/\${var.chroma_version}/g" /home/\\$USER/docker-compose.yml
    echo "CHROMA_OPEN_TELEMETRY__ENDPOINT=\${var.chroma_otel_collection_endpoint}" >> /home/\\$USER/.env
    sudo -u \\$USER docker-compose up -d
  EOT
  )
}
`

describe("a folder of .tf files", () => {
  test("shows the lines of the boot script that cannot work, with its variables put in", async () => {
    const terraform = await folderOf({ "main.tf": template })
    const files = await handedOver({ tfvars: guideWithToken })
    const { boot, settings, infrastructure } = await loadDeclared({ ...files, terraform })
    expect(boot).toMatchObject({
      source: expect.stringMatching(/main\.tf:6 \(custom_data\)$/),
      value: { faults: [{ line: 5 }, { line: 6, problem: expect.stringContaining("heredoc") }] },
    })
    expect(settings?.value).toMatchObject({
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "api.honeycomb.com" },
      version: "1.5.9",
    })
    expect(infrastructure?.value).toMatchObject({
      kind: "configuration",
      vmSize: "Standard_B1s",
      image: { publisher: "Debian", offer: "debian-11", sku: "11" },
      dataDisks: 0,
      replacing: [{ argument: "custom_data", ignored: false }],
    })
  })

  test("may be one file, as the guide's is", async () => {
    const path = await folderOf({ "main.tf": template, "variables.tf": 'variable "other" {}' })
    const { infrastructure } = await loadDeclared({ terraform: join(path, "main.tf") })
    expect(infrastructure?.value.resources).toEqual(["azurerm_linux_virtual_machine.vm"])
  })

  test("tells which variables it does not use", async () => {
    const terraform = await folderOf({
      "main.tf": template,
      "auth.tf": 'output "who" { value = var.chroma_server_auth_credentials }\n',
    })
    const files = await handedOver({ tfvars: guideWithToken })
    const { settings } = await loadDeclared({ ...files, terraform })
    expect(settings?.value.unused).not.toContain("chroma_server_auth_credentials")
    expect(settings?.value.unused).toContain("chroma_server_auth_provider")
  })

  test.each([
    ["custom_data", true],
    ["all", true],
    ["tags", false],
  ])("ignore_changes naming %s ignores custom data: %s", async (ignored, expected) => {
    const changes = ignored === "all" ? "all" : `[${ignored}]`
    const terraform = await folderOf({
      "main.tf": `resource "azurerm_linux_virtual_machine" "vm" {
        size = "Standard_D2as_v5"
        custom_data = filebase64("boot.sh")
        lifecycle { ignore_changes = ${changes} }
      }
      resource "azurerm_managed_disk" "data" {}
      resource "azurerm_virtual_machine_data_disk_attachment" "data" { lun = 0 }
      resource "azurerm_backup_protected_vm" "vm" {}`,
    })
    const { infrastructure, boot } = await loadDeclared({ terraform })
    expect(infrastructure?.value).toMatchObject({
      dataDisks: 1,
      replacing: [{ argument: "custom_data", ignored: expected }],
      backups: ["azurerm_backup_protected_vm.vm"],
    })
    expect(boot).toMatchObject({ unreadable: expect.stringContaining("computed") })
  })

  test("with several machines is refused", async () => {
    const terraform = await folderOf({
      "main.tf": ["one", "two"]
        .map(
          (name) => `resource "azurerm_linux_virtual_machine" "${name}" {}
`,
        )
        .join(""),
    })
    await expect(loadDeclared({ terraform })).rejects.toMatchObject(
      refused(/2 virtual machines .*\.one, .*\.two/),
    )
  })
})

const base64 = (text: string): string => Buffer.from(text).toString("base64")
const machine = (name: string, values: object) => ({
  address: `azurerm_linux_virtual_machine.${name}`,
  mode: "managed",
  type: "azurerm_linux_virtual_machine",
  name,
  values: { size: "Standard_D2as_v5", custom_data: null, ...values },
})
const shown = (resources: object[], key: "values" | "planned_values" = "values"): string =>
  JSON.stringify({ format_version: "1.0", terraform_version: "1.9.0", [key]: { root_module: { resources } } })

describe("terraform show -json", () => {
  test.each(["values", "planned_values"] as const)("is read from %s, modules and all", async (key) => {
    const { root_module } = JSON.parse(shown([machine("vm", { public_ip_address: "203.0.113.7" })], key))[key]
    const terraform = JSON.stringify({
      format_version: "1.2",
      [key]: { root_module: { child_modules: [root_module] } },
    })
    const { infrastructure, address, boot } = await load({ terraform })
    expect(infrastructure?.value).toMatchObject({
      kind: key === "values" ? "state" : "plan",
      vmSize: "Standard_D2as_v5",
    })
    // A plan is audited as what will be, wherever the machine is today.
    expect(address).toBe(key === "values" ? "203.0.113.7" : undefined)
    expect(boot).toMatchObject({ none: expect.stringContaining("no custom data") })
  })

  test("takes the address from the only public IP, where the machine does not show one", async () => {
    const ip = {
      address: "azurerm_public_ip.ip",
      mode: "managed",
      type: "azurerm_public_ip",
      values: { ip_address: "203.0.113.9" },
    }
    expect((await load({ terraform: shown([machine("vm", {}), ip]) })).address).toBe("203.0.113.9")
  })

  test.each([
    ["plain", base64],
    ["packed", (text: string) => gzipSync(text).toString("base64")],
  ])("decodes custom data, %s, and what it writes", async (_, encode) => {
    const custom_data = encode(`#!/bin/bash
cat > /srv/chroma/.env <<'END'
CHROMA_OPEN_TELEMETRY__ENDPOINT=http://collector:4317
OTEL_EXPORTER_OTLP_HEADERS=x-team=hush
END
cat <<END > /srv/chroma/docker-compose.yml
services:
  chroma:
    image: chromadb/chroma:1.5.9
    env_file: .env
    volumes: ["/mnt/data:/data"]
END
docker compose up -d
`)
    const { settings, container, boot } = await load({ terraform: shown([machine("vm", { custom_data })]) })
    expect(settings?.value).toMatchObject({
      environment: { CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://collector:4317" },
      headersForm: "key-value",
      version: "1.5.9",
    })
    expect(container?.value.mounts).toEqual([{ type: "bind", source: "/mnt/data", destination: "/data" }])
    expect(boot).toMatchObject({ value: { faults: [], secrets: ["OTEL_EXPORTER_OTLP_HEADERS"] } })
  })

  test("reads what cloud-config writes", async () => {
    const custom_data = base64(`#cloud-config
write_files:
  - path: /srv/.env
    content: |
      CHROMA_OPEN_TELEMETRY__SERVICE_NAME=vectors
`)
    const { settings } = await load({ terraform: shown([machine("vm", { custom_data })]) })
    expect(settings?.value.environment).toEqual({ CHROMA_OPEN_TELEMETRY__SERVICE_NAME: "vectors" })
  })

  test("does not know the custom data of a plan before it is applied", async () => {
    const { boot } = await load({
      terraform: shown([machine("vm", { custom_data: undefined })], "planned_values"),
    })
    expect(boot).toMatchObject({ unreadable: expect.any(String) })
  })

  describe("of several machines", () => {
    const two = shown([
      machine("api", { public_ip_address: "203.0.113.7", size: "Standard_D4as_v5" }),
      machine("jump", { public_ip_address: "203.0.113.8", private_ip_address: "10.0.0.8" }),
    ])
    test.each([
      ["203.0.113.7", "Standard_D4as_v5"],
      ["10.0.0.8", "Standard_D2as_v5"],
    ])("the one with the address %s counts", async (ip, vmSize) => {
      expect((await load({ terraform: two }, ip)).infrastructure?.value.vmSize).toBe(vmSize)
    })
    test("none can be chosen without an address", async () => {
      await expect(load({ terraform: two })).rejects.toMatchObject(
        refused(/2 virtual machines \(.*api, .*jump\); give --ip/),
      )
    })
    test("none has the address", async () => {
      await expect(load({ terraform: two }, "203.0.113.9")).rejects.toMatchObject(
        refused(/203\.0\.113\.9 is the address of none/),
      )
    })
  })
})

const analysed = async (script: string) => {
  const { boot } = await load({ terraform: shown([machine("vm", { custom_data: base64(script) })]) })
  return boot && "value" in boot ? boot.value : undefined
}

describe("boot scripts", () => {
  test.each([
    ["a literal variable", "#!/bin/sh\nchown \\$USER:\\$USER /x", [2]],
    ["a literal substitution", '#!/bin/sh\ncurl "x-\\$(uname -s)"', [2]],
    ["one inside a heredoc that is written out", "#!/bin/sh\ncat > f <<EOF\nexport A=\\$B\nEOF\necho ok", []],
    ["one that an inner shell expands", '#!/bin/sh\nsu chroma -c "echo \\$HOME"', []],
    ["one that awk reads", '#!/bin/sh\nawk "{print \\$1}" f', []],
    ["a comment", "#!/bin/sh\n# costs \\$USD", []],
    ["no marker on the first line", "\n#!/bin/sh\necho", [1]],
    ["a carriage return", "#!/bin/sh\r\necho", [1]],
    ["cloud-config", "#cloud-config\nruncmd: []", []],
  ])("%s", async (_, script, lines) => {
    expect((await analysed(script))?.faults.map(({ line }) => line)).toEqual(lines)
  })

  test.each([
    ['echo "CHROMA_SERVER_AUTHN_CREDENTIALS=abcd" >> .env', ["CHROMA_SERVER_AUTHN_CREDENTIALS"]],
    ['echo "CHROMA_SERVER_AUTHN_CREDENTIALS=" >> .env', []],
    ['echo "OTEL_EXPORTER_OTLP_HEADERS={}" >> .env', []],
    ["TOKEN=$(az keyvault secret show --name t)", []],
    ["TOKEN=${TOKEN}", []],
    ["curl -H 'Authorization: Bearer abcdefgh12345678' x", ["an Authorization header"]],
    ["git clone https://me:hush@example.com/x", ["credentials in a URL"]],
    ["-----BEGIN RSA PRIVATE KEY-----", ["a private key"]],
  ])("%s names %j", async (line, secrets) => {
    expect((await analysed(`#!/bin/sh\n${line}\n`))?.secrets).toEqual(secrets)
  })
})

const compose = (service: string): string =>
  `services:\n  server:\n    image: ghcr.io/chroma-core/chroma:1.5.9\n${service}`
const container = async (service: string) => (await load({ compose: compose(service) })).container?.value

describe("a Compose file", () => {
  test("as the guide publishes it mounts a volume where Chroma does not write", async () => {
    const text = `services:
  server:
    image: ghcr.io/chroma-core/chroma:CHROMA_VERSION
    volumes:
      - index_data:/index_data
    ports: ["8000:8000"]
    env_file: [.env]
volumes: { index_data: { driver: local } }
`
    const { container } = await load({ compose: text, tfvars: `${guide}chroma_version = "1.5.9"\n` })
    expect(container?.value).toEqual({
      name: "server",
      image: "ghcr.io/chroma-core/chroma:1.5.9",
      user: "",
      restart: "no",
      healthcheck: null,
      health: null,
      mounts: [{ type: "volume", source: "index_data", destination: "/index_data" }],
      persistPath: "/data",
      memoryLimit: null,
      outOfMemoryKilled: null,
      logging: null,
    })
    expect(container?.source).toMatch(/docker-compose\.yml:3$/)
  })

  test.each([
    ["    restart: unless-stopped\n", { restart: "unless-stopped" }],
    ["    restart: on-failure:3\n", { restart: "on-failure" }],
    ["    restart: no\n", { restart: "no" }],
    ["    deploy: { restart_policy: { condition: any } }\n", { restart: "always" }],
    ["    mem_limit: 2g\n", { memoryLimit: 2 * 1024 ** 3 }],
    ["    deploy: { resources: { limits: { memory: 1536M } } }\n", { memoryLimit: 1536 * 1024 ** 2 }],
    ["    healthcheck: { test: bash -c x }\n", { healthcheck: ["CMD-SHELL", "bash -c x"] }],
    ["    healthcheck: { test: [NONE] }\n", { healthcheck: null }],
    ["    healthcheck: { test: [CMD, x], disable: true }\n", { healthcheck: null }],
    ["    user: 1000:1000\n", { user: "1000:1000" }],
    ["    user: 0\n", { user: "0" }],
    ["    volumes: [./d:/data:rw]\n", { mounts: [{ type: "bind", source: "./d", destination: "/data" }] }],
    ["    volumes: [/data]\n", { mounts: [{ type: "volume", source: "", destination: "/data" }] }],
    [
      "    volumes: [{ type: bind, source: /mnt/x, target: /data }]\n",
      { mounts: [{ type: "bind", source: "/mnt/x", destination: "/data" }] },
    ],
    [
      "    logging: { options: { max-size: 10m, max-file: 3 } }\n",
      { logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } } },
    ],
    ["    environment: { CHROMA_PERSIST_PATH: /srv }\n", { persistPath: "/srv" }],
    ["    command: run --path /elsewhere\n", { persistPath: "/elsewhere" }],
  ])("%j", async (service, expected) => {
    expect(await container(service)).toMatchObject(expected)
  })

  test.each([
    ["chromadb/chroma:1.5.9", "1.5.9", "/data"],
    ["chromadb/chroma:0.6.3", "0.6.3", "/chroma/chroma"],
    ["registry.example.com/mirror/chromadb/chroma:1.4.1@sha256:0123abcd", "1.4.1", "/data"],
    ["chromadb/chroma:latest", null, null],
    ["chromadb/chroma", null, null],
    ["chromadb/chroma:1.5", null, null],
  ])("the image %s is release %s and writes to %s", async (image, version, persistPath) => {
    const { settings, container } = await load({ compose: `services: { chroma: { image: "${image}" } }\n` })
    expect(settings?.value.version).toBe(version)
    expect(container?.value.persistPath).toBe(persistPath)
  })

  test("hands the .env file to the container only where it says so", async () => {
    const envFile = "CHROMA_OPEN_TELEMETRY__ENDPOINT=http://c:4317\nNAME=vectors\n"
    const interpolated = "    environment:\n      - CHROMA_OPEN_TELEMETRY__SERVICE_NAME=${NAME:-chromadb}\n"
    const only = await load({ compose: compose(interpolated), envFile })
    expect(only.settings?.value.environment).toEqual({ CHROMA_OPEN_TELEMETRY__SERVICE_NAME: "vectors" })
    const both = await load({ compose: compose(`${interpolated}    env_file: .env\n`), envFile })
    expect(both.settings?.value.environment).toMatchObject({
      CHROMA_OPEN_TELEMETRY__ENDPOINT: "http://c:4317",
      CHROMA_OPEN_TELEMETRY__SERVICE_NAME: "vectors",
    })
  })

  test("takes a variable without a value from its surroundings", async () => {
    const { settings } = await load({
      compose: compose("    environment: [CHROMA_ALLOW_RESET, CHROMA_PORT]\n"),
      envFile: "CHROMA_ALLOW_RESET=true\n",
    })
    expect(settings?.value.environment).toEqual({ CHROMA_ALLOW_RESET: "true" })
  })

  test("is refused where no service is recognisably Chroma", async () => {
    const text = "services: { proxy: { image: nginx }, db: { image: postgres } }\n"
    await expect(load({ compose: text })).rejects.toMatchObject(
      refused(/recognisably Chroma \(it has proxy, db\)/),
    )
  })
})

describe("Chroma's own settings", () => {
  test("keep the file and the environment apart, which wins over it", async () => {
    const { settings } = await load({
      serverConfig:
        "persist_path: /data\nopen_telemetry:\n  endpoint: http://c:4317\ncors_allow_origins: ['*']\nallow_reset: true\n",
      envFile: "CHROMA_ALLOW_RESET=false\n",
    })
    expect(settings?.value.file).toEqual({
      persist_path: "/data",
      "open_telemetry.endpoint": "http://c:4317",
      cors_allow_origins: '["*"]',
      allow_reset: "true",
    })
    expect(settings?.value.environment).toEqual({ CHROMA_ALLOW_RESET: "false" })
  })

  test.each([
    ["", "empty"],
    ["{}", "empty"],
    ['{"x-team": "abc"}', "json"],
    ["{'x-team': 'abc'}", "json-single-quoted"],
    ["x-team=abc", "key-value"],
    ["x-team=abc,x-other=d=e", "key-value"],
    ["abc", "other"],
  ])("headers %j are %s", async (headers, form) => {
    const { settings } = await load({ envFile: `OTEL_EXPORTER_OTLP_HEADERS=${headers}\n` })
    expect(settings?.value.headersForm).toBe(form)
  })
})

describe("files that cannot be used are refused in one sentence", () => {
  test.each<[string, DeclaredFiles, RegExp]>([
    ["malformed HCL", { tfvars: 'a = "hush' }, /chroma\.tfvars:1 is not valid Terraform syntax/],
    ["malformed YAML", { compose: "services: {\nhush: [" }, /docker-compose\.yml:\d+ is not valid YAML/],
    ["YAML that unfolds without end", { serverConfig: bomb() }, /aliases cannot be resolved/],
    [
      "a Compose file without services",
      { compose: "version: '3'\n" },
      /must have required property 'services'/,
    ],
    ["a configuration that is a list", { serverConfig: "- a\n" }, /must be object/],
    ["malformed JSON", { terraform: '{"hush' }, /shown\.json is not valid JSON/],
    ["other JSON", { terraform: "{}" }, /format_version/],
    ["Terraform's own state", { terraform: '{"version":4,"lineage":"x"}' }, /terraform show -json/],
    [
      "another provider",
      { terraform: shown([{ address: "aws_instance.a", mode: "managed", type: "aws_instance" }]) },
      /only of aws/,
    ],
    ["an empty state", { terraform: shown([]) }, /holds no resource/],
  ])("%s", async (_, texts, message) => {
    const loading = load(texts)
    await expect(loading).rejects.toMatchObject(refused(message))
    await expect(loading).rejects.not.toThrow("hush")
  })

  test.each(Object.keys(names))("a missing file for %s", async (kind) => {
    await expect(loadDeclared({ [kind]: join(folder, "none") })).rejects.toMatchObject(
      refused(/there is no such file/),
    )
  })

  test("a folder without .tf files", async () => {
    await expect(loadDeclared({ terraform: folder })).rejects.toMatchObject(refused(/holds no \.tf file/))
  })

  test("a file larger than 20 MiB", async () => {
    const { envFile = "" } = await handedOver({ envFile: "" })
    await truncate(envFile, 20 * 1024 * 1024 + 1)
    await expect(loadDeclared({ envFile })).rejects.toMatchObject(refused(/larger than 20 MiB/))
  })
})

function bomb(): string {
  const levels = Array.from("abcdefgh").map((name, index, all) =>
    index === 0
      ? `${name}: &${name} [x,x,x,x,x,x,x,x,x]`
      : `${name}: &${name} [${Array(9)
          .fill(`*${all[index - 1]}`)
          .join()}]`,
  )
  return `${levels.join("\n")}\n`
}

async function observations(files: DeclaredFiles) {
  const [collector] = await declaredCollectors({ declared: files })
  const observed = await collector?.collect({ facts: {}, signal: AbortSignal.timeout(1000) })
  return { collector, observed: observed ?? [] }
}

describe("what is observed", () => {
  const everything: DeclaredFiles = {
    tfvars: guideWithToken,
    terraform: shown([
      machine("vm", { custom_data: base64('#!/bin/sh\necho "CHROMA_OTEL_GRANULARITY=all" >> .env\n') }),
    ]),
    compose: "services: { chroma: { image: chromadb/chroma:1.5.9, env_file: .env } }\n",
    envFile: "CHROMA_ALLOW_RESET=true\n",
    serverConfig: "persist_path: /data\n",
  }

  test.each<[string, (keyof DeclaredFiles)[]]>([
    ["all files", ["tfvars", "terraform", "compose", "envFile", "serverConfig"]],
    ["only variables", ["tfvars"]],
    ["only a state", ["terraform"]],
    ["only a Compose file", ["compose"]],
  ])("fits its schema: %s", async (_, kinds) => {
    const { observed, collector } = await observations(
      await handedOver(Object.fromEntries(kinds.map((kind) => [kind, everything[kind]]))),
    )
    expect(observed.map(({ evidence }) => evidence.id)).toEqual(collector?.provides.map(({ id }) => id))
    const ajv = new Ajv2020({ strict: false })
    const misfits = observed.filter(
      ({ evidence, observation }) =>
        observation.status === "known" && !ajv.validate(evidence.schema, observation.value),
    )
    expect(misfits).toEqual([])
  })

  test("what the files do not speak of is unknown, with the flag that would tell", async () => {
    const { observed } = await observations(await handedOver({ envFile: "CHROMA_ALLOW_RESET=true\n" }))
    const container = observed.find(({ evidence }) => evidence.id === "declared.container")
    expect(container?.observation).toMatchObject({
      status: "unknown",
      cause: { kind: "not-found", unlock: expect.stringContaining("--compose") },
    })
  })

  const secret = fc.stringMatching(/^hush[A-Za-z0-9]{12}$/)
  const secretNames = fc.constantFrom(
    "CHROMA_SERVER_AUTHN_CREDENTIALS",
    "CHROMA_SERVER_AUTH_CREDENTIALS",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "CHROMA_API_KEY",
    "my_db_password",
    "AZURE_STORAGE_CONNECTION_STRING",
    "PIN",
  )
  async function everySource(hush: string, name: string): Promise<DeclaredFiles> {
    const script = `#!/bin/bash
echo "${name}=${hush}" >> /home/\\$USER/.env
docker login -u me --password ${hush} \\$REGISTRY
curl -H "Authorization: Bearer ${hush}" https://me:${hush}@example.com/?sig=${hush} \\$X
`
    return handedOver({
      tfvars: `chroma_server_auth_credentials = "${hush}"\n${name} = "${hush}"\nchroma_otel_collection_endpoint = "https://u:${hush}@h/?api-key=${hush}"\n`,
      terraform: shown([machine("vm", { custom_data: base64(script), admin_password: hush })]),
      compose: `services:
  chroma:
    image: chromadb/chroma:1.5.9
    env_file: .env
    environment: { ${name}: "${hush}", CHROMA_OPEN_TELEMETRY__ENDPOINT: "https://\${${name}}@h" }
    healthcheck: { test: [CMD, probe, --token, "${hush}", "X-Chroma-Token: ${hush}"] }
    logging: { driver: splunk, options: { splunk-token: "${hush}" } }
`,
      envFile: `${name}="${hush}"\n`,
      serverConfig:
        `open_telemetry: { headers: { x: "${hush}" }, endpoint: "http://a:${hush}@b" }\n${name === "PIN" ? "secret" : name}: "${hush}"\n`.replace(
          /^AZURE_STORAGE.*$/m,
          "",
        ),
    })
  }

  test("never holds a secret", () =>
    fc.assert(
      fc.asyncProperty(secret, secretNames, async (hush, name) => {
        const { observed } = await observations(await everySource(hush, name))
        expect(observed).toHaveLength(4)
        expect(JSON.stringify(observed)).not.toContain(hush)
      }),
      { numRuns: 40 },
    ))
})
