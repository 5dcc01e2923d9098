import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { UsageError } from "../../config/usage-error.ts"
import type { Variables } from "../configuration/settings.ts"
import { readHandedOver } from "./files.ts"
import { block, blocks, isBody, parseHcl, textOf, type HclBody } from "./hcl.ts"
import { customDataOf, machineFacts } from "./terraform-json.ts"
import { isBackup, isDataDisk, machineTypes, type BootText, type Terraform } from "./terraform.ts"

interface Declared {
  type: string
  name: string
  body: HclBody
  /** "main.tf:72". */
  source: string
}

/**
 * Reads the .tf files of one folder, with the variable files that Terraform loads by itself.
 *
 * @param given variables handed over beside it; they win
 * @throws UsageError when there is no .tf file, one is malformed, or it is not clear which machine runs Chroma
 */
export async function readTerraformFolder(folder: string, given: Variables): Promise<Terraform> {
  const names = (await readdir(folder)).toSorted()
  const read = (isWanted: (name: string) => boolean): Promise<HclFile[]> =>
    Promise.all(names.filter(isWanted).map(async (name) => readHcl(join(folder, name))))
  const [files, automatic] = await Promise.all([
    read((name) => name.endsWith(".tf") && !name.endsWith(".tfvars.tf")),
    read((name) => name === "terraform.tfvars" || name.endsWith(".auto.tfvars")),
  ])
  if (files.length === 0) throw new UsageError(`The folder ${folder} holds no .tf file.`)
  const loaded = automatic.map(({ body }) => variablesOf(body))
  return readDefinition(files, folder, Object.assign({}, ...loaded, given))
}

/** A definition that is one .tf file, as the one of Chroma's Azure guide is. */
export const readTerraformFile = async (path: string, given: Variables): Promise<Terraform> =>
  readDefinition([await readHcl(path)], path, given)

function readDefinition(files: readonly HclFile[], where: string, given: Variables): Terraform {
  const variables: Variables = { ...defaultsOf(files), ...given }
  const resources = files.flatMap(resourcesOf)
  const machine = onlyMachine(resources, where)
  const text = files.map((file) => file.text).join("\n")
  return {
    source: machine?.source ?? where,
    infrastructure: {
      kind: "configuration",
      ...machineFacts(machine ? filledIn(machine.body, variables) : {}, (argument) =>
        isIgnored(machine, argument),
      ),
      dataDisks:
        resources.filter(({ type }) => isDataDisk(type)).length +
        (machine ? blocks(machine.body, "storage_data_disk").length : 0),
      backups: resources.filter(({ type }) => isBackup(type)).map(addressOf),
      resources: resources.map(addressOf),
    },
    boot: bootOf(machine, variables),
    variables,
    uses: (variable) => new RegExp(`\\bvar\\.${variable}\\b`).test(text),
  }
}

const addressOf = ({ type, name }: Declared): string => `${type}.${name}`

interface HclFile {
  path: string
  text: string
  body: HclBody
}

async function readHcl(path: string): Promise<HclFile> {
  const text = await readHandedOver(path, "The Terraform file")
  return { path, text, body: await parseHcl(text, path) }
}

/** Top-level assignments whose values are plain. */
export const variablesOf = (body: HclBody): Variables =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const text = textOf(value)
      return text === null ? [] : [[name, text]]
    }),
  )

const defaultsOf = (files: readonly HclFile[]): Variables =>
  Object.fromEntries(
    files.flatMap(({ body }) =>
      Object.entries(body["variable"] ?? {}).flatMap(([name, blocks]) => {
        const value = textOf((blocks as readonly HclBody[])[0]?.["default"])
        return value === null ? [] : [[name, value]]
      }),
    ),
  )

const resourcesOf = ({ path, text, body }: HclFile): Declared[] =>
  Object.entries(body["resource"] ?? {}).flatMap(([type, named]) =>
    Object.entries(named as Record<string, unknown>).flatMap(([name, bodies]) =>
      [bodies]
        .flat()
        .filter(isBody)
        .map((body) => ({ type, name, body, source: `${path}:${lineOf(text, type, name)}` })),
    ),
  )

/** The parser keeps no positions. */
const lineOf = (text: string, type: string, name: string): number => {
  const head = new RegExp(`^\\s*resource\\s+"?${type}"?\\s+"?${name}"?`)
  return text.split("\n").findIndex((line) => head.test(line)) + 1
}

function onlyMachine(resources: readonly Declared[], where: string): Declared | undefined {
  const machines = resources.filter(({ type }) => machineTypes.includes(type))
  if (machines.length <= 1) return machines[0]
  throw new UsageError(
    `${where} declares ${machines.length} virtual machines (${machines.map(addressOf).join(", ")}); ` +
      "give what `terraform show -json` prints of the state, and --ip with the address of the one that runs Chroma.",
  )
}

const isIgnored = (machine: Declared | undefined, argument: string): boolean => {
  const ignored = machine && block(machine.body, "lifecycle")?.["ignore_changes"]
  return [ignored ?? []]
    .flat()
    .some((one) => one === `\${${argument}}` || one === argument || one === "${all}" || one === "all")
}

const variable = /(?<!\$)\$\{\s*var\.([\w-]+)\s*\}/g

/** Variables put in; what Terraform would have to compute stays as it is written. */
const expand = (text: string, variables: Variables): string =>
  text.replace(variable, (written, name: string) => variables[name] ?? written)

const filledIn = (body: HclBody, variables: Variables): HclBody =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === "string" ? expand(value, variables) : value,
    ]),
  )

const heredoc = /<<(-?)\s*(\w+)\n([\s\S]*?)\n\s*\2\b/

function bootOf(machine: Declared | undefined, variables: Variables): BootText {
  if (!machine) return { unreadable: "The .tf files declare no virtual machine of their own." }
  const data = customDataOf(machine.body)
  const address = addressOf(machine)
  if (data === undefined || data === null)
    return { none: `${address} in ${machine.source} has no custom data.` }
  const [, dash, , body] = (typeof data === "string" && heredoc.exec(data)) || []
  if (body === undefined) {
    return {
      unreadable: `The custom data of ${address} in ${machine.source} is computed; a plan or a state shows it.`,
    }
  }
  const script = expand(dash ? outdented(body) : body, variables)
  // What a heredoc writes $${ and %%{ for.
  return {
    script: script.replaceAll("$${", "${").replaceAll("%%{", "%{"),
    source: `${machine.source} (custom_data)`,
  }
}

function outdented(text: string): string {
  const lines = text.split("\n")
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^\s*/.exec(line)?.[0].length ?? 0)
  const least = Math.min(...indents)
  return lines.map((line) => line.slice(least)).join("\n")
}
