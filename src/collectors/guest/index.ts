import { readText } from "../../config/load.ts"
import { UsageError } from "../../config/usage-error.ts"
import { guestBoot, guestContainer, guestSettings } from "../../evidence/configuration.ts"
import * as azure from "../../evidence/azure.ts"
import * as guest from "../../evidence/guest.ts"
import { defineCollector, known, unknown, type AnyCollector, type Observed } from "../../model/collector.ts"
import type { Cause, Evidence, ValueOf } from "../../model/evidence.ts"
import type { AuditRequest } from "../../model/target.ts"
import { withoutSecrets } from "../configuration/secrets.ts"
import { containerIn, settingsIn } from "./chroma.ts"
import { runCommandAction } from "./run-command.ts"
import {
  answerOf,
  numberOf,
  parseGuestOutput,
  partsOf,
  valueOf,
  valuesOf,
  type Entry,
  type GuestOutput,
} from "./output.ts"

const kibibyte = 1024
/** Characters; the script prints some thousands. */
const longestOutput = 1024 * kibibyte

/** Reads a file that the guest script's output was kept in. */
export async function loadGuest(file: string): Promise<GuestOutput> {
  const text = await readText(file, "The output of the guest script")
  if (text.length > longestOutput)
    throw new UsageError(`${file} is larger than anything the guest script prints.`)
  return parseGuestOutput(text, file)
}

/**
 * What the guest script saw inside the VM.
 *
 * @throws UsageError when the request's file is not what the script prints, or not all of it
 */
export async function guestCollectors(
  request: Pick<AuditRequest, "guest"> & Partial<AuditRequest>,
): Promise<AnyCollector[]> {
  const { guest: access } = request
  if (!access) return []
  if (access === "run-command") return [throughAgent(request)]
  const output = await loadGuest(access.output)
  const source = `${access.output} (made ${output.at})`
  return [
    defineCollector({
      id: "guest.script",
      plane: "guest",
      title: "what the guest script saw",
      provides: readings.map(({ token }) => token),
      collect: async () => readings.map((reading) => observe(reading, output, source)),
    }),
  ]
}

/** Runs the script inside the VM through its agent. */
const throughAgent = (request: Partial<AuditRequest>): AnyCollector =>
  defineCollector({
    id: "guest.runCommand",
    plane: "guest",
    title: "what the guest script sees",
    provides: readings.map(({ token }) => token),
    needs: { vm: azure.virtualMachine },
    permissions: [runCommandAction],
    async collect({ facts: { vm }, signal }) {
      const source = `${vm.id}/runCommand`
      const { runInside } = await import("./agent.ts")
      const answer = await runInside(request, vm.id, signal)
      if ("cause" in answer) return readings.map(({ token }) => unknown(token, source, answer.cause))
      return readings.map((reading) => ({ ...observe(reading, answer.output, source), as: answer.as }))
    },
  })

/** How one section of the output becomes evidence; undefined when the section does not hold it. */
interface Reading<E extends Evidence = Evidence> {
  token: E
  section: string
  read: (entries: readonly Entry[]) => ValueOf<E> | undefined
}
const reading = <E extends Evidence>(token: E, section: string, read: Reading<E>["read"]): Reading => ({
  token,
  section,
  read,
})

const readings: readonly Reading[] = [
  reading(guestSettings, "chroma", settingsIn),
  reading(guestContainer, "chroma", containerIn),
  reading(guestBoot, "boot", bootIn),
  reading(guest.operatingSystem, "system", operatingSystemIn),
  reading(guest.dataVolume, "volume", volumeIn),
  reading(guest.secretFiles, "files", (entries) =>
    valuesOf(entries, "file").map((value) => {
      const [mode, owner, path] = partsOf(value)
      return { path, mode, owner }
    }),
  ),
  reading(guest.services, "services", (entries) =>
    valuesOf(entries, "service").map((value) => {
      const [name, enabled, active] = partsOf(value)
      return { name, enabled: enabled.startsWith("enabled"), active: active === "active" }
    }),
  ),
  reading(guest.backupJobs, "backups", (entries) =>
    valuesOf(entries, "job").map((value) => {
      const [name, schedule, last] = partsOf(value)
      return { name, schedule: schedule || null, lastSuccessAt: instant(last) }
    }),
  ),
  reading(guest.writeAheadLog, "database", (entries) => ({
    automaticallyPurge: answerOf(entries, "purge"),
    entries: numberOf(entries, "entries"),
    quickCheck: valueOf(entries, "quick_check") ?? null,
    orphanSegments: numberOf(entries, "orphan_segments"),
    orphanFolders: numberOf(entries, "orphan_folders"),
  })),
  reading(guest.tracingLog, "tracing", (entries) => ({
    off: answerOf(entries, "off") ?? false,
    exportErrors: numberOf(entries, "export_errors") ?? 0,
  })),
  reading(guest.certificateRenewal, "renewal", (entries) =>
    valuesOf(entries, "renewal").map((value) => {
      const [tool, active] = partsOf(value)
      return { tool, active: active === "active" }
    }),
  ),
]

function observe({ token, section, read }: Reading, output: GuestOutput, source: string): Observed {
  const found = output.section(section)
  if ("unavailable" in found) return unknown(token, source, unavailable(found.unavailable, output))
  const value = read(found.entries)
  return value === undefined
    ? unknown(token, source, unavailable("the section is incomplete", output))
    : known(token, source, value)
}

const unavailable = (reason: string, { asRoot }: GuestOutput): Cause => ({
  kind: asRoot ? "not-found" : "forbidden",
  detail: `Inside the VM this could not be read: ${reason}.`,
  unlock: asRoot
    ? "Make it readable, then run the guest script inside the VM again."
    : "Run the guest script inside the VM with sudo.",
})

function operatingSystemIn(entries: readonly Entry[]): ValueOf<typeof guest.operatingSystem> | undefined {
  const id = valueOf(entries, "ID")
  const memory = numberOf(entries, "memory_kib")
  if (id === undefined) return undefined
  return {
    id,
    versionId: valueOf(entries, "VERSION_ID") ?? "",
    prettyName: valueOf(entries, "PRETTY_NAME") ?? id,
    memoryBytes: memory === null ? null : memory * kibibyte,
    unattendedUpgrades: answerOf(entries, "unattended_upgrades"),
  }
}

function volumeIn(entries: readonly Entry[]): ValueOf<typeof guest.dataVolume> | undefined {
  const path = valueOf(entries, "path")
  const [size, free] = [numberOf(entries, "size_kib"), numberOf(entries, "free_kib")]
  if (path === undefined || size === null || free === null) return undefined
  return {
    path,
    sizeBytes: size * kibibyte,
    freeBytes: free * kibibyte,
    disk: valueOf(entries, "disk") === "os" ? "os" : numberOf(entries, "disk"),
  }
}

function bootIn(entries: readonly Entry[]): ValueOf<typeof guestBoot> {
  const failed = valuesOf(entries, "failed").map((text) => ({
    line: 0,
    text: withoutSecrets(text),
    problem: "cloud-init reports that the boot script failed",
  }))
  const logged = valuesOf(entries, "log").map((value) => {
    const [line, text, more] = partsOf(value)
    return {
      line: Number(line),
      text: withoutSecrets(more === "" ? text : `${text}|${more}`),
      problem: "the boot script's log says that a command failed",
    }
  })
  return { faults: [...failed, ...logged], secrets: valuesOf(entries, "secret") }
}

/** systemd's "Sun 2026-11-22 02:00:05 UTC". */
function instant(timestamp: string): string | null {
  const time = new Date(timestamp.replace(/^[A-Z][a-z]{2} /, ""))
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}
