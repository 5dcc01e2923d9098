import { stat } from "node:fs/promises"
import { validated } from "../../config/validate.ts"
import { parseYaml } from "../../config/yaml-text.ts"
import type { BootScript, Container, Settings } from "../../evidence/configuration.ts"
import type { DeclaredFiles } from "../../model/target.ts"
import { Type, type Static } from "typebox"
import {
  analyseBootScript,
  filesWrittenBy,
  parseEnvText,
  type WrittenFiles,
} from "../configuration/boot-script.ts"
import { dottedKeys, filled, persistPath, settingsOf, type Variables } from "../configuration/settings.ts"
import { readCompose, type ComposedChroma } from "./compose.ts"
import { parseJson, readHandedOver } from "./files.ts"
import { parseHcl } from "./hcl.ts"
import { readTerraformFile, readTerraformFolder, variablesOf } from "./terraform-folder.ts"
import { readTerraformJson } from "./terraform-json.ts"
import type { Plan } from "./plan/graph.ts"
import type { Infrastructure, Terraform } from "./terraform.ts"
import { templateSettings } from "./template.ts"

/** Something that the files say, and where. */
export interface Said<T> {
  value: T
  source: string
}

/** What the files say, secrets already taken out; what they do not speak of is undefined. */
export interface Declared {
  settings: Said<Settings> | undefined
  container: Said<Container> | undefined
  /** A reason where the files show that there is no boot script, or that it cannot be read. */
  boot:
    | Said<Static<typeof BootScript>>
    | { none: string; source: string }
    | { unreadable: string; source: string }
    | undefined
  infrastructure: Said<Infrastructure> | undefined
  /** All that a plan makes. */
  plan: Plan | undefined
  /** The public address of the machine that a state or plan shows: the target, when none is named. */
  address: string | undefined
}

/**
 * Reads all the files that were handed over.
 *
 * @param ip of the target, to tell apart the machines of one state
 * @throws UsageError in one sentence, for a file that is missing, malformed or of something else
 */
export async function loadDeclared(files: DeclaredFiles, ip?: string): Promise<Declared> {
  const [tfvars, envFile, serverConfig] = await Promise.all([
    readTfvars(files.tfvars),
    readEnvFile(files.envFile),
    readServerConfig(files.serverConfig),
  ])
  const terraform = await readTerraform(files.terraform, tfvars ?? {}, ip)
  const template = tfvars && templateSettings({ ...terraform?.variables, ...tfvars }, terraform?.uses)
  const boot = terraform && "script" in terraform.boot ? terraform.boot : undefined
  const written: WrittenFiles = boot ? filesWrittenBy(boot.script) : { environment: {} }
  const templateVersion =
    template?.version ?? written.version ?? filled(terraform?.variables["chroma_version"]) ?? null
  const compose = await composeOf(files.compose, { written, boot, envFile, templateVersion })

  const environment: Variables = {
    ...(boot ? {} : template?.environment),
    ...written.environment,
    ...(compose ? compose.environment : envFile),
  }
  const settings = {
    environment,
    file: serverConfig ?? {},
    version: compose?.version ?? templateVersion,
    unused: template?.unused ?? [],
    unusedCredential: template?.unusedCredential,
  }
  const speakers = [
    compose?.source,
    files.envFile,
    files.serverConfig,
    boot?.source,
    template ? files.tfvars : undefined,
  ].filter((source) => source !== undefined)
  return {
    settings:
      speakers.length === 0 ? undefined : { value: settingsOf(settings), source: speakers.join(", ") },
    container: compose && {
      value: { ...compose.container, persistPath: persistPath(settings, compose.command) },
      source: compose.source,
    },
    boot: terraform && bootOf(terraform),
    infrastructure: terraform
      ? { value: terraform.infrastructure, source: terraform.source }
      : tfvars && files.tfvars !== undefined
        ? { value: infrastructureOf(tfvars), source: files.tfvars }
        : undefined,
    plan: terraform?.plan,
    address: terraform?.address,
  }
}

const readTfvars = async (path: string | undefined): Promise<Variables | undefined> =>
  path === undefined
    ? undefined
    : variablesOf(await parseHcl(await readHandedOver(path, "The tfvars file"), path))

const readEnvFile = async (path: string | undefined): Promise<Variables | undefined> =>
  path === undefined ? undefined : parseEnvText(await readHandedOver(path, "The .env file"))

async function readServerConfig(path: string | undefined): Promise<Variables | undefined> {
  if (path === undefined) return undefined
  const { value } = parseYaml(await readHandedOver(path, "Chroma's configuration"), path)
  return dottedKeys(
    await validated(
      Type.Record(Type.String(), Type.Unknown()),
      value ?? {},
      `Chroma's configuration ${path}`,
    ),
  )
}

async function readTerraform(
  path: string | undefined,
  tfvars: Variables,
  ip: string | undefined,
): Promise<Terraform | undefined> {
  if (path === undefined) return undefined
  const isFolder = path !== "-" && (await stat(path).catch(() => undefined))?.isDirectory() === true
  if (isFolder) return readTerraformFolder(path, tfvars)
  if (path.endsWith(".tf")) return readTerraformFile(path, tfvars)
  const name = path === "-" ? "standard input" : path
  return readTerraformJson(parseJson(await readHandedOver(path, "The Terraform file"), name), name, ip)
}

interface Surroundings {
  written: WrittenFiles
  boot: { source: string } | undefined
  envFile: Variables | undefined
  templateVersion: string | null
}

/** The file that was handed over, else the one that the boot script writes. */
async function composeOf(
  path: string | undefined,
  { written, boot, envFile = {}, templateVersion }: Surroundings,
): Promise<ComposedChroma | undefined> {
  const variables = { ...written.environment, ...envFile }
  if (path !== undefined) {
    return readCompose(await readHandedOver(path, "The Compose file"), path, variables, templateVersion)
  }
  if (written.compose === undefined || !boot) return undefined
  try {
    return await readCompose(written.compose, boot.source, variables, templateVersion)
  } catch {
    // What a script writes is known only as far as it can be read off; a file handed over is held to more.
    return undefined
  }
}

function bootOf({ boot, source }: Terraform): Declared["boot"] {
  if ("script" in boot) return { value: analyseBootScript(boot.script), source: boot.source }
  return { ...boot, source }
}

const infrastructureOf = (variables: Variables): Infrastructure => ({
  kind: "tfvars",
  vmSize: filled(variables["machine_type"]) ?? null,
  image: null,
  dataDisks: 0,
  replacing: [],
  backups: [],
  resources: [],
})
