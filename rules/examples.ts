/** What the examples of several rules share: one healthy deployment, from which each example departs. */
import type {
  declared,
  attestation,
  azure,
  configuration,
  Disk,
  endpoint,
  guest,
  ValueOf,
} from "../src/rule.ts"
import { absentBecause, unknownBecause } from "../src/rule.ts"

/** Azure was asked and refused: the action the identity lacks. */
export const forbidden = (permission: string) =>
  unknownBecause("forbidden", `403: the identity lacks ${permission}.`, permission)
export const noVm = absentBecause("A container group holds the address; there is no VM.")

export const exampleGroupId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/chroma"
const compute = `${exampleGroupId}/providers/Microsoft.Compute`
const network = `${exampleGroupId}/providers/Microsoft.Network`

type VirtualMachine = ValueOf<typeof azure.virtualMachine>
export const exampleVm = (changes: Partial<VirtualMachine> = {}): VirtualMachine => ({
  id: `${compute}/virtualMachines/chroma`,
  name: "chroma",
  resourceGroup: "chroma",
  location: "westeurope",
  zones: ["1"],
  vmSize: "Standard_D2as_v5",
  priority: "Regular",
  image: { publisher: "Debian", offer: "debian-12", sku: "12-gen2", version: "0.20261101.2287" },
  ephemeralOsDisk: false,
  passwordAuthenticationDisabled: true,
  patchMode: "AutomaticByPlatform",
  assessmentMode: "AutomaticByPlatform",
  encryptionAtHost: true,
  securityType: "TrustedLaunch",
  secureBoot: true,
  vTpm: true,
  bootDiagnostics: true,
  availabilitySetId: null,
  scaleSetId: null,
  principalId: null,
  provisioningState: "Succeeded",
  tags: { owner: "data-platform", environment: "production" },
  ...changes,
})

type InstanceView = ValueOf<typeof azure.instanceView>
export const exampleInstanceView = (changes: Partial<InstanceView> = {}): InstanceView => ({
  powerState: "running",
  agent: "Ready",
  agentVersion: "2.13.1.1",
  osName: "debian",
  osVersion: "12.8",
  maintenance: null,
  patches: {
    status: "Succeeded",
    criticalAndSecurity: 0,
    rebootPending: false,
    assessedAt: "2026-11-21T03:00:00Z",
  },
  ...changes,
})

type VmSize = ValueOf<typeof azure.vmSize>
export const exampleSize = (changes: Partial<VmSize> = {}): VmSize => ({
  name: "Standard_D2as_v5",
  memoryGiB: 8,
  vCpus: 2,
  acceleratedNetworking: true,
  encryptionAtHost: true,
  premiumIo: true,
  zones: ["1", "2", "3"],
  larger: [
    { name: "Standard_D4as_v5", memoryGiB: 16, vCpus: 4 },
    { name: "Standard_D8as_v5", memoryGiB: 32, vCpus: 8 },
  ],
  ...changes,
})

/** The data disk: zone-redundant, on LUN 0. */
export const exampleDisk = (changes: Partial<Disk> = {}): Disk => ({
  id: `${compute}/disks/chroma-data`,
  name: "chroma-data",
  resourceGroup: "chroma",
  role: "data",
  lun: 0,
  managed: true,
  sku: "Premium_ZRS",
  sizeGiB: 64,
  location: "westeurope",
  zones: [],
  caching: "None",
  deleteOption: "Detach",
  encryption: "EncryptionAtRestWithPlatformKey",
  diskEncryptionSetId: null,
  networkAccessPolicy: "DenyAll",
  publicNetworkAccess: "Disabled",
  ...changes,
})

/** The OS disk beside it, as Azure makes it unless told otherwise. */
export const exampleOsDisk = (changes: Partial<Disk> = {}): Disk =>
  exampleDisk({
    id: `${compute}/disks/chroma-os`,
    name: "chroma-os",
    role: "os",
    lun: null,
    sku: "Standard_LRS",
    sizeGiB: 30,
    zones: ["1"],
    caching: "ReadWrite",
    deleteOption: "Delete",
    ...changes,
  })

/** The volume that says which disk holds the data: the one on LUN 0. */
type DataVolume = ValueOf<typeof guest.dataVolume>
export const exampleVolume = (changes: Partial<DataVolume> = {}): DataVolume => ({
  path: "/srv/chroma",
  sizeBytes: 64 * 2 ** 30,
  freeBytes: 48 * 2 ** 30,
  disk: 0,
  ...changes,
})

type PublicIpAddress = ValueOf<typeof azure.publicIpAddress>
export const exampleAddress = (changes: Partial<PublicIpAddress> = {}): PublicIpAddress => ({
  id: `${network}/publicIPAddresses/chroma-publicip`,
  name: "chroma-publicip",
  sku: "Standard",
  allocation: "Static",
  zones: ["1", "2", "3"],
  location: "westeurope",
  fqdn: null,
  ddosProtectionMode: "VirtualNetworkInherited",
  ...changes,
})

type NetworkInterface = ValueOf<typeof azure.networkInterfaces>[number]
export const exampleInterface = (changes: Partial<NetworkInterface> = {}): NetworkInterface => ({
  id: `${network}/networkInterfaces/chroma-nic`,
  name: "chroma-nic",
  resourceGroup: "chroma",
  primary: true,
  ipForwarding: false,
  acceleratedNetworking: true,
  securityGroupId: `${network}/networkSecurityGroups/chroma-nsg`,
  ipConfigurations: [
    {
      name: "ipconfig1",
      privateIpAddress: "10.0.1.4",
      subnetId: `${network}/virtualNetworks/chroma-vnet/subnets/chroma-subnet`,
      publicIpAddress: { id: `${network}/publicIPAddresses/chroma-publicip`, sku: "Standard" },
      applicationSecurityGroups: [],
      loadBalancerTargets: [],
      gatewayLoadBalancer: false,
    },
  ],
  ...changes,
})

type Host = ValueOf<typeof azure.host>
export const exampleHost = (changes: Partial<Host> = {}): Host => ({
  kind: "virtual-machine",
  id: `${compute}/virtualMachines/chroma`,
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  location: "westeurope",
  publicIpAddressId: `${network}/publicIPAddresses/chroma-publicip`,
  networkInterfaceId: `${network}/networkInterfaces/chroma-nic`,
  ...changes,
})

type LoadBalancer = ValueOf<typeof azure.loadBalancer>
/** A probed rule for HTTPS, to one machine. */
export const exampleLoadBalancer = (changes: Partial<LoadBalancer> = {}): LoadBalancer => ({
  id: `${network}/loadBalancers/chroma-front`,
  name: "chroma-front",
  sku: "Standard",
  rules: [{ name: "https", frontendPort: 443, backendPort: 443, probed: true }],
  machines: [`${compute}/virtualMachines/chroma`],
  ...changes,
})

type Gateway = ValueOf<typeof azure.applicationGateway>
/** TLS to both sides, and a firewall that blocks. */
export const exampleGateway = (changes: Partial<Gateway> = {}): Gateway => ({
  id: `${network}/applicationGateways/chroma-gateway`,
  name: "chroma-gateway",
  backends: [{ name: "chroma", protocol: "Https", port: 443 }],
  firewall: {
    id: `${network}/ApplicationGatewayWebApplicationFirewallPolicies/chroma-waf`,
    enabled: true,
    mode: "Prevention",
  },
  ...changes,
})

type AvailabilitySet = ValueOf<typeof azure.availabilitySet>
/** With nothing in it but the VM. */
export const exampleAvailabilitySet = (changes: Partial<AvailabilitySet> = {}): AvailabilitySet => ({
  id: `${compute}/availabilitySets/chroma-set`,
  name: "chroma-set",
  machines: [`${compute}/virtualMachines/chroma`],
  ...changes,
})

type Utilisation = ValueOf<typeof azure.utilisation>
/** A whole week in which a machine of 8 GiB was never pressed. */
export const exampleUtilisation = (changes: Partial<Utilisation> = {}): Utilisation => ({
  cpuPercent: 41,
  availableMemoryBytes: 3.2 * 2 ** 30,
  hours: 168,
  ...changes,
})

type DiskBackup = ValueOf<typeof azure.diskBackups>[number]
/** Of the data disk, every four hours, in the vault's own group. */
export const exampleDiskBackup = (changes: Partial<DiskBackup> = {}): DiskBackup => ({
  id: `${exampleGroupId}-backup/providers/Microsoft.DataProtection/backupVaults/chroma-disks/backupInstances/chroma-data`,
  vaultName: "chroma-disks",
  diskId: `${compute}/disks/chroma-data`,
  protectionState: "ProtectionConfigured",
  policyName: "four-hourly",
  snapshotResourceGroup: "chroma-backup",
  location: "westeurope",
  pointsAt: ["2026-11-21T22:00:00Z", "2026-11-21T18:00:00Z"],
  ...changes,
})

type Container = ValueOf<typeof configuration.container>
export const exampleContainer = (changes: Partial<Container> = {}): Container => ({
  name: "chroma-server-1",
  image: "ghcr.io/chroma-core/chroma:1.5.9",
  user: "10001",
  restart: "unless-stopped",
  healthcheck: ["CMD", "bash", "-c", "</dev/tcp/127.0.0.1/8000"],
  health: "healthy",
  mounts: [{ type: "bind", source: "/srv/chroma", destination: "/data" }],
  persistPath: "/data",
  memoryLimit: 6 * 2 ** 30,
  outOfMemoryKilled: false,
  logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
  ...changes,
})

type Settings = ValueOf<typeof configuration.settings>
export const exampleSettings = (changes: Partial<Settings> = {}): Settings => ({
  environment: {},
  file: { persist_path: "/data" },
  version: "1.5.9",
  credential: null,
  headersForm: null,
  unused: [],
  ...changes,
})

type Server = ValueOf<typeof endpoint.server>
/** The newest release the vocabulary was written for, as its API surface shows it. */
export const exampleServer = (changes: Partial<Server> = {}): Server => ({
  implementation: "rust",
  reported: "1.0.0",
  from: "1.5.9",
  to: null,
  basis: "the schema SparseIndexAlgorithm in /openapi.json",
  ...changes,
})

type OperatingSystem = ValueOf<typeof guest.operatingSystem>
export const exampleOperatingSystem = (changes: Partial<OperatingSystem> = {}): OperatingSystem => ({
  id: "debian",
  versionId: "12",
  prettyName: "Debian GNU/Linux 12 (bookworm)",
  memoryBytes: 8 * 2 ** 30,
  unattendedUpgrades: true,
  ...changes,
})

export const exampleBackupGroupId = `${exampleGroupId}-backup`
const vaultId = `${exampleBackupGroupId}/providers/Microsoft.RecoveryServices/vaults/chroma-backup`

type Vault = ValueOf<typeof azure.vaults>[number]
/** In a resource group of its own, geo-redundant. */
export const exampleVault = (changes: Partial<Vault> = {}): Vault => ({
  id: vaultId,
  name: "chroma-backup",
  resourceGroup: "chroma-backup",
  location: "westeurope",
  redundancy: "GeoRedundant",
  crossRegionRestore: "Enabled",
  softDelete: "AlwaysON",
  immutability: "Unlocked",
  ...changes,
})

type BackupItem = ValueOf<typeof azure.backupItems>[number]
/** The VM in that vault, backed up in the night before the examples. */
export const exampleBackupItem = (changes: Partial<BackupItem> = {}): BackupItem => ({
  id: `${vaultId}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;chroma;chroma/protectedItems/VM;iaasvmcontainerv2;chroma;chroma`,
  vaultId,
  vaultName: "chroma-backup",
  protectionState: "Protected",
  lastBackupStatus: "Completed",
  lastBackupAt: "2026-11-21T22:30:00Z",
  lastRecoveryPointAt: "2026-11-21T22:31:00Z",
  policyName: "EnhancedPolicy",
  policyId: `${vaultId}/backupPolicies/EnhancedPolicy`,
  softDeleted: false,
  excludedLuns: [],
  ...changes,
})

type Snapshot = ValueOf<typeof azure.snapshots>[number]
/** Of the data disk, in its own resource group. */
export const exampleSnapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  id: `${compute}/snapshots/chroma-data-20261121`,
  name: "chroma-data-20261121",
  resourceGroup: "chroma",
  sourceDiskId: `${compute}/disks/chroma-data`,
  createdAt: "2026-11-21T22:00:00Z",
  incremental: true,
  completionPercent: 100,
  location: "westeurope",
  sku: "Standard_ZRS",
  networkAccessPolicy: "DenyAll",
  publicNetworkAccess: "Disabled",
  ...changes,
})

type Statement = ValueOf<ReturnType<typeof attestation>>
export const exampleStatement = (rule: string, changes: Partial<Statement> = {}): Statement => ({
  rule,
  statement: "Done as the runbook says.",
  by: "Ada Example",
  on: "2026-11-01",
  expires: "2027-11-01",
  ...changes,
})

type Policy = ValueOf<typeof azure.backupPolicies>[number]
export const examplePolicy = (changes: Partial<Policy> = {}): Policy => ({
  id: `${vaultId}/backupPolicies/EnhancedPolicy`,
  name: "EnhancedPolicy",
  frequency: "Daily",
  dailyRetentionDays: 30,
  ...changes,
})

type Infrastructure = ValueOf<typeof declared.infrastructure>
/** A .tf folder that keeps the data on a disk of its own. */
export const exampleInfrastructure = (changes: Partial<Infrastructure> = {}): Infrastructure => ({
  kind: "configuration",
  vmSize: "Standard_D2as_v5",
  image: { publisher: "Debian", offer: "debian-12", sku: "12-gen2" },
  dataDisks: 1,
  replacing: [{ argument: "custom_data", ignored: true }],
  backups: [],
  resources: [
    "azurerm_linux_virtual_machine.chroma",
    "azurerm_managed_disk.data",
    "azurerm_virtual_machine_data_disk_attachment.data",
  ],
  ...changes,
})

type Api = ValueOf<typeof endpoint.api>
/** Behind a token-checking proxy that speaks TLS. */
export const exampleApi = (changes: Partial<Api> = {}): Api => ({
  url: "https://chroma.example.com",
  address: "203.0.113.7",
  port: 443,
  transport: "tls",
  apiVersion: "v2",
  recognisedBy: "token",
  bareAddress: false,
  ...changes,
})
/** As the guide's template leaves it. */
export const exampleClearApi = (): Api =>
  exampleApi({
    url: "http://203.0.113.7:8000",
    port: 8000,
    transport: "clear",
    recognisedBy: "anonymous",
    bareAddress: true,
  })

type Listener = ValueOf<typeof endpoint.listeners>[number]
/** Ports 443, 80 and 8000 as that proxy leaves them: TLS, a redirect, and nothing. */
export const exampleListeners = (...more: readonly Listener[]): Listener[] => {
  const replaced = ({ port, transport }: Listener) =>
    more.some((other) => other.port === port && other.transport === transport)
  const usual: Listener[] = [
    { port: 443, transport: "tls", answer: "chroma", status: 200, server: "nginx" },
    { port: 443, transport: "clear", answer: "http", status: 400, server: "nginx" },
    { port: 80, transport: "tls", answer: "handshake-failed" },
    {
      port: 80,
      transport: "clear",
      answer: "http",
      status: 301,
      server: "nginx",
      redirect: "https://chroma.example.com/",
    },
    { port: 8000, transport: "tls", answer: "timeout" },
    { port: 8000, transport: "clear", answer: "timeout" },
  ]
  return [...usual.filter((listener) => !replaced(listener)), ...more]
}

type Probe = ValueOf<typeof endpoint.anonymousReads>[number]
const database = "/api/v2/tenants/default_tenant/databases/default_database"
const probe = (name: string, method: string, path: string, verdict: Probe["verdict"]): Probe => ({
  name,
  method,
  path,
  ...{
    refused: { status: 401, by: "proxy" as const, detail: "401 from nginx" },
    accepted: { status: 200, detail: "200 with an answer of Chroma" },
    inconclusive: { status: 503, detail: "503 from nginx" },
  }[verdict],
  verdict,
})
export const exampleReads = (verdict: Probe["verdict"] = "refused", changes: Partial<Probe> = {}): Probe[] =>
  [
    probe("list collections", "GET", `${database}/collections?limit=1&offset=0`, verdict),
    probe("count collections", "GET", `${database}/collections_count`, verdict),
    probe("identity", "GET", "/api/v2/auth/identity", verdict),
  ].map((one) => ({ ...one, ...changes }))
export const exampleWrites = (verdict: Probe["verdict"] = "refused", changes: Partial<Probe> = {}): Probe[] =>
  [
    probe("create with an illegal name", "POST", `${database}/collections`, verdict),
    probe("add to an impossible id", "POST", `${database}/collections/not-a-uuid/add`, verdict),
  ].map((one) => ({ ...one, ...changes }))

type Certificate = ValueOf<typeof endpoint.tls>["chain"][number]
/** Of ninety days, two thirds of them left on the day of the examples. */
export const exampleCertificate = (changes: Partial<Certificate> = {}): Certificate => ({
  subject: "CN=chroma.example.com",
  issuer: "CN=Example Issuing CA, O=Example",
  notBefore: "2026-10-23T00:00:00Z",
  notAfter: "2027-01-21T00:00:00Z",
  altNames: ["chroma.example.com"],
  keyType: "ec",
  keyBits: 256,
  signatureAlgorithm: "ecdsa-with-SHA256",
  selfSigned: false,
  ...changes,
})
type Tls = ValueOf<typeof endpoint.tls>
export const exampleTls = (changes: Partial<Tls> = {}): Tls => ({
  port: 443,
  serverName: "chroma.example.com",
  protocol: "TLSv1.3",
  cipher: "TLS_AES_256_GCM_SHA384",
  forwardSecrecy: true,
  trusted: true,
  trustError: null,
  nameMatches: true,
  chain: [exampleCertificate()],
  ...changes,
})

type NetworkSecurity = ValueOf<typeof azure.networkSecurity>
type SecurityRule = NetworkSecurity["groups"][number]["rules"][number]
export const exampleSecurityRule = (changes: Partial<SecurityRule> = {}): SecurityRule => ({
  name: "AllowHTTPS",
  priority: 1010,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  sources: ["*"],
  sourceApplicationSecurityGroups: [],
  destinations: ["*"],
  destinationApplicationSecurityGroups: [],
  destinationPorts: ["443"],
  ...changes,
})
/** One interface with a group that holds these rules; with none given, HTTPS is open and nothing else. */
export const exampleNetworkSecurity = (
  rules: readonly SecurityRule[] = [exampleSecurityRule()],
  changes: Partial<NetworkSecurity> = {},
): NetworkSecurity => ({
  interfaces: [exampleInterface()],
  subnets: [
    {
      id: `${network}/virtualNetworks/chroma-vnet/subnets/chroma-subnet`,
      securityGroupId: null,
      addressPrefixes: ["10.0.1.0/24"],
      virtualNetworkPrefixes: ["10.0.0.0/16"],
      defaultRoute: null,
    },
  ],
  groups: [
    {
      id: `${network}/networkSecurityGroups/chroma-nsg`,
      name: "chroma-nsg",
      resourceGroup: "chroma",
      rules: [
        ...rules,
        exampleSecurityRule({
          name: "AllowVnetInBound",
          priority: 65_000,
          protocol: "*",
          sources: ["VirtualNetwork"],
          destinations: ["VirtualNetwork"],
          destinationPorts: ["*"],
        }),
        exampleSecurityRule({
          name: "DenyAllInBound",
          priority: 65_500,
          access: "Deny",
          protocol: "*",
          destinationPorts: ["*"],
        }),
      ],
    },
  ],
  ...changes,
})
type Forwarding = NonNullable<NetworkSecurity["forwardings"]>[number]
/** A machine without an address of its own, these ports of it open, and a load balancer that leads to one. */
export const exampleBalanced = (
  way: Pick<Forwarding, "publicPorts" | "port">,
  destinationPorts: string[],
): NetworkSecurity => {
  const { ipConfigurations } = exampleInterface()
  return exampleNetworkSecurity([exampleSecurityRule({ destinationPorts })], {
    interfaces: [
      exampleInterface({
        ipConfigurations: ipConfigurations.map((one) => ({ ...one, publicIpAddress: null })),
      }),
    ],
    forwardings: [
      {
        kind: "load-balancer",
        id: exampleLoadBalancer().id,
        name: "way-in",
        publicIpAddress: { id: exampleAddress().id, sku: "Standard" },
        protocol: "Tcp",
        ...way,
        privateIpAddress: "10.0.1.4",
        floatingAddress: null,
        sources: ["*"],
        subnetId: null,
        gatewayLoadBalancer: false,
      },
    ],
  })
}
/** The rules of the guide's template. */
export const exampleTemplateRules = (): SecurityRule[] => [
  exampleSecurityRule({ name: "AllowSSH", priority: 1001, destinationPorts: ["22"] }),
  exampleSecurityRule({ name: "AllowHTTP", priority: 1002, destinationPorts: ["8000"] }),
]

type Replication = ValueOf<typeof azure.replication>[number]
export const exampleReplication = (changes: Partial<Replication> = {}): Replication => ({
  id: `${vaultId}/replicationFabrics/westeurope/replicationProtectionContainers/westeurope/replicationProtectedItems/chroma`,
  protectionState: "Protected",
  replicationHealth: "Normal",
  recoveryRegion: "northeurope",
  lastTestFailoverAt: null,
  ...changes,
})

type Credentials = ValueOf<typeof endpoint.credentials>
/** Wrong ones are refused, the given one of 64 hexadecimal digits is accepted. */
export const exampleCredentials = (
  answers: Partial<Record<"wrong" | "right" | "swappedCase", Probe["verdict"]>> & {
    given?: Credentials["given"]
  } = {},
): Credentials => {
  const { wrong = "refused", right = "accepted", swappedCase = "refused" } = answers
  const asked = (name: string, verdict: Probe["verdict"]) =>
    probe(name, "GET", `${database}/collections?limit=1&offset=0`, verdict)
  return {
    wrong: asked("with a wrong credential", wrong),
    right: asked("with the given credential", right),
    swappedCase: asked("with the given credential in swapped case", swappedCase),
    given: answers.given ?? { length: 64, alphanumeric: true, documentedSample: false },
  }
}

type CollectionRule = ValueOf<typeof azure.dataCollectionRules>[number]
export const exampleCollectionRule = (changes: Partial<CollectionRule> = {}): CollectionRule => ({
  id: `${exampleGroupId}/providers/Microsoft.Insights/dataCollectionRules/chroma`,
  name: "chroma",
  dataSources: ["performanceCounters", "syslog"],
  ...changes,
})

type ActionGroup = ValueOf<typeof azure.actionGroups>[number]
export const exampleActionGroup = (changes: Partial<ActionGroup> = {}): ActionGroup => ({
  id: `${exampleGroupId}/providers/Microsoft.Insights/actionGroups/on-call`,
  name: "on-call",
  enabled: true,
  receivers: 1,
  ...changes,
})

type MetricAlert = ValueOf<typeof azure.metricAlerts>[number]
/** On the VM's processor, to those on call. */
export const exampleMetricAlert = (changes: Partial<MetricAlert> = {}): MetricAlert => ({
  id: `${exampleGroupId}/providers/Microsoft.Insights/metricAlerts/chroma-cpu`,
  name: "chroma-cpu",
  enabled: true,
  scopes: [`${compute}/virtualMachines/chroma`],
  metrics: ["Percentage CPU"],
  webTest: false,
  actionGroups: [`${exampleGroupId}/providers/microsoft.insights/actiongroups/on-call`],
  ...changes,
})

type ActivityLogAlert = ValueOf<typeof azure.activityLogAlerts>[number]
/** On service health in the whole subscription, to those on call. */
export const exampleActivityLogAlert = (changes: Partial<ActivityLogAlert> = {}): ActivityLogAlert => ({
  id: `${exampleGroupId}/providers/Microsoft.Insights/activityLogAlerts/service-health`,
  name: "service-health",
  enabled: true,
  scopes: ["/subscriptions/00000000-0000-0000-0000-000000000000"],
  categories: ["ServiceHealth"],
  operations: [],
  actionGroups: [`${exampleGroupId}/providers/Microsoft.Insights/actionGroups/on-call`],
  ...changes,
})

type LogAlert = ValueOf<typeof azure.logAlerts>[number]
/** On little free disk space, to those on call. */
export const exampleLogAlert = (changes: Partial<LogAlert> = {}): LogAlert => ({
  id: `${exampleGroupId}/providers/Microsoft.Insights/scheduledQueryRules/chroma-disk-space`,
  name: "chroma-disk-space",
  enabled: true,
  scopes: [`${compute}/virtualMachines/chroma`],
  query: "InsightsMetrics | where Name == 'FreeSpacePercentage' and Val < 20",
  actionGroups: [`${exampleGroupId}/providers/Microsoft.Insights/actionGroups/on-call`],
  ...changes,
})
