import { Type, type Static } from "typebox"
import { evidence } from "../model/evidence.ts"
import { Nullable } from "./nullable.ts"

export { azureContainer as container, azureSettings as settings } from "./configuration.ts"

const Strings = Type.Array(Type.String())

/** What holds the address. `id` is the ARM id of that resource. */
export const host = evidence(
  "azure.host",
  "azure",
  "what holds the address in Azure",
  Type.Object({
    kind: Type.Enum([
      "virtual-machine",
      "load-balancer",
      "application-gateway",
      "azure-firewall",
      "nat-gateway",
      "bastion",
      "virtual-network-gateway",
      "scale-set",
      "container-group",
      "container-apps-environment",
      "kubernetes-cluster",
      "api-management",
      "unattached",
      "other",
    ]),
    id: Type.String(),
    subscriptionId: Type.String(),
    location: Type.String(),
    /** Of the address itself; null when a private address was given. */
    publicIpAddressId: Nullable(Type.String()),
    networkInterfaceId: Nullable(Type.String()),
  }),
)

/** Absent when the address is private and the VM has no public one. */
export const publicIpAddress = evidence(
  "azure.publicIpAddress",
  "azure",
  "the public IP address resource",
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    sku: Type.Enum(["Basic", "Standard", "StandardV2"]),
    allocation: Type.Enum(["Static", "Dynamic"]),
    zones: Strings,
    location: Type.String(),
    fqdn: Nullable(Type.String()),
    /** Enabled, Disabled or VirtualNetworkInherited. */
    ddosProtectionMode: Nullable(Type.String()),
  }),
)

/** Absent when no load balancer holds the address. */
export const loadBalancer = evidence(
  "azure.loadBalancer",
  "azure",
  "the load balancer in front",
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    /** Basic, Standard or Gateway. */
    sku: Type.String(),
    /** Those of the frontend that has the address. */
    rules: Type.Array(
      Type.Object({
        name: Type.String(),
        frontendPort: Type.Integer(),
        backendPort: Type.Integer(),
        /** Whether a health probe decides who gets traffic. */
        probed: Type.Boolean(),
      }),
    ),
    /** ARM ids of the virtual machines that these rules lead to. */
    machines: Strings,
  }),
)

/** Absent when no application gateway holds the address. */
export const applicationGateway = evidence(
  "azure.applicationGateway",
  "azure",
  "the application gateway in front",
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    /** How it speaks to what stands behind it. */
    backends: Type.Array(Type.Object({ name: Type.String(), protocol: Type.String(), port: Type.Integer() })),
    /** Null when it has no web application firewall. */
    firewall: Nullable(
      Type.Object({
        id: Type.String(),
        enabled: Type.Boolean(),
        /** Prevention or Detection. */
        mode: Type.String(),
      }),
    ),
  }),
)

/**
 * The one that holds the address, or the only one behind the load balancer that does. Absent when
 * what holds the address is no virtual machine, nor leads to one.
 */
export const virtualMachine = evidence(
  "azure.virtualMachine",
  "azure",
  "the virtual machine",
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    resourceGroup: Type.String(),
    location: Type.String(),
    zones: Strings,
    vmSize: Type.String(),
    /** Regular, Spot or Low. */
    priority: Type.String(),
    image: Nullable(
      Type.Object({
        publisher: Type.String(),
        offer: Type.String(),
        sku: Type.String(),
        version: Nullable(Type.String()),
      }),
    ),
    ephemeralOsDisk: Type.Boolean(),
    /** Null on Windows, or when the profile is not shown. */
    passwordAuthenticationDisabled: Nullable(Type.Boolean()),
    /** ImageDefault, AutomaticByPlatform, AutomaticByOS or Manual. */
    patchMode: Nullable(Type.String()),
    assessmentMode: Nullable(Type.String()),
    encryptionAtHost: Type.Boolean(),
    /** TrustedLaunch, ConfidentialVM or null. */
    securityType: Nullable(Type.String()),
    secureBoot: Type.Boolean(),
    vTpm: Type.Boolean(),
    bootDiagnostics: Type.Boolean(),
    availabilitySetId: Nullable(Type.String()),
    scaleSetId: Nullable(Type.String()),
    /** System-assigned principal, if any. */
    principalId: Nullable(Type.String()),
    provisioningState: Type.String(),
    tags: Type.Record(Type.String(), Type.String()),
  }),
)

/** Absent when the VM is in none. */
export const availabilitySet = evidence(
  "azure.availabilitySet",
  "azure",
  "the availability set",
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    /** ARM ids of the virtual machines in it, the audited one among them. */
    machines: Strings,
  }),
)

export const instanceView = evidence(
  "azure.instanceView",
  "azure",
  "the virtual machine's run-time state",
  Type.Object({
    /** "PowerState/running" without the prefix. */
    powerState: Nullable(Type.String()),
    /** Display status of the agent: "Ready". */
    agent: Nullable(Type.String()),
    agentVersion: Nullable(Type.String()),
    osName: Nullable(Type.String()),
    osVersion: Nullable(Type.String()),
    maintenance: Nullable(Type.Object({ pending: Type.Boolean(), message: Nullable(Type.String()) })),
    patches: Nullable(
      Type.Object({
        status: Nullable(Type.String()),
        criticalAndSecurity: Nullable(Type.Integer()),
        rebootPending: Nullable(Type.Boolean()),
        assessedAt: Nullable(Type.String()),
      }),
    ),
  }),
)

export const extensions = evidence(
  "azure.extensions",
  "azure",
  "the virtual machine's extensions",
  Type.Array(
    Type.Object({
      name: Type.String(),
      publisher: Type.String(),
      type: Type.String(),
      provisioningState: Type.String(),
      automaticUpgrade: Type.Boolean(),
      /** Names of public settings whose value looks like a secret; never the values. */
      secretSettings: Strings,
    }),
  ),
)

/** Keys of userData that look like secrets; the text itself is never kept. No bytes when there is no userData. */
export const userData = evidence(
  "azure.userData",
  "azure",
  "the virtual machine's user data",
  Type.Object({ bytes: Type.Integer(), secrets: Strings }),
)

/** Commands that were given to the VM to run and are kept with it. */
export const runCommands = evidence(
  "azure.runCommands",
  "azure",
  "the run commands kept with the virtual machine",
  Type.Array(
    Type.Object({
      name: Type.String(),
      /** Names of what looks like a secret in script and parameters; never the values. */
      secrets: Strings,
    }),
  ),
)

/** How much of the machine was used over the last seven days, from its platform metrics, by the quarter of an hour. */
export const utilisation = evidence(
  "azure.utilisation",
  "azure",
  "the load of the virtual machine",
  Type.Object({
    /** 95 % of the time at most this much of all CPUs was busy, per cent; null without a sample. */
    cpuPercent: Nullable(Type.Number()),
    /** 95 % of the time at least this many bytes were available; null without a sample. */
    availableMemoryBytes: Nullable(Type.Number()),
    /** Hours that have samples of both; a machine that is off has none. */
    hours: Type.Number(),
  }),
)

export const vmSize = evidence(
  "azure.vmSize",
  "azure",
  "the capabilities of the VM size",
  Type.Object({
    name: Type.String(),
    memoryGiB: Type.Number(),
    vCpus: Type.Integer(),
    acceleratedNetworking: Type.Boolean(),
    encryptionAtHost: Type.Boolean(),
    premiumIo: Type.Boolean(),
    /** Zones of the region where the size is offered. */
    zones: Strings,
    /**
     * Unrestricted sizes of the same family, location and zone with more memory, smallest first. Left out
     * where Azure was not asked what it offers.
     */
    larger: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), memoryGiB: Type.Number(), vCpus: Type.Integer() })),
    ),
  }),
)

export const SecurityRule = Type.Object({
  name: Type.String(),
  priority: Type.Integer(),
  direction: Type.Enum(["Inbound", "Outbound"]),
  /** Only the security admin rules of a Virtual Network Manager always allow: past every group. */
  access: Type.Enum(["Allow", "AlwaysAllow", "Deny"]),
  /** Tcp, Udp, Icmp, Esp, Ah or *. */
  protocol: Type.String(),
  sources: Strings,
  sourceApplicationSecurityGroups: Strings,
  destinations: Strings,
  destinationApplicationSecurityGroups: Strings,
  /** "22", "8000-8010" or "*". */
  destinationPorts: Strings,
})
export type SecurityRule = Static<typeof SecurityRule>

export const SecurityGroup = Type.Object({
  id: Type.String(),
  name: Type.String(),
  resourceGroup: Type.String(),
  /** Custom and default rules together; evaluation sorts them. */
  rules: Type.Array(SecurityRule),
})
export type SecurityGroup = Static<typeof SecurityGroup>

export const NetworkInterface = Type.Object({
  id: Type.String(),
  name: Type.String(),
  resourceGroup: Type.String(),
  primary: Type.Boolean(),
  ipForwarding: Type.Boolean(),
  acceleratedNetworking: Type.Boolean(),
  securityGroupId: Nullable(Type.String()),
  ipConfigurations: Type.Array(
    Type.Object({
      name: Type.String(),
      privateIpAddress: Type.String(),
      subnetId: Type.String(),
      /** Null when the configuration has no public address of its own. */
      publicIpAddress: Nullable(Type.Object({ id: Type.String(), sku: Type.String() })),
      applicationSecurityGroups: Strings,
      /** Load balancer pools and NAT rules it serves. */
      loadBalancerTargets: Strings,
      gatewayLoadBalancer: Type.Boolean(),
    }),
  ),
})
export type NetworkInterface = Static<typeof NetworkInterface>
export const networkInterfaces = evidence(
  "azure.networkInterfaces",
  "azure",
  "the network interfaces",
  Type.Array(NetworkInterface),
)

export const Subnet = Type.Object({
  id: Type.String(),
  securityGroupId: Nullable(Type.String()),
  addressPrefixes: Strings,
  /** Of its own network and of those it is peered with: what the tag VirtualNetwork stands for. */
  virtualNetworkPrefixes: Strings,
  /** Whether a DDoS protection plan covers its network. Absent where that was not looked at. */
  ddosProtection: Type.Optional(Type.Boolean()),
  /** Whether an Azure Bastion stands in its network. Absent where that was not looked at. */
  bastion: Type.Optional(Type.Boolean()),
  /** Where 0.0.0.0/0 goes when a route table says so: VirtualAppliance, VirtualNetworkGateway, Internet, None. */
  defaultRoute: Nullable(Type.String()),
})
/** A way in from the Internet that leads to an address of the machine from the address of something else. */
export const Forwarding = Type.Object({
  kind: Type.Enum(["load-balancer", "application-gateway", "azure-firewall"]),
  /** ARM id of the load balancer, gateway or firewall. */
  id: Type.String(),
  /** Of the rule, NAT rule or listener. */
  name: Type.String(),
  /** Where clients come in. */
  publicIpAddress: Type.Object({ id: Type.String(), sku: Type.String() }),
  /** Tcp, Udp or All. */
  protocol: Type.String(),
  /** "443", "50000-50010" or "*". */
  publicPorts: Type.String(),
  /** On the machine; null where it is the port that was asked for. */
  port: Nullable(Type.Integer()),
  privateIpAddress: Type.String(),
  /** With a floating IP, the public address that packets still carry when the groups see them. */
  floatingAddress: Nullable(Type.String()),
  /** Whom the rule itself lets in: "*", or addresses and prefixes. */
  sources: Strings,
  /** Where the traffic comes on from, when it does not keep the client's address: one of `subnets`. */
  subnetId: Nullable(Type.String()),
  gatewayLoadBalancer: Type.Boolean(),
})
export type Forwarding = Static<typeof Forwarding>

/** Everything that decides whether a packet from outside reaches an interface. */
export const networkSecurity = evidence(
  "azure.networkSecurity",
  "azure",
  "the network security groups",
  Type.Object({
    interfaces: Type.Array(NetworkInterface),
    subnets: Type.Array(Subnet),
    groups: Type.Array(SecurityGroup),
    /**
     * The rule collections of Virtual Network Managers that apply to the subnets, in the order of
     * evaluation, before any group. Absent when they were not asked for.
     */
    adminGroups: Type.Optional(Type.Array(SecurityGroup)),
    /** What Azure itself says applies to an interface, subnet first. Only with --effective-rules. */
    effective: Type.Optional(
      Type.Array(Type.Object({ interfaceId: Type.String(), groups: Type.Array(SecurityGroup) })),
    ),
    /** Why --effective-rules did not get what it asked for, one sentence each. */
    refusals: Type.Optional(Strings),
    /** The ways in through load balancers, gateways and firewalls. Absent when they were not looked up. */
    forwardings: Type.Optional(Type.Array(Forwarding)),
  }),
)

export const Disk = Type.Object({
  id: Type.String(),
  name: Type.String(),
  resourceGroup: Type.String(),
  role: Type.Enum(["os", "data"]),
  /** Null on the OS disk. */
  lun: Nullable(Type.Integer()),
  managed: Type.Boolean(),
  /** Standard_LRS, StandardSSD_LRS, Premium_LRS, Premium_ZRS, PremiumV2_LRS, UltraSSD_LRS … */
  sku: Type.String(),
  sizeGiB: Type.Number(),
  location: Type.String(),
  zones: Strings,
  /** None, ReadOnly or ReadWrite. */
  caching: Type.String(),
  /** Detach or Delete: what happens to it when the VM is deleted. */
  deleteOption: Type.String(),
  /** EncryptionAtRestWithPlatformKey, …CustomerKey or …PlatformAndCustomerKeys. */
  encryption: Nullable(Type.String()),
  diskEncryptionSetId: Nullable(Type.String()),
  /** AllowAll, AllowPrivate or DenyAll. */
  networkAccessPolicy: Type.String(),
  /** Enabled or Disabled. */
  publicNetworkAccess: Type.String(),
})
export type Disk = Static<typeof Disk>
/** OS disk first, then data disks by LUN: every one of them may hold the data. */
export const disks = evidence("azure.disks", "azure", "the attached disks", Type.Array(Disk))

/** Unattached disks in the VM's resource group. */
export const unattachedDisks = evidence(
  "azure.unattachedDisks",
  "azure",
  "unattached disks beside the deployment",
  Type.Array(Type.Object({ id: Type.String(), name: Type.String(), sizeGiB: Type.Number() })),
)

/** Of the attached disks, in every visible subscription that was looked at. */
export const snapshots = evidence(
  "azure.snapshots",
  "azure",
  "snapshots of the attached disks",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      resourceGroup: Type.String(),
      sourceDiskId: Type.String(),
      createdAt: Type.String(),
      incremental: Type.Boolean(),
      /** 100 when complete. */
      completionPercent: Type.Number(),
      location: Type.String(),
      sku: Type.String(),
      networkAccessPolicy: Type.String(),
      publicNetworkAccess: Type.String(),
    }),
  ),
)

export const restorePoints = evidence(
  "azure.restorePoints",
  "azure",
  "VM restore points",
  Type.Array(
    Type.Object({
      id: Type.String(),
      collectionId: Type.String(),
      resourceGroup: Type.String(),
      createdAt: Type.String(),
      /** CrashConsistent, FileSystemConsistent or ApplicationConsistent. */
      consistency: Type.String(),
      excludedDiskIds: Strings,
      location: Type.String(),
      provisioningState: Type.String(),
    }),
  ),
)

/** Azure Backup items for this VM, in every vault that is visible. Empty: the vaults were read, none protects it. */
export const backupItems = evidence(
  "azure.backupItems",
  "azure",
  "Azure Backup of the virtual machine",
  Type.Array(
    Type.Object({
      id: Type.String(),
      vaultId: Type.String(),
      vaultName: Type.String(),
      /** Protected, IRPending, ProtectionStopped, ProtectionError, ProtectionPaused, BackupsSuspended, Invalid. */
      protectionState: Type.String(),
      lastBackupStatus: Nullable(Type.String()),
      lastBackupAt: Nullable(Type.String()),
      lastRecoveryPointAt: Nullable(Type.String()),
      policyName: Nullable(Type.String()),
      policyId: Nullable(Type.String()),
      softDeleted: Type.Boolean(),
      /** LUNs left out of the backup; -1 never appears: the OS disk is always included. */
      excludedLuns: Type.Array(Type.Integer()),
    }),
  ),
)

/** Azure Disk Backup of the attached disks, in every Backup vault that is visible. Empty: the vaults were read, none holds one. */
export const diskBackups = evidence(
  "azure.diskBackups",
  "azure",
  "Azure Disk Backup of the attached disks",
  Type.Array(
    Type.Object({
      id: Type.String(),
      vaultName: Type.String(),
      diskId: Type.String(),
      /** ProtectionConfigured, ProtectionStopped, ProtectionError, SoftDeleted, BackupSchedulesSuspended … */
      protectionState: Type.String(),
      policyName: Type.String(),
      /** Its points are incremental snapshots in this group, in the region of the disk. */
      snapshotResourceGroup: Type.String(),
      location: Type.String(),
      /** When each point was taken, newest first. */
      pointsAt: Strings,
    }),
  ),
)

/** The policies of the backup items above. Absent when there is no backup item. */
export const backupPolicies = evidence(
  "azure.backupPolicies",
  "azure",
  "the backup policies",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      /** Daily, Weekly or Hourly. */
      frequency: Type.String(),
      /** Days that daily points are kept; null when the policy has no daily retention. */
      dailyRetentionDays: Nullable(Type.Integer()),
    }),
  ),
)

/** The vaults that hold the backup items above. Absent when there is none. */
export const vaults = evidence(
  "azure.vaults",
  "azure",
  "the Recovery Services vaults",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      resourceGroup: Type.String(),
      location: Type.String(),
      /** LocallyRedundant, ZoneRedundant or GeoRedundant; null when ARM does not say. */
      redundancy: Nullable(Type.String()),
      /** Enabled or Disabled. */
      crossRegionRestore: Nullable(Type.String()),
      /** Enabled, AlwaysON or Disabled. */
      softDelete: Nullable(Type.String()),
      /** Disabled, Unlocked or Locked. */
      immutability: Nullable(Type.String()),
    }),
  ),
)

/** Azure Site Recovery items for this VM. */
export const replication = evidence(
  "azure.replication",
  "azure",
  "Site Recovery of the virtual machine",
  Type.Array(
    Type.Object({
      id: Type.String(),
      protectionState: Type.String(),
      replicationHealth: Type.String(),
      recoveryRegion: Nullable(Type.String()),
      lastTestFailoverAt: Nullable(Type.String()),
    }),
  ),
)

/** Locks at or above the VM and its disks. `scope` is the id the lock applies to. */
export const locks = evidence(
  "azure.locks",
  "azure",
  "management locks",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      level: Type.Enum(["CanNotDelete", "ReadOnly"]),
      scope: Type.String(),
    }),
  ),
)

export const metricAlerts = evidence(
  "azure.metricAlerts",
  "azure",
  "metric alert rules that cover the deployment",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      enabled: Type.Boolean(),
      scopes: Strings,
      metrics: Strings,
      /** Metric alerts of web tests have no metric of the VM. */
      webTest: Type.Boolean(),
      actionGroups: Strings,
    }),
  ),
)
export const logAlerts = evidence(
  "azure.logAlerts",
  "azure",
  "log search alert rules",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      enabled: Type.Boolean(),
      scopes: Strings,
      query: Type.String(),
      actionGroups: Strings,
    }),
  ),
)
export const activityLogAlerts = evidence(
  "azure.activityLogAlerts",
  "azure",
  "activity log alert rules",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      enabled: Type.Boolean(),
      scopes: Strings,
      /** ServiceHealth, ResourceHealth, Administrative … */
      categories: Strings,
      operations: Strings,
      actionGroups: Strings,
    }),
  ),
)
export const actionGroups = evidence(
  "azure.actionGroups",
  "azure",
  "action groups",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      enabled: Type.Boolean(),
      receivers: Type.Integer(),
    }),
  ),
)

/** Data collection rules associated with the VM. */
export const dataCollectionRules = evidence(
  "azure.dataCollectionRules",
  "azure",
  "data collection rules of the virtual machine",
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      /** performanceCounters, syslog, logFiles … */
      dataSources: Strings,
    }),
  ),
)

/** How many diagnostic settings each public IP, NSG and load balancer of the deployment has. */
export const diagnosticSettings = evidence(
  "azure.diagnosticSettings",
  "azure",
  "diagnostic settings",
  Type.Array(Type.Object({ resource: Type.String(), enabled: Type.Integer() })),
)

/** Diagnostic settings of the VM's subscription that send the activity log somewhere. */
export const activityLogExport = evidence(
  "azure.activityLogExport",
  "azure",
  "the export of the activity log",
  Type.Object({ subscription: Type.String(), enabled: Type.Integer() }),
)

/** The plan of Defender for Servers that holds for the VM. */
export const serverProtection = evidence(
  "azure.serverProtection",
  "azure",
  "Defender for Servers",
  Type.Object({
    /** Free or Standard. */
    tier: Type.String(),
    /** P1 or P2; null when the tier has none. */
    plan: Nullable(Type.String()),
  }),
)

/** Maintenance configurations that decide when Azure may change the VM. */
export const maintenance = evidence(
  "azure.maintenance",
  "azure",
  "the maintenance configurations",
  Type.Object({
    /** ARM ids of the configurations assigned to the VM itself. */
    assigned: Strings,
    /** Assignments of the subscription that pick their machines by filters, which may or may not pick this one. */
    dynamic: Type.Integer(),
  }),
)

/** Flow logs whose target is the VM's virtual network, subnet or interface. */
export const flowLogs = evidence(
  "azure.flowLogs",
  "azure",
  "flow logs",
  Type.Array(Type.Object({ id: Type.String(), target: Type.String(), enabled: Type.Boolean() })),
)

/** Role assignments of the VM's own identity. Absent when it has none. */
export const identityRoles = evidence(
  "azure.identityRoles",
  "azure",
  "the roles of the virtual machine's identity",
  Type.Array(Type.Object({ role: Type.String(), scope: Type.String() })),
)
