import { Type } from "typebox"
import { evidence } from "../model/evidence.ts"
import { Nullable } from "./nullable.ts"

export const operatingSystem = evidence(
  "guest.operatingSystem",
  "guest",
  "the operating system inside the VM",
  Type.Object({
    /** ID and VERSION_ID of /etc/os-release: "debian", "12". */
    id: Type.String(),
    versionId: Type.String(),
    prettyName: Type.String(),
    memoryBytes: Nullable(Type.Integer()),
    unattendedUpgrades: Nullable(Type.Boolean()),
  }),
)

/** The file system under Chroma's data. */
export const dataVolume = evidence(
  "guest.dataVolume",
  "guest",
  "the volume that holds the data",
  Type.Object({
    path: Type.String(),
    sizeBytes: Type.Integer(),
    freeBytes: Type.Integer(),
    /** LUN of the Azure data disk, "os" for the OS disk, null when it could not be told. */
    disk: Nullable(Type.Union([Type.Integer(), Type.Literal("os")])),
  }),
)

/** Files that hold secrets, with their permission bits. */
export const secretFiles = evidence(
  "guest.secretFiles",
  "guest",
  "the permissions of files with secrets",
  Type.Array(
    Type.Object({
      path: Type.String(),
      mode: Type.String({ pattern: "^[0-7]{3,4}$" }),
      owner: Type.String(),
    }),
  ),
)

export const services = evidence(
  "guest.services",
  "guest",
  "what starts at boot",
  Type.Array(Type.Object({ name: Type.String(), enabled: Type.Boolean(), active: Type.Boolean() })),
)

/** Timers and cron jobs that look like backups of Chroma. Empty: they were read and none does. */
export const backupJobs = evidence(
  "guest.backupJobs",
  "guest",
  "backup jobs inside the VM",
  Type.Array(
    Type.Object({
      name: Type.String(),
      schedule: Nullable(Type.String()),
      lastSuccessAt: Nullable(Type.String()),
    }),
  ),
)

/** Null fields could not be read. */
export const writeAheadLog = evidence(
  "guest.writeAheadLog",
  "guest",
  "the state of the write-ahead log",
  Type.Object({
    automaticallyPurge: Nullable(Type.Boolean()),
    entries: Nullable(Type.Integer()),
    /** Result of SQLite's quick_check: "ok" or its first complaint. */
    quickCheck: Nullable(Type.String()),
    /** Vector segments without a folder, and folders without a segment. */
    orphanSegments: Nullable(Type.Integer()),
    orphanFolders: Nullable(Type.Integer()),
  }),
)

export const tracingLog = evidence(
  "guest.tracingLog",
  "guest",
  "what Chroma's log says of tracing",
  Type.Object({
    /** "No telemetry is configured" and its older wording. */
    off: Type.Boolean(),
    exportErrors: Type.Integer(),
  }),
)

export const certificateRenewal = evidence(
  "guest.certificateRenewal",
  "guest",
  "what renews the certificate",
  Type.Array(Type.Object({ tool: Type.String(), active: Type.Boolean() })),
)
