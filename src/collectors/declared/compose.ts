import { Type, type Static } from "typebox"
import { UsageError } from "../../config/usage-error.ts"
import { validated } from "../../config/validate.ts"
import { parseYaml } from "../../config/yaml-text.ts"
import type { Container } from "../../evidence/configuration.ts"
import { withoutSecretArguments } from "../configuration/secrets.ts"
import { imageVersion, isChromaImage, type Variables } from "../configuration/settings.ts"
import { interpolateAll } from "./interpolate.ts"

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
const Words = Type.Union([Type.String(), Type.Array(Type.String())])

/** The part of a Compose service that is read; everything else is let be. */
const Service = Type.Object({
  image: Type.Optional(Type.String()),
  container_name: Type.Optional(Type.String()),
  user: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  restart: Type.Optional(Type.Union([Type.String(), Type.Boolean()])),
  command: Type.Optional(Type.Union([Words, Type.Null()])),
  healthcheck: Type.Optional(
    Type.Object({ test: Type.Optional(Words), disable: Type.Optional(Type.Boolean()) }),
  ),
  volumes: Type.Optional(
    Type.Array(
      Type.Union([
        Type.String(),
        Type.Object({
          type: Type.Optional(Type.String()),
          source: Type.Optional(Type.String()),
          target: Type.String(),
        }),
      ]),
    ),
  ),
  environment: Type.Optional(
    Type.Union([Type.Array(Type.String()), Type.Record(Type.String(), Scalar), Type.Null()]),
  ),
  env_file: Type.Optional(
    Type.Union([
      Type.String(),
      Type.Array(Type.Union([Type.String(), Type.Object({ path: Type.String() })])),
    ]),
  ),
  mem_limit: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  deploy: Type.Optional(
    Type.Object({
      resources: Type.Optional(
        Type.Object({
          limits: Type.Optional(
            Type.Object({ memory: Type.Optional(Type.Union([Type.String(), Type.Number()])) }),
          ),
        }),
      ),
      restart_policy: Type.Optional(Type.Object({ condition: Type.Optional(Type.String()) })),
    }),
  ),
  logging: Type.Optional(
    Type.Object({
      driver: Type.Optional(Type.String()),
      options: Type.Optional(Type.Record(Type.String(), Scalar)),
    }),
  ),
})
type Service = Static<typeof Service>
const ComposeFile = Type.Object({ services: Type.Record(Type.String(), Service) })

/** What a Compose file says of Chroma. */
export interface ComposedChroma {
  source: string
  environment: Variables
  image: string | null
  version: string | null
  command: string
  container: Omit<Container, "persistPath">
}

/**
 * @param file its name, for messages and sources
 * @param envFile variables for `${…}`, and the container's own where the service names an env_file
 * @throws UsageError when it is not a Compose file, or no service in it is recognisably Chroma
 */
export async function readCompose(
  text: string,
  file: string,
  envFile: Variables,
  templateVersion: string | null,
): Promise<ComposedChroma> {
  const { value, lineOf } = parseYaml(text, file)
  const { services } = await validated(
    ComposeFile,
    interpolateAll(value, envFile),
    `The Compose file ${file}`,
  )
  const [name, service] = chromaService(services, file)
  // The guide's file names no release: the boot script writes it over this word.
  const image =
    service.image?.replace(/:CHROMA_VERSION$/, templateVersion === null ? "$&" : `:${templateVersion}`) ??
    null
  return {
    source: `${file}:${lineOf("services", name)}`,
    environment: { ...(service.env_file === undefined ? {} : envFile), ...environmentOf(service, envFile) },
    image,
    version: image === null ? null : imageVersion(image),
    command: [service.command ?? []].flat().join(" "),
    container: { ...containerOf(service, image), name: service.container_name ?? name, image },
  }
}

function chromaService(services: Record<string, Service>, file: string): [string, Service] {
  const all = Object.entries(services)
  const found =
    all.find(([, { image }]) => image !== undefined && isChromaImage(image)) ??
    all.find(([name, { image }]) => /chroma/i.test(`${name} ${image}`)) ??
    (all.length === 1 ? all[0] : undefined)
  if (found) return found
  throw new UsageError(
    `${file} has no service that is recognisably Chroma (it has ${all.map(([name]) => name).join(", ") || "none"}); ` +
      "give the file whose service has Chroma's image.",
  )
}

/** A name without a value takes it from where Compose runs. */
function environmentOf({ environment }: Service, surroundings: Variables): Variables {
  const entries = Array.isArray(environment)
    ? environment.map((line): [string, string | null] => {
        const [name = "", ...value] = line.split("=")
        return [name, value.length > 0 ? value.join("=") : null]
      })
    : Object.entries(environment ?? {})
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const set = value ?? surroundings[name]
      return set === undefined ? [] : [[name, String(set)]]
    }),
  )
}

function containerOf(
  service: Service,
  image: string | null,
): Omit<Container, "name" | "image" | "persistPath"> {
  const memory = service.mem_limit ?? service.deploy?.resources?.limits?.memory
  return {
    // Chroma's own images run as root unless told otherwise; what other images do is not known here.
    user: service.user?.toString() ?? (image !== null && isChromaImage(image) ? "" : null),
    restart: restartOf(service),
    healthcheck: healthcheckOf(service),
    health: null,
    mounts: (service.volumes ?? []).map(mountOf),
    memoryLimit: memory === undefined ? null : bytes(memory),
    outOfMemoryKilled: null,
    logging: service.logging
      ? {
          driver: service.logging.driver ?? "json-file",
          options: Object.fromEntries(
            Object.entries(service.logging.options ?? {})
              .filter(([name]) => /^(max-size|max-file|mode|max-buffer-size|compress)$/.test(name))
              .map(([name, value]) => [name, String(value)]),
          ),
        }
      : null,
  }
}

/** Docker's own default is "no". */
function restartOf({ restart, deploy }: Service): string {
  if (restart !== undefined) return restart === false ? "no" : String(restart).replace(/:\d+$/, "")
  const condition = deploy?.restart_policy?.condition
  if (condition === "any") return "always"
  return condition === undefined || condition === "none" ? "no" : condition
}

function healthcheckOf({ healthcheck }: Service): string[] | null {
  const { test, disable } = healthcheck ?? {}
  if (test === undefined || disable === true || test[0] === "NONE") return null
  return withoutSecretArguments(typeof test === "string" ? ["CMD-SHELL", test] : test)
}

function mountOf(volume: NonNullable<Service["volumes"]>[number]): Container["mounts"][number] {
  if (typeof volume !== "string") {
    return { type: volume.type ?? "volume", source: volume.source ?? "", destination: volume.target }
  }
  const [first = "", second] = volume.split(":")
  if (second === undefined) return { type: "volume", source: "", destination: first }
  return { type: /^[./~]/.test(first) ? "bind" : "volume", source: first, destination: second }
}

const units: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4 }

/** Compose's byte values: 2g, 512mb, 1073741824. Null when it is not one, and for 0, which is no limit. */
function bytes(value: string | number): number | null {
  const [, amount = "", unit = "b"] = /^([\d.]+)\s*([bkmgt])?i?b?$/i.exec(String(value).trim()) ?? []
  return Math.round(Number(amount) * 1024 ** (units[unit.toLowerCase()] ?? 0)) || null
}
