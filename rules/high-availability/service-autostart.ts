import {
  absentBecause,
  command,
  configuration,
  defineRule,
  fail,
  guest,
  pass,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleContainer } from "../examples.ts"

const docker = command("docker")
const sudo = command("sudo")

export default defineRule({
  id: "service-autostart",
  area: "high-availability",
  severity: "medium",
  profile: "production",
  title: "Chroma starts when the VM boots",
  failureTitle: "Chroma stays down after a reboot of the VM",
  why:
    "Azure restarts VMs for maintenance and after host failures, and patching reboots them. Chroma comes back " +
    "by itself only when its container engine is enabled at boot and its restart policy covers a boot, which " +
    "on-failure does not, or when a systemd unit of its own is enabled.",
  references: [
    "https://docs.docker.com/engine/install/linux-postinstall/#configure-docker-to-start-on-boot-with-systemd",
    "https://cookbook.chromadb.dev/running/systemd-service/",
  ],
  presupposes: { "container-restart-policy": "nothing starts Chroma again at all" },
  needs: { services: guest.services },
  wants: { container: configuration.container },

  check({ services, container }) {
    const atBoot = services.filter(({ enabled }) => enabled).map(({ name }) => name)
    const unit = atBoot.find((name) => /chroma/i.test(name))
    const engine = atBoot.find((name) => /^(docker|podman-restart)(\.service)?$/.test(name))
    const expected = "a systemd unit of Chroma, or the container engine with restart always or unless-stopped"
    if (unit) return pass({ observed: `${unit} is enabled`, expected })
    if (!engine) return fail({ observed: `enabled: ${atBoot.join(", ") || "none of them"}`, expected })
    if (!container?.restart) {
      return undecided(
        `${engine} is enabled, but the container's restart policy is not known.`,
        "Give the compose file with --compose.",
      )
    }
    const sighting = { observed: `${engine} is enabled, restart policy ${container.restart}`, expected }
    return /^(always|unless-stopped)$/.test(container.restart) ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ container }) => ({
    summary: "Enable the container engine at boot and let it start Chroma.",
    commands: [
      sudo`systemctl enable --now docker`,
      docker`update --restart unless-stopped ${container?.name ?? "chroma-server-1"}`,
    ],
    verify: "systemctl is-enabled docker",
  }),

  examples: [
    {
      title: "Docker starts at boot, and Chroma with it",
      status: "pass",
      given: { services: [service("docker.service", true)], container: exampleContainer() },
    },
    {
      title: "a unit of its own",
      status: "pass",
      given: { services: [service("chroma.service", true)] },
    },
    {
      title: "Docker was installed and never enabled",
      status: "fail",
      given: { services: [service("docker.service", false)], container: exampleContainer() },
    },
    {
      title: "a policy that does not cover a boot",
      status: "fail",
      given: {
        services: [service("docker.service", true)],
        container: exampleContainer({ restart: "on-failure" }),
      },
    },
    {
      title: "Docker starts at boot; what it starts is not known",
      status: "unknown",
      given: { services: [service("docker.service", true)] },
    },
    {
      title: "nobody looked inside the VM",
      status: "unknown",
      given: { services: unknownBecause("not-requested", "Nobody looked inside the VM.") },
    },
    {
      title: "Chroma is not started again at all",
      status: "not-applicable",
      failing: "container-restart-policy",
      given: { services: [service("docker.service", true)], container: exampleContainer({ restart: "no" }) },
    },
    {
      title: "Azure runs the container",
      status: "not-applicable",
      given: { services: absentBecause("Azure Container Apps runs Chroma; there is no VM to boot.") },
    },
  ],
})

function service(name: string, enabled: boolean) {
  return { name, enabled, active: true }
}
