import { Type, type Static } from "typebox"
import { evidence, strongest } from "../model/evidence.ts"
import { Nullable } from "./nullable.ts"

const Strings = Type.Array(Type.String())

/**
 * Chroma's settings as the server would see them: environment over configuration file. Values of
 * credentials, headers and tokens are replaced by "<redacted>" where they are read; an empty value
 * stays empty, since a blank is itself a finding.
 */
export const Settings = Type.Object({
  /** NAME=value, names as written. */
  environment: Type.Record(Type.String(), Type.String()),
  /** Dotted keys of Chroma's YAML configuration: "open_telemetry.endpoint". */
  file: Type.Record(Type.String(), Type.String()),
  /** The Chroma version the source itself names (an image tag, chroma_version); null when it does not. */
  version: Nullable(Type.String()),
  /** Of the configured credential: never the credential itself. Null when none is configured. */
  credential: Nullable(
    Type.Object({ length: Type.Integer(), alphanumeric: Type.Boolean(), documentedSample: Type.Boolean() }),
  ),
  /** Of the OTLP headers, whose value is redacted: how they are written. */
  headersForm: Nullable(Type.Enum(["empty", "json", "json-single-quoted", "key-value", "other"])),
  /** Variables of the guide's template that are set but that the template does not use. */
  unused: Strings,
})
export type Settings = Static<typeof Settings>

export const Container = Type.Object({
  name: Nullable(Type.String()),
  /** As written: "ghcr.io/chroma-core/chroma:1.5.9". */
  image: Nullable(Type.String()),
  /** Empty or "root" or "0" is root; null when the source does not say. */
  user: Nullable(Type.String()),
  /** no, always, unless-stopped, on-failure; a systemd unit's Restart= counts the same. */
  restart: Nullable(Type.String()),
  /** The health check's command; null when there is none. */
  healthcheck: Nullable(Strings),
  /** Docker's own verdict, when it ran: healthy, unhealthy, starting. */
  health: Nullable(Type.String()),
  mounts: Type.Array(Type.Object({ type: Type.String(), source: Type.String(), destination: Type.String() })),
  /** Where this Chroma writes, from its settings or its image's default; null when the version is not known. */
  persistPath: Nullable(Type.String()),
  /** Bytes; null when there is no limit. */
  memoryLimit: Nullable(Type.Integer()),
  outOfMemoryKilled: Nullable(Type.Boolean()),
  logging: Nullable(
    Type.Object({ driver: Type.String(), options: Type.Record(Type.String(), Type.String()) }),
  ),
})
export type Container = Static<typeof Container>

/** A systemd unit described in a container's terms: it has no image and no health check of Docker's. */
export const isSystemdUnit = ({ name }: Container): boolean => name?.endsWith(".service") ?? false

export const guestSettings = evidence("guest.settings", "guest", "Chroma's settings inside the VM", Settings)
export const declaredSettings = evidence(
  "declared.settings",
  "declared",
  "Chroma's declared settings",
  Settings,
)
/** Not requested where something other than a container service holds the address: ARM shows no more of a VM. */
export const azureSettings = evidence(
  "azure.settings",
  "azure",
  "Chroma's settings in its container service",
  Settings,
)
export const settings = strongest(guestSettings, azureSettings, declaredSettings)
/** What somebody wrote down, whether or not it reached the server: a template drops what it does not use. */
export const writtenSettings = strongest(declaredSettings, guestSettings, azureSettings)

export const guestContainer = evidence("guest.container", "guest", "how Chroma runs inside the VM", Container)
export const declaredContainer = evidence(
  "declared.container",
  "declared",
  "how Chroma is declared to run",
  Container,
)
export const azureContainer = evidence(
  "azure.container",
  "azure",
  "how Chroma runs in its container service",
  Container,
)
export const container = strongest(guestContainer, azureContainer, declaredContainer)

/** The boot script's text is not kept: only what decides whether it can finish. */
export const BootScript = Type.Object({
  /** Lines that cannot work, as they stand, secrets redacted. */
  faults: Type.Array(Type.Object({ line: Type.Integer(), text: Type.String(), problem: Type.String() })),
  /** Names whose value looks like a secret. */
  secrets: Strings,
})
export const guestBoot = evidence("guest.boot", "guest", "whether the boot script finished", BootScript)
export const declaredBoot = evidence("declared.boot", "declared", "the declared boot script", BootScript)
export const boot = strongest(guestBoot, declaredBoot)
