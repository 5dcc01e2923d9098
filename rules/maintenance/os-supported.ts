import {
  az,
  azure,
  defineRule,
  fail,
  guest,
  notApplicable,
  osOfImage,
  osSupport,
  osSupportSources,
  pass,
  undecided,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleHost, exampleInstanceView, exampleOperatingSystem, exampleVm } from "../examples.ts"

const managed = ["container-group", "container-apps-environment"]

export default defineRule({
  id: "os-supported",
  area: "maintenance",
  severity: "high",
  profile: "production",
  title: "The operating system still gets security updates",
  failureTitle: "The operating system no longer gets security updates",
  why:
    "After its end of life a distribution publishes no more fixes, so every vulnerability found in the kernel, " +
    "OpenSSL or the container engine stays open for good. Chroma's Azure template starts from Debian 11, whose " +
    "long-term support ended on 31 August 2026.",
  references: osSupportSources,
  needs: {},
  wants: {
    inside: guest.operatingSystem,
    view: azure.instanceView,
    vm: azure.virtualMachine,
    host: azure.host,
  },

  check({ inside, view, vm, host }, { at }) {
    if (host && managed.includes(host.kind))
      return notApplicable("Azure maintains the operating system there.")
    const resources = vm ? [vm.id] : []
    const os = strongestName(inside, view, vm)
    const support = os && osSupport(os)
    if (!support) {
      return {
        ...undecided(
          os
            ? `The end of life of ${os.id} ${os.version} is not known to this tool.`
            : "It is not known which operating system runs.",
          "Run the guest script inside the VM and give its output with --guest-output, or look at https://endoflife.date/.",
        ),
        resources,
      }
    }
    const sighting = {
      observed: `${support.release}, security updates until ${support.until}`,
      expected: `security updates beyond ${at.toISOString().slice(0, 10)}`,
      resources,
    }
    return at.getTime() <= Date.parse(`${support.until}T23:59:59Z`) ? pass(sighting) : fail(sighting)
  },

  effort: "days",
  fix: ({ vm }) => ({
    summary:
      "Create a VM with a supported image, move the data disk to it, and delete the old one; upgrading in place works too, after a backup.",
    commands: vm
      ? [
          az`vm create --resource-group ${vm.resourceGroup} --name ${vm.name}-next --location ${vm.location} --image Debian:debian-13:13-gen2:latest --size ${vm.vmSize} --zone ${vm.zones[0] ?? "1"} --generate-ssh-keys`,
        ]
      : [],
  }),

  examples: [
    {
      title: "Debian 12, as the guest says",
      status: "pass",
      at: "2026-11-22",
      given: { inside: exampleOperatingSystem(), view: exampleInstanceView(), vm: exampleVm() },
    },
    {
      title: "Debian 11 that was upgraded to 12 in place",
      status: "pass",
      at: "2026-11-22",
      given: { view: exampleInstanceView({ osVersion: "12.8" }), vm: exampleVm({ image: debian11() }) },
    },
    {
      title: "Debian 11 of the guide's template",
      status: "fail",
      at: "2026-11-22",
      given: {
        view: exampleInstanceView({ osName: null, osVersion: null }),
        vm: exampleVm({ image: debian11() }),
      },
    },
    {
      title: "Debian 11 on its last day",
      status: "pass",
      at: "2026-08-31T12:00:00Z",
      given: { vm: exampleVm({ image: debian11() }) },
    },
    {
      title: "an image of one's own without an agent",
      status: "unknown",
      given: { vm: exampleVm({ image: null }) },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: unknownBecause("forbidden", "403 on the VM", "Microsoft.Compute/virtualMachines/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { host: exampleHost({ kind: "container-group" }) },
    },
  ],
})

/** The guest knows best, then the VM's agent; the image is only where it began. */
function strongestName(
  inside: ValueOf<typeof guest.operatingSystem> | undefined,
  view: ValueOf<typeof azure.instanceView> | undefined,
  vm: ValueOf<typeof azure.virtualMachine> | undefined,
): { id: string; version: string } | undefined {
  if (inside) return { id: inside.id, version: inside.versionId }
  if (view?.osName && view.osVersion) return { id: view.osName, version: view.osVersion }
  return vm?.image ? osOfImage(vm.image) : undefined
}

function debian11() {
  return { publisher: "Debian", offer: "debian-11", sku: "11", version: "0.20240717.1811" }
}
