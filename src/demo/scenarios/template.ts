import { guestOutput, type ScenarioFiles, type ScenarioOptions } from "./files.ts"

const release = "1.5.9"

/**
 * The deployment of Chroma's Azure guide: its variables with its sample token, its template, and the
 * machine after someone finished by hand what the boot script cannot.
 */
export const template = ({ now, apiPort }: ScenarioOptions): ScenarioFiles => ({
  tfvars: { name: "chroma.tfvars", text: variables },
  terraform: { name: "main.tf", text: definition(apiPort) },
  compose: { name: "docker-compose.yml", text: compose(apiPort) },
  "env-file": { name: ".env", text: environment },
  "guest-output": { name: "guest.txt", text: guest(now) },
  attestations: { name: "attestations.yaml", text: "attestations: []\n" },
})

const variables = `resource_group_name = "chroma-rg"
location            = "westeurope"
machine_type        = "Standard_B1s"

chroma_version                           = "${release}"
chroma_server_auth_credentials           = "test-token"
chroma_server_auth_provider              = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
`

const environment = `CHROMA_OPEN_TELEMETRY__ENDPOINT=
CHROMA_OPEN_TELEMETRY__SERVICE_NAME=
OTEL_EXPORTER_OTLP_HEADERS={}
`

/** What rules ask about of the guide's template, deployments/azure/main.tf in chroma-core/chroma (Apache-2.0). */
const definition = (apiPort: number): string => `variable "resource_group_name" {}
variable "location" {}
variable "machine_type" {}
variable "instance_name" { default = "chroma-instance" }
variable "chroma_version" { default = "${release}" }
variable "chroma_server_auth_credentials" { default = "" }
variable "chroma_server_auth_provider" { default = "" }
variable "chroma_auth_token_transport_header" { default = "" }
variable "chroma_otel_collection_endpoint" { default = "" }
variable "chroma_otel_service_name" { default = "" }
variable "chroma_otel_collection_headers" { default = "{}" }
variable "chroma_otel_granularity" { default = "" }

resource "azurerm_resource_group" "rg" {
  name     = var.resource_group_name
  location = var.location
}

resource "azurerm_network_security_group" "nsg" {
  name                = "\${var.instance_name}-nsg"
  location            = var.location
  resource_group_name = azurerm_resource_group.rg.name

  security_rule {
    name                       = "AllowHTTP"
    priority                   = 1002
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "${apiPort}"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_public_ip" "public_ip" {
  name                = "\${var.instance_name}-publicip"
  location            = var.location
  resource_group_name = azurerm_resource_group.rg.name
  allocation_method   = "Static"
}

resource "azurerm_linux_virtual_machine" "vm" {
  name                = var.instance_name
  resource_group_name = azurerm_resource_group.rg.name
  location            = var.location
  size                = var.machine_type
  admin_username      = "azureuser"

  source_image_reference {
    publisher = "Debian"
    offer     = "debian-11"
    sku       = "11"
    version   = "latest"
  }

  custom_data = base64encode(<<-EOT
    #!/bin/bash
    USER=chroma
    useradd -m -s /bin/bash $USER
    apt-get install -y docker.io
    usermod -aG docker $USER
    curl -L "https://github.com/docker/compose/releases/latest/download/docker-compose-\\$(uname -s)-\\$(uname -m)" -o /usr/local/bin/docker-compose
    mkdir -p /home/\\$USER/config
    sed -i "s/CHROMA_VERSION/\${var.chroma_version}/g" /home/\\$USER/docker-compose.yml
    echo "CHROMA_OPEN_TELEMETRY__ENDPOINT=\${var.chroma_otel_collection_endpoint}" >> /home/\\$USER/.env
    echo "CHROMA_OPEN_TELEMETRY__SERVICE_NAME=\${var.chroma_otel_service_name}" >> /home/\\$USER/.env
    echo "OTEL_EXPORTER_OTLP_HEADERS=\${var.chroma_otel_collection_headers}" >> /home/\\$USER/.env
    chown \\$USER:\\$USER /home/\\$USER/.env /home/\\$USER/docker-compose.yml
    cd /home/\\$USER
    sudo -u \\$USER docker-compose up -d
  EOT
  )
}
`

const compose = (apiPort: number): string => `version: '3.9'

networks:
  net:
    driver: bridge

services:
  server:
    image: ghcr.io/chroma-core/chroma:CHROMA_VERSION
    volumes:
      - index_data:/index_data
    ports:
      - "${apiPort}:8000"
    networks:
      - net
    env_file:
      - .env

volumes:
  index_data:
    driver: local
  backups:
    driver: local
`

/** The blank endpoint is gone, since Chroma 1.x does not start with it; everything else is as it was made. */
const guest = (now: Date): string =>
  guestOutput(now, {
    system: [
      "PRETTY_NAME=Debian GNU/Linux 11 (bullseye)",
      "ID=debian",
      "VERSION_ID=11",
      "memory_kib=991688",
      "unattended_upgrades=no",
    ],
    chroma: [
      "kind=container",
      "name=chroma-server-1",
      `image=ghcr.io/chroma-core/chroma:${release}`,
      "user=",
      "restart=no",
      "memory=0",
      "out_of_memory=false",
      "health=",
      "healthcheck=",
      'command=["run","/config.yaml"]',
      "log_driver=json-file",
      "log_max_size=",
      "log_max_file=",
      "mount=volume|/var/lib/docker/volumes/chroma_index_data/_data|/index_data",
      "env=CHROMA_OPEN_TELEMETRY__SERVICE_NAME=",
      "env=OTEL_EXPORTER_OTLP_HEADERS=<redacted> length=2 alphanumeric=no sample=no form=empty",
      "env=PATH=<redacted>",
      "config=/config.yaml",
      'file=persist_path="/data"',
    ],
    volume: ["path=/var/lib/docker", "size_kib=24638844", "free_kib=19803412", "disk=os"],
    database: ["purge=yes", "entries=200", "quick_check=ok", "orphan_segments=0", "orphan_folders=0"],
    boot: [
      "failed=('scripts_user', RuntimeError('Runparts: 1 failures (part-001) in 1 attempted commands'))",
      "log=412|chown: invalid user: '$USER:$USER'",
      "log=414|sudo: unknown user $USER",
      "read=yes",
    ],
    files: [],
    services: ["service=docker.service|enabled|active"],
    backups: [],
    tracing: ["off=yes", "export_errors=0"],
    renewal: [],
  })
