import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Scenario } from "./scenario.ts"
import { startWorld, type World } from "./world.ts"

const about: Record<Scenario, string> = {
  template: "the stack of Chroma's Azure guide, exactly as published",
  hardened: "one node done well: TLS and a token in front, its own data disk, nightly backups",
  "zone-redundant": "the hardened node in a zone, with zone-redundant storage, alerts, locks and drills",
}

/**
 * Shows an audit of a real Chroma server and a simulated Azure on loopback: the same command as for a real
 * deployment, run as another process. Stops everything it started, also when it is interrupted.
 *
 * @param passedOn further flags of `run`
 * @returns the audit's exit code
 */
export async function demonstrate(scenario: Scenario, passedOn: readonly string[]): Promise<number> {
  process.stderr.write(`Starting ${about[scenario]} …\n`)
  const interrupted = Promise.withResolvers<number>()
  const interrupt = (): void => interrupted.resolve(130)
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt)
  const world = await startWorld(scenario)
  try {
    return await Promise.race([auditWorld(world, passedOn), interrupted.promise])
  } finally {
    await world.stop()
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt)
  }
}

async function auditWorld(
  { command, environment, place, release }: World,
  passedOn: readonly string[],
): Promise<number> {
  process.stderr.write(
    `A real Chroma ${release} answers behind ${place.address}:${place.port}; Azure is simulated on loopback.\n` +
      `$ chroma-audit ${["run", "--ip", place.address, "…", ...passedOn].join(" ")}\n\n`,
  )
  const [node, ...entry] = auditor()
  const audit = spawn(node, [...entry, ...command, ...passedOn], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...environment },
  })
  const stop = (): boolean => audit.kill("SIGKILL")
  process.once("SIGINT", stop).once("SIGTERM", stop)
  const [code] = (await once(audit, "exit")) as [number | null]
  process.off("SIGINT", stop).off("SIGTERM", stop)
  return code ?? 130
}

/** This same program: the built one, or the sources when they run as they are. */
function auditor(): [string, string] {
  const built = import.meta.url.includes("/dist/")
  return [
    process.execPath,
    fileURLToPath(new URL(built ? "../../../bin/run.js" : "../../bin/dev.js", import.meta.url)),
  ]
}
