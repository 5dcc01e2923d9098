import { azure } from "../../evidence/index.ts"
import type { Container, Settings } from "../../evidence/configuration.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { redacted, withoutSecretArguments } from "../configuration/secrets.ts"
import { imageVersion, isChromaImage, persistPath, settingsOf } from "../configuration/settings.ts"
import { sameId } from "./arm-id.ts"
import { Unlearned } from "./cause.ts"
import { defineReading, type Draft } from "./reading.ts"
import type { Session } from "./session.ts"

type Host = ValueOf<typeof azure.host>

const hosts = ["container-group", "container-apps-environment"] as const
const sometimes = [
  "Microsoft.ContainerInstance/containerGroups/read",
  "Microsoft.App/containerApps/read",
  "Microsoft.App/managedEnvironments/read",
]

export const containerSettingsReading = defineReading({
  token: azure.settings,
  needs: { host: azure.host },
  permissions: [],
  sometimes,
  hosts,
  read: async (session, { host }) => describeSettings(await findContainer(session, host)),
})

export const containerReading = defineReading({
  token: azure.container,
  needs: { host: azure.host },
  permissions: [],
  sometimes,
  hosts,
  read: async (session, { host }) => describeContainer(await findContainer(session, host)),
})

/** A container as either service declares it. */
export interface Declaration {
  name: string
  image: string
  command: readonly string[]
  /** Null where the value is kept as a secret, which Azure does not show. */
  environment: Readonly<Record<string, string | null>>
  restart: string
  healthcheck: readonly string[] | null
  mounts: Container["mounts"]
  memoryGiB: number | undefined
  /** What its logs go to. */
  logs: string | undefined
}

/** The declared secrets appear by name: settings that read as set, and as nothing more. */
export function describeSettings({ image, environment }: Declaration): Draft<Settings> {
  const { plain, secret } = parted(environment)
  const settings = settingsOf({ environment: plain, file: {}, version: imageVersion(image), unused: [] })
  return {
    ...settings,
    environment: { ...settings.environment, ...Object.fromEntries(secret.map((name) => [name, redacted])) },
  }
}

export function describeContainer(declared: Declaration): Draft<Container> {
  const { image, memoryGiB, command, healthcheck, environment, logs } = declared
  const version = imageVersion(image)
  return {
    name: declared.name,
    image,
    // Chroma's own images run as root unless told otherwise; what other images do is not known here.
    user: isChromaImage(image) ? "" : null,
    restart: declared.restart,
    healthcheck: healthcheck && withoutSecretArguments(healthcheck),
    health: null,
    mounts: [...declared.mounts],
    persistPath: persistPath(
      { environment: parted(environment).plain, file: {}, version },
      command.join(" "),
    ),
    memoryLimit: memoryGiB === undefined ? null : Math.round(memoryGiB * 2 ** 30),
    outOfMemoryKilled: null,
    logging: logs === undefined ? null : { driver: logs, options: {} },
  }
}

function parted(environment: Declaration["environment"]) {
  const entries = Object.entries(environment)
  return {
    plain: Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    secret: entries.filter(([, value]) => value === null).map(([name]) => name),
  }
}

/** @throws Unlearned when the host runs no containers that Azure shows, or it is not clear which is Chroma */
async function findContainer(session: Session, host: Host): Promise<Declaration> {
  if (host.kind === "container-group")
    return only(declarationsOfGroup(await session.get<ContainerGroup>(host.id, "2023-05-01")), host)
  if (host.kind === "container-apps-environment") return findInApps(session, host)
  throw new Unlearned({
    kind: "not-requested",
    detail: `Azure does not show what is configured behind a ${host.kind}.`,
  })
}

/** The container with Chroma's image, else the one with its name, else the only one. */
function only(all: readonly Declaration[], { id }: Pick<Host, "id">): Declaration {
  const [chroma, ...others] =
    [
      all.filter(({ image }) => isChromaImage(image)),
      all.filter(({ name, image }) => /chroma/i.test(`${name} ${image}`)),
      all,
    ].find((some) => some.length > 0) ?? []
  if (chroma && others.length === 0) return chroma
  throw new Unlearned({
    kind: "inconclusive",
    detail: chroma
      ? `Several containers in ${id} may be Chroma: ${[chroma, ...others].map(({ name }) => name).join(", ")}.`
      : `${id} runs no container.`,
    unlock: "Give the name that clients use with --url.",
  })
}

interface ContainerGroup {
  properties: {
    restartPolicy?: string
    diagnostics?: { logAnalytics?: object }
    volumes?: { name: string; azureFile?: { storageAccountName: string; shareName: string } }[]
    containers: {
      name: string
      properties: {
        image?: string
        command?: string[]
        environmentVariables?: { name: string; value?: string | null }[]
        volumeMounts?: { name: string; mountPath: string }[]
        livenessProbe?: { exec?: { command?: string[] }; httpGet?: { path?: string } }
        resources?: { requests?: { memoryInGB?: number }; limits?: { memoryInGB?: number } }
      }
    }[]
  }
}

const restarts: Readonly<Record<string, string>> = { always: "always", onfailure: "on-failure", never: "no" }

export function declarationsOfGroup({ properties }: ContainerGroup): Declaration[] {
  const { restartPolicy = "Always", diagnostics, volumes = [], containers } = properties
  return containers.map(({ name, properties: container }) => ({
    name,
    image: container.image ?? "",
    command: container.command ?? [],
    environment: Object.fromEntries(
      (container.environmentVariables ?? []).map((one) => [one.name, one.value ?? null]),
    ),
    restart: restarts[restartPolicy.toLowerCase()] ?? restartPolicy,
    healthcheck: probeText(container.livenessProbe),
    // Other volumes live no longer than the group.
    mounts: (container.volumeMounts ?? []).flatMap(({ name: volume, mountPath }) => {
      const share = volumes.find((one) => one.name === volume)?.azureFile
      return share ? [mount(`${share.storageAccountName}/${share.shareName}`, mountPath)] : []
    }),
    memoryGiB: container.resources?.limits?.memoryInGB ?? container.resources?.requests?.memoryInGB,
    logs: diagnostics?.logAnalytics ? "log-analytics" : undefined,
  }))
}

const mount = (source: string, destination: string) => ({ type: "azure-file", source, destination })

interface ProbeDeclaration {
  exec?: { command?: string[] }
  httpGet?: { path?: string }
  tcpSocket?: { port?: number }
}

function probeText(probe: ProbeDeclaration | undefined): string[] | null {
  if (probe?.exec?.command) return probe.exec.command
  if (probe?.httpGet) return ["GET", probe.httpGet.path ?? "/"]
  return probe?.tcpSocket ? ["CONNECT", String(probe.tcpSocket.port ?? "")] : null
}

interface ContainerApp {
  id: string
  name: string
  properties: {
    managedEnvironmentId?: string
    environmentId?: string
    configuration?: { ingress?: { fqdn?: string; customDomains?: { name: string }[] } | null }
    template?: {
      volumes?: { name: string; storageType?: string; storageName?: string }[] | null
      containers?: {
        name: string
        image?: string
        command?: string[] | null
        args?: string[] | null
        env?: { name: string; value?: string; secretRef?: string }[] | null
        volumeMounts?: { volumeName: string; mountPath: string }[] | null
        probes?: (ProbeDeclaration & { type?: string })[] | null
        resources?: { memory?: string }
      }[]
    }
  }
}
interface Environment {
  properties: { appLogsConfiguration?: { destination?: string | null } }
}

/** Several apps share the address of an environment: the name that clients use tells which one is meant. */
async function findInApps(session: Session, host: Host): Promise<Declaration> {
  const [all, { properties }] = await Promise.all([
    session.list<ContainerApp>(
      `/subscriptions/${host.subscriptionId}/providers/Microsoft.App/containerApps`,
      "2024-03-01",
    ),
    session.get<Environment>(host.id, "2024-03-01"),
  ])
  const inside = all.filter((app) =>
    sameId(app.properties.environmentId ?? app.properties.managedEnvironmentId, host.id),
  )
  const named = inside.filter((app) => namesOf(app).some((name) => sameId(name, session.host)))
  const apps = named.length > 0 ? named : inside
  const logs = properties.appLogsConfiguration?.destination ?? undefined
  return only(
    apps.flatMap((app) => declarationsOfApp(app, logs)),
    host,
  )
}

function namesOf({ properties }: ContainerApp): string[] {
  const { fqdn, customDomains = [] } = properties.configuration?.ingress ?? {}
  return [...(fqdn ? [fqdn] : []), ...customDomains.map(({ name }) => name)]
}

/** @param logs where the environment sends what its containers print */
export const declarationsOfApp = ({ properties }: ContainerApp, logs: string | undefined): Declaration[] =>
  (properties.template?.containers ?? []).map((container) => ({
    name: container.name,
    image: container.image ?? "",
    command: [...(container.command ?? []), ...(container.args ?? [])],
    environment: Object.fromEntries(
      (container.env ?? []).map(({ name, value, secretRef }) => [name, secretRef ? null : (value ?? "")]),
    ),
    // The service replaces every replica that ends.
    restart: "always",
    healthcheck: probeText(container.probes?.find(({ type }) => sameId(type, "Liveness"))),
    mounts: (container.volumeMounts ?? []).flatMap(({ volumeName, mountPath }) => {
      const volume = properties.template?.volumes?.find(({ name }) => name === volumeName)
      return sameId(volume?.storageType, "AzureFile") ? [mount(volume?.storageName ?? "", mountPath)] : []
    }),
    memoryGiB: gibibytes(container.resources?.memory),
    logs,
  }))

/** "1Gi", "0.5Gi". */
const gibibytes = (text: string | undefined): number | undefined => {
  const [, amount] = /^([\d.]+)Gi$/.exec(text ?? "") ?? []
  return amount === undefined ? undefined : Number(amount)
}
