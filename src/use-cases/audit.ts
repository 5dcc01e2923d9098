import { loadConfig, readText } from "../config/load.ts"
import { settingsFrom, type RunFlags } from "../config/flags.ts"
import { gate } from "../config/gate.ts"
import { prepare, type Prepared } from "../config/prepare.ts"
import type { Config } from "../config/schema.ts"
import { exitCodes } from "./exit-codes.ts"
import { answered, assess, gather } from "../engine/audit.ts"
import { waive } from "../engine/waive.ts"
import { factsOf, scopeOf, selectCollectors } from "../engine/plan.ts"
import { tokensOf, type Evidence } from "../model/evidence.ts"
import { SavedEvidence } from "../model/saved-evidence.ts"
import type { AnyRule } from "../model/rule.ts"
import { outputs, write, writeResult, type Output } from "./output.ts"

/**
 * Audits what the flags name and prints the report.
 *
 * @returns the exit code
 * @throws UsageError for anything the user can put right, before the target is contacted
 */
export async function audit(flags: RunFlags & Config): Promise<number> {
  const { config, folder } = await loadConfig(flags.config)
  const settings = settingsFrom(config, flags)
  if (flags["print-config"]) return printConfig(settings)
  const [prepared, { buildRequest }] = await Promise.all([
    prepare(settings, folder),
    import("../config/request.ts"),
  ])
  const wanted = await outputs(settings.format ?? ["terminal"], prepared.plugins)
  const request = await buildRequest(settings, process.env)

  if (request.guest === "run-command") {
    const { runCommandNotice } = await import("../collectors/guest/run-command.ts")
    process.stderr.write(runCommandNotice)
  }
  const { builtInCollectors } = await import("../collectors/index.ts")
  const collectors = [
    ...(await builtInCollectors(request, attestable(prepared.catalogue))),
    ...prepared.plugins.flatMap((plugin) => plugin.collectors?.(request) ?? []),
  ]
  const { showProgress } = await import("./progress.ts")
  const { progress, done } = await showProgress(selectCollectors(prepared.assessment.rules, collectors))
  const { ip, url } = request
  const evidence = await gather(
    { ...(ip === undefined ? {} : { ip }), ...(url === undefined ? {} : { url }) },
    scopeOf(request),
    prepared.assessment,
    { collectors, deadline: request.deadline, progress },
  ).finally(done)
  if (settings["save-evidence"]) {
    await writeResult(settings["save-evidence"], `${JSON.stringify(evidence, null, 2)}\n`)
  }
  return conclude(evidence, prepared, wanted)
}

/** Judges saved evidence again, with today's rules and no network. */
export async function replay(file: string, flags: RunFlags & Config): Promise<number> {
  const { config, folder } = await loadConfig(flags.config)
  const settings = settingsFrom(config, flags)
  if (flags["print-config"]) return printConfig(settings)
  const prepared = await prepare(settings, folder)
  const wanted = await outputs(settings.format ?? ["terminal"], prepared.plugins)
  const evidence = await readSaved(file, prepared.catalogue)
  return conclude(evidence, prepared, wanted)
}

async function conclude(
  evidence: SavedEvidence,
  prepared: Prepared,
  wanted: readonly Output[],
): Promise<number> {
  const report = waive(assess(evidence, prepared.assessment), prepared.waivers)
  const judged = { ...report, gate: gate(report, prepared.policy) }
  await write(judged, wanted, prepared.framework)
  if (!answered(evidence)) {
    process.stderr.write("Nothing could be audited: no plane answered. The report says why for each.\n")
    return exitCodes.nothingAudited
  }
  return judged.gate.passed ? exitCodes.gatePassed : exitCodes.gateFailed
}

function printConfig(settings: Config): number {
  process.stdout.write(`${JSON.stringify(settings, null, 2)}\n`)
  return exitCodes.gatePassed
}

function tokens(rules: readonly AnyRule[]): Evidence[] {
  const all = rules.flatMap(factsOf).flatMap(tokensOf)
  return [...new Map(all.map((token) => [token.id, token])).values()]
}

/** The statements that rules ask for. */
export const attestable = (rules: readonly AnyRule[]): Evidence[] =>
  tokens(rules).filter(({ plane }) => plane === "attested")

/** @throws UsageError when the file is not evidence, or a value in it is not what its name promises */
async function readSaved(file: string, rules: readonly AnyRule[]): Promise<SavedEvidence> {
  const { validated } = await import("../config/validate.ts")
  const { UsageError } = await import("../config/usage-error.ts")
  const text = await readText(file, "The evidence")
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is not JSON; give a file that --save-evidence wrote.`)
  }
  const evidence = await validated(SavedEvidence, document, `The evidence ${file}`)
  const schemas = new Map(tokens(rules).map(({ id, schema }) => [id, schema]))
  for (const witness of evidence.witnesses) {
    const schema = schemas.get(witness.evidence)
    if (schema && witness.status === "known") {
      await validated(schema, witness.value, `${witness.evidence} in ${file}`)
    }
  }
  return evidence
}
