import {
  absentBecause,
  az,
  azure,
  configuration,
  defineRule,
  fail,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleVm } from "../examples.ts"

interface Places {
  extensions: ValueOf<typeof azure.extensions>
  userData: ValueOf<typeof azure.userData>
  commands: ValueOf<typeof azure.runCommands>
  boot: ValueOf<typeof configuration.boot> | undefined
}

export default defineRule({
  id: "vm-secrets-in-metadata",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "No secret lies in the VM's metadata",
  failureTitle: "A secret lies in the VM's metadata",
  why:
    "User data, the public settings of extensions, run commands and the boot script can be read by everyone with Reader on the VM, by " +
    "every process inside it, and in the Terraform state. The guide's older template puts Chroma's token into the boot " +
    "script. A secret belongs in a key vault, from which the VM's identity fetches it. The auditor keeps the names of " +
    "what looks like a secret, never the value.",
  references: [
    "https://learn.microsoft.com/azure/virtual-machines/user-data",
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux#schema-and-data-types",
    "https://learn.microsoft.com/azure/key-vault/general/tutorial-net-virtual-machine",
  ],
  needs: { extensions: azure.extensions, userData: azure.userData, commands: azure.runCommands },
  wants: { boot: configuration.boot, vm: azure.virtualMachine },

  check({ vm, ...places }) {
    const found = secretsIn(places)
    const sighting = {
      observed: found.join("; ") || "none in user data, extensions, run commands and the boot script",
      expected: "nothing that looks like a secret",
      resources: vm ? [vm.id] : [],
    }
    if (found.length > 0) return fail(sighting)
    if (places.boot) return pass(sighting)
    return undecided(
      "User data, extensions and run commands hold no secret; the boot script, where the guide's older template puts one, Azure does not show.",
      "Give the definition with --terraform, or run the guest script and give its output with --guest-output.",
    )
  },

  effort: "hours",
  fix: ({ vm, ...places }) => ({
    summary: `Change each secret (${secretsIn(places).join("; ")}), keep the new one in a key vault, and clear the old place.`,
    commands: vm
      ? [
          ...(places.userData.secrets.length > 0 ? [az`vm update --ids ${vm.id} --user-data ""`] : []),
          ...places.commands
            .filter(({ secrets }) => secrets.length > 0)
            .map(
              ({ name }) =>
                az`vm run-command delete --resource-group ${vm.resourceGroup} --vm-name ${vm.name} --run-command-name ${name}`,
            ),
          ...places.extensions
            .filter(({ secretSettings }) => secretSettings.length > 0)
            .map(
              ({ name }) =>
                az`vm extension delete --resource-group ${vm.resourceGroup} --vm-name ${vm.name} --name ${name}`,
            ),
        ]
      : [],
  }),

  examples: [
    {
      title: "no secret anywhere",
      status: "pass",
      given: {
        extensions: [extension([])],
        userData: { bytes: 0, secrets: [] },
        commands: [],
        boot: { faults: [], secrets: [] },
      },
    },
    {
      title: "nobody looked at the boot script",
      status: "unknown",
      given: { extensions: [extension([])], userData: { bytes: 0, secrets: [] }, commands: [] },
    },
    {
      title: "a token in the user data",
      status: "fail",
      says: "az vm update",
      given: {
        extensions: [],
        userData: { bytes: 512, secrets: ["CHROMA_SERVER_AUTHN_CREDENTIALS"] },
        commands: [],
        vm: exampleVm(),
      },
    },
    {
      title: "a storage key in an extension's public settings",
      status: "fail",
      says: "az vm extension delete",
      given: {
        extensions: [extension(["storageAccountKey"])],
        userData: { bytes: 0, secrets: [] },
        commands: [],
        vm: exampleVm(),
      },
    },
    {
      title: "a token in a run command that was kept",
      status: "fail",
      says: "az vm run-command delete",
      given: {
        extensions: [],
        userData: { bytes: 0, secrets: [] },
        commands: [{ name: "configure", secrets: ["CHROMA_TOKEN"] }],
        vm: exampleVm(),
      },
    },
    {
      title: "a token in the declared boot script",
      status: "fail",
      given: {
        extensions: [],
        userData: { bytes: 0, secrets: [] },
        commands: [],
        boot: { faults: [], secrets: ["CHROMA_SERVER_AUTHN_CREDENTIALS"] },
      },
    },
    {
      title: "the extensions may not be read",
      status: "unknown",
      given: {
        extensions: unknownBecause(
          "forbidden",
          "403 on the extensions",
          "Microsoft.Compute/virtualMachines/extensions/read",
        ),
        userData: { bytes: 0, secrets: [] },
        commands: [],
      },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: {
        extensions: absentBecause("A container group holds the address; there is no VM."),
        userData: absentBecause("A container group holds the address; there is no VM."),
        commands: absentBecause("A container group holds the address; there is no VM."),
      },
    },
  ],
})

/** "user data: CHROMA_SERVER_AUTHN_CREDENTIALS": names, never values. */
function secretsIn({ extensions, userData, commands, boot }: Places): string[] {
  const places: [string, readonly string[]][] = [
    ["user data", userData.secrets],
    ...extensions.map(({ name, secretSettings }): [string, readonly string[]] => [
      `extension ${name}`,
      secretSettings,
    ]),
    ...commands.map(({ name, secrets }): [string, readonly string[]] => [`run command ${name}`, secrets]),
    ["boot script", boot?.secrets ?? []],
  ]
  return places.flatMap(([place, names]) => (names.length > 0 ? [`${place}: ${names.join(", ")}`] : []))
}

function extension(secretSettings: string[]) {
  return {
    name: "script",
    publisher: "Microsoft.Azure.Extensions",
    type: "CustomScript",
    provisioningState: "Succeeded",
    automaticUpgrade: false,
    secretSettings,
  }
}
