import { guestOutput, type ScenarioFiles, type ScenarioOptions } from "./files.ts"

const release = "1.5.9"
const gibibyte = 2 ** 30

/** In what the inside of the machines differs. */
export interface NodeChoices {
  vmSize: string
  /** Of the machine, as the kernel counts it. */
  memoryKib: number
  diskSku: "Premium_LRS" | "Premium_ZRS"
  /** Of Chroma's container, GiB; null leaves it without a limit. */
  memoryLimit: number | null
  renewsCertificate: boolean
}

/** One machine done well, as its files and its inside show it; nothing that a person would have to vouch for. */
export const guardedNode = ({ now, apiPort }: ScenarioOptions, choices: NodeChoices): ScenarioFiles => ({
  terraform: { name: "main.tf", text: definition(apiPort, choices) },
  compose: { name: "docker-compose.yml", text: compose(choices) },
  "env-file": { name: ".env", text: environment },
  "server-config": { name: "config.yaml", text: serverConfig },
  "guest-output": { name: "guest.txt", text: guest(now, choices) },
})

/** Whatever configures Chroma comes later, from outside: a change of it must not make a new machine. */
const definition = (apiPort: number, { vmSize, diskSku }: NodeChoices): string => `terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
  }
}

resource "azurerm_network_security_group" "chroma" {
  name                = "chroma-nsg"
  location            = "westeurope"
  resource_group_name = "chroma-rg"

  security_rule {
    name                       = "AllowHttps"
    priority                   = 1002
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    source_address_prefix      = "Internet"
    destination_port_range     = "${apiPort}"
    destination_address_prefix = "*"
  }
}

resource "azurerm_managed_disk" "data" {
  name                 = "chroma-data"
  location             = "westeurope"
  resource_group_name  = "chroma-rg"
  storage_account_type = "${diskSku}"
  create_option        = "Empty"
  disk_size_gb         = 64
}

resource "azurerm_virtual_machine_data_disk_attachment" "data" {
  managed_disk_id    = azurerm_managed_disk.data.id
  virtual_machine_id = azurerm_linux_virtual_machine.chroma.id
  lun                = 0
  caching            = "None"
}

resource "azurerm_linux_virtual_machine" "chroma" {
  name                = "chroma"
  location            = "westeurope"
  resource_group_name = "chroma-rg"
  size                = "${vmSize}"
  admin_username      = "operator"

  source_image_reference {
    publisher = "Debian"
    offer     = "debian-12"
    sku       = "12-gen2"
    version   = "latest"
  }

  custom_data = base64encode(<<-EOT
    #!/bin/bash
    set -euo pipefail
    apt-get update
    apt-get install --yes docker.io docker-compose nginx unattended-upgrades
    mkfs.ext4 -L chroma /dev/disk/azure/scsi1/lun0 || true
    echo "LABEL=chroma /srv/chroma ext4 defaults,nofail 0 2" >> /etc/fstab
    mkdir --parents /srv/chroma /srv/stack
    mount /srv/chroma
    chown 10001:10001 /srv/chroma
    systemctl enable --now docker
  EOT
  )

  lifecycle {
    ignore_changes = [custom_data]
  }
}
`

const compose = ({ memoryLimit }: NodeChoices): string => `services:
  chroma:
    image: ghcr.io/chroma-core/chroma:${release}
    container_name: chroma
    user: "10001:10001"
    restart: unless-stopped
    env_file: .env
    ports:
      - "127.0.0.1:8000:8000"
    volumes:
      - /srv/chroma:/data
      - ./config.yaml:/config.yaml:ro
${memoryLimit === null ? "" : `    mem_limit: ${memoryLimit}g\n`}    healthcheck:
      # The image has no curl.
      test: ["CMD", "bash", "-c", "</dev/tcp/127.0.0.1/8000"]
      interval: 30s
    logging:
      driver: json-file
      options: { max-size: 10m, max-file: "3" }
`

const environment = `CHROMA_OPEN_TELEMETRY__ENDPOINT=http://otel-collector:4317
CHROMA_OPEN_TELEMETRY__SERVICE_NAME=chromadb
OTEL_EXPORTER_OTLP_HEADERS=x-team=an-example-and-no-secret
`

const serverConfig = `persist_path: /data
allow_reset: false
max_payload_size_bytes: 41943040
circuit_breaker:
  requests: 64
`

const guest = (now: Date, { memoryKib, memoryLimit, renewsCertificate }: NodeChoices): string =>
  guestOutput(now, {
    system: [
      "PRETTY_NAME=Debian GNU/Linux 12 (bookworm)",
      "ID=debian",
      "VERSION_ID=12",
      `memory_kib=${memoryKib}`,
      "unattended_upgrades=yes",
    ],
    chroma: [
      "kind=container",
      "name=chroma",
      `image=ghcr.io/chroma-core/chroma:${release}`,
      "user=10001:10001",
      "restart=unless-stopped",
      `memory=${(memoryLimit ?? 0) * gibibyte}`,
      "out_of_memory=false",
      "health=healthy",
      'healthcheck=["CMD","bash","-c","</dev/tcp/127.0.0.1/8000"]',
      'command=["run","/config.yaml"]',
      "log_driver=json-file",
      "log_max_size=10m",
      "log_max_file=3",
      "mount=bind|/srv/chroma|/data",
      "mount=bind|/srv/stack/config.yaml|/config.yaml",
      "env=CHROMA_OPEN_TELEMETRY__ENDPOINT=http://otel-collector:4317",
      "env=CHROMA_OPEN_TELEMETRY__SERVICE_NAME=chromadb",
      "env=OTEL_EXPORTER_OTLP_HEADERS=<redacted> length=31 alphanumeric=no sample=no form=key-value",
      "env=PATH=<redacted>",
      "config=/config.yaml",
      "file=persist_path=/data",
      "file=allow_reset=false",
      "file=max_payload_size_bytes=41943040",
      "file=circuit_breaker.requests=64",
    ],
    volume: ["path=/srv/chroma", "size_kib=65478188", "free_kib=52104436", "disk=0"],
    database: ["purge=yes", "entries=200", "quick_check=ok", "orphan_segments=0", "orphan_folders=0"],
    boot: ["read=yes"],
    files: ["file=640|root|/srv/stack/.env", "file=600|root|/etc/nginx/conf.d/chroma.conf"],
    services: ["service=docker.service|enabled|active"],
    backups: [],
    tracing: ["off=no", "export_errors=0"],
    renewal: renewsCertificate ? ["renewal=certbot.timer|active"] : [],
  })
