import { Type, type Static } from "typebox"
import { UsageError } from "../../config/usage-error.ts"
import { validated } from "../../config/validate.ts"
import { decodeCustomData } from "../configuration/boot-script.ts"
import { block, blocks, textOf, type HclBody } from "./hcl.ts"
import { planOf } from "./plan/graph.ts"
import { isBackup, isDataDisk, machineTypes, type BootText, type Terraform } from "./terraform.ts"

const Resource = Type.Object({
  address: Type.String(),
  mode: Type.String(),
  type: Type.String(),
  values: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
type Resource = Static<typeof Resource>

const Values = Type.Object({ root_module: Type.Optional(Type.Ref("Module")) })
/** https://developer.hashicorp.com/terraform/internals/json-format */
const Shown = Type.Cyclic(
  {
    Module: Type.Object({
      resources: Type.Optional(Type.Array(Resource)),
      child_modules: Type.Optional(Type.Array(Type.Ref("Module"))),
    }),
    Shown: Type.Object({
      format_version: Type.String(),
      values: Type.Optional(Values),
      planned_values: Type.Optional(Values),
      configuration: Type.Optional(Type.Unknown()),
      variables: Type.Optional(
        Type.Record(Type.String(), Type.Object({ value: Type.Optional(Type.Unknown()) })),
      ),
    }),
  },
  "Shown",
)
type Module = NonNullable<NonNullable<Static<typeof Shown>["values"]>["root_module"]>

/**
 * Reads what `terraform show -json` prints of a state or a plan.
 *
 * @param ip tells the machine apart where there are several
 * @throws UsageError when it is something else, or when it is not clear which machine runs Chroma
 */
export async function readTerraformJson(
  document: unknown,
  file: string,
  ip: string | undefined,
): Promise<Terraform> {
  refuseRawState(document, file)
  const shown = await validated(Shown, document, `The Terraform file ${file}`)
  const isPlan = shown.planned_values !== undefined
  const resources = resourcesIn((shown.planned_values ?? shown.values)?.root_module)
  refuseOtherProviders(resources, file)
  const machine = chooseMachine(resources, { file, ip, isPlan })
  const source = machine ? `${file} (${machine.address})` : file
  return {
    source,
    infrastructure: {
      kind: isPlan ? "plan" : "state",
      ...machineFacts(machine?.values ?? {}),
      dataDisks: dataDisksOf(machine, resources),
      backups: addresses(resources.filter(({ type }) => isBackup(type))),
      resources: addresses(resources),
    },
    // A plan is audited as what will be, wherever the machine is today.
    address: machine && !isPlan ? (publicAddresses(machine)[0] ?? onlyPublicIp(resources)) : undefined,
    boot: bootOf(machine, source),
    plan: isPlan ? planOf(resources, shown.configuration, file) : undefined,
    variables: Object.fromEntries(
      Object.entries(shown.variables ?? {}).flatMap(([name, { value }]) => {
        const text = textOf(value)
        return text === null ? [] : [[name, text]]
      }),
    ),
  }
}

const resourcesIn = (module: Module | undefined): Resource[] => [
  ...(module?.resources ?? []).filter(({ mode }) => mode === "managed"),
  ...(module?.child_modules ?? []).flatMap(resourcesIn),
]

const addresses = (resources: readonly Resource[]): string[] => resources.map(({ address }) => address)

function refuseRawState(document: unknown, file: string): void {
  if (typeof document === "object" && document !== null && "lineage" in document) {
    throw new UsageError(
      `${file} is Terraform's own state file; give what \`terraform show -json\` prints of it instead.`,
    )
  }
}

function refuseOtherProviders(resources: readonly Resource[], file: string): void {
  if (resources.length === 0) {
    throw new UsageError(
      `${file} holds no resource; give the state or plan that the deployment was made with.`,
    )
  }
  if (resources.some(({ type }) => type.startsWith("azurerm_") || type.startsWith("azapi_"))) return
  const providers = [...new Set(resources.map(({ type }) => type.split("_")[0]))].join(", ")
  throw new UsageError(`${file} holds nothing of Azure's provider azurerm, only of ${providers}.`)
}

function chooseMachine(
  resources: readonly Resource[],
  { file, ip, isPlan }: { file: string; ip: string | undefined; isPlan: boolean },
): Resource | undefined {
  const machines = resources.filter(({ type }) => machineTypes.includes(type))
  if (machines.length <= 1) return machines[0]
  const matching = machines.filter((machine) => ip !== undefined && addressesOf(machine).includes(ip))
  if (matching.length === 1) return matching[0]
  const names = addresses(machines).join(", ")
  throw new UsageError(
    ip === undefined
      ? `${file} holds ${machines.length} virtual machines (${names}); ` +
          (isPlan
            ? "plan the one that runs Chroma alone, or give --ip with its address."
            : "give --ip with the address of the one that runs Chroma.")
      : `${file} holds ${machines.length} virtual machines (${names}), and ${ip} is the address of none of them alone.`,
  )
}

const listOf = (value: unknown): string[] =>
  [value ?? []].flat().filter((one) => typeof one === "string" && one !== "") as string[]

const publicAddresses = ({ values = {} }: Resource): string[] => [
  ...listOf(values["public_ip_address"]),
  ...listOf(values["public_ip_addresses"]),
]
const addressesOf = (machine: Resource): string[] => [
  ...publicAddresses(machine),
  ...listOf(machine.values?.["private_ip_address"]),
  ...listOf(machine.values?.["private_ip_addresses"]),
]

function onlyPublicIp(resources: readonly Resource[]): string | undefined {
  const found = resources
    .filter(({ type }) => type === "azurerm_public_ip")
    .flatMap(({ values }) => listOf(values?.["ip_address"]))
  return found.length === 1 ? found[0] : undefined
}

/** Of a machine's arguments, in whichever form they were read. A state does not show what is ignored. */
export function machineFacts(
  values: HclBody,
  isIgnored?: (argument: string) => boolean,
): Pick<Terraform["infrastructure"], "vmSize" | "image" | "replacing"> {
  const image = block(values, "source_image_reference") ?? block(values, "storage_image_reference")
  const [publisher, offer, sku] = ["publisher", "offer", "sku"].map((name) => textOf(image?.[name]))
  return {
    vmSize: textOf(values["size"]) ?? textOf(values["vm_size"]),
    image: publisher && offer && sku ? { publisher, offer, sku } : null,
    replacing:
      customDataOf(values) == null
        ? []
        : [{ argument: "custom_data", ignored: isIgnored?.("custom_data") ?? null }],
  }
}

export const customDataOf = (values: HclBody): unknown =>
  "custom_data" in values ? values["custom_data"] : block(values, "os_profile")?.["custom_data"]

function dataDisksOf(machine: Resource | undefined, resources: readonly Resource[]): number {
  const inline = machine ? blocks(machine.values ?? {}, "storage_data_disk").length : 0
  const id = textOf(machine?.values?.["id"])
  const attached = resources.filter(({ type, values }) => {
    const target = textOf(values?.["virtual_machine_id"])
    return isDataDisk(type) && (id === null || target === null || target.toLowerCase() === id.toLowerCase())
  })
  return inline + attached.length
}

/** A plan leaves out what is known only after apply; a state says null when there is none. */
function bootOf(machine: Resource | undefined, source: string): BootText {
  if (!machine) return { unreadable: `${source} holds no virtual machine.` }
  const data = customDataOf(machine.values ?? {})
  if (data === null) return { none: `${machine.address} has no custom data.` }
  if (typeof data !== "string") return { unreadable: `${source} does not show the custom data.` }
  const script = decodeCustomData(data)
  return script === undefined
    ? { unreadable: `The custom data in ${source} cannot be unpacked.` }
    : { script, source: `${file(source)}.custom_data)` }
}

const file = (source: string): string => source.replace(/\)$/, "")
