import { loadConfig } from "../config/load.ts"
import { settingsFrom } from "../config/flags.ts"
import { prepare } from "../config/prepare.ts"
import type { Config } from "../config/schema.ts"
import { attestable } from "./audit.ts"
import { foresee, type MayAct, type Outlook, type Prospect } from "../engine/foresee.ts"
import { scopeOf } from "../engine/plan.ts"
import type { Cause, Plane } from "../model/evidence.ts"
import type { Severity } from "../model/rule.ts"
import type { AuditRequest } from "../model/target.ts"
import { hang } from "../reporters/terminal/layout.ts"

/** What an audit could decide, before it is run. */
export interface Preflight {
  target: { ip?: string; url?: string }
  /** The planes that would be asked. */
  scope: readonly Plane[]
  azure: {
    /** Who would ask. */
    identity: string | null
    /** Where permissions were read: ARM ids. */
    scopes: readonly string[]
    /** Why they could not be read. */
    cause: Cause | null
    /** The RBAC actions that are missing, each once. */
    lacking: readonly string[]
  }
  rules: readonly ({ rule: string; severity: Severity } & Outlook)[]
}

/**
 * Says which rules an audit with these flags would leave unknown, and what each of them lacks. Asks Azure
 * what holds the address and what the identity may do; runs no audit.
 *
 * @throws UsageError for anything the user can put right
 */
export async function preflight(flags: Config & { config?: string | undefined }): Promise<Preflight> {
  const { config, folder } = await loadConfig(flags.config)
  const settings = settingsFrom(config, flags)
  const [{ assessment, catalogue, plugins }, { buildRequest }, { builtInCollectors }] = await Promise.all([
    prepare(settings, folder),
    import("../config/request.ts"),
    import("../collectors/index.ts"),
  ])
  const request = await buildRequest(settings, process.env)
  const collectors = [
    ...(await builtInCollectors(request, attestable(catalogue))),
    ...plugins.flatMap((plugin) => plugin.collectors?.(request) ?? []),
  ]
  const { mayAct, unavailable, ...azure } = await permissionsOf(request)
  const available = collectors.filter(({ id }) => !unavailable.includes(id))
  const outlooks = foresee(assessment.rules, available, mayAct)
  const rules = assessment.rules.map(({ id, severity }) => ({
    rule: id,
    severity,
    ...(outlooks.get(id) ?? { prospect: "unknown" as const, causes: [] }),
  }))
  const lacking = rules.flatMap(({ causes }) => causes.flatMap(({ permission }) => permission ?? []))
  const { ip, url } = request
  return {
    target: { ...(ip === undefined ? {} : { ip }), ...(url === undefined ? {} : { url }) },
    scope: scopeOf(request),
    azure: { ...azure, lacking: [...new Set(lacking)].toSorted((a, b) => a.localeCompare(b, "en")) },
    rules,
  }
}

async function permissionsOf(
  request: AuditRequest,
): Promise<
  { mayAct: MayAct; unavailable: readonly string[] } & Pick<
    Preflight["azure"],
    "identity" | "scopes" | "cause"
  >
> {
  const { azure, ip } = request
  const nobody = { unavailable: [], identity: null, scopes: [], cause: null }
  if (!azure || ip === undefined) return { ...nobody, mayAct: () => "nowhere" }
  const [{ readPermissions }, { unavailableAt }] = await Promise.all([
    import("../collectors/azure/permissions.ts"),
    import("../collectors/azure/index.ts"),
  ])
  const found = await readPermissions({ ...request, azure, ip }, AbortSignal.timeout(request.deadline))
  if ("cause" in found) return { ...nobody, mayAct: () => "somewhere", cause: found.cause }
  const { scopes, identity = null, host } = found
  return {
    mayAct: (action) => {
      const allowed = scopes.filter(({ allows }) => allows(action))
      if (allowed.length === 0) return "nowhere"
      return allowed.length === scopes.length ? "everywhere" : "somewhere"
    },
    unavailable: host ? unavailableAt(host.kind) : [],
    identity,
    scopes: scopes.map(({ id }) => id),
    cause: null,
  }
}

const headings: Record<Prospect, string> = {
  unknown: "Will be unknown",
  uncertain: "May be unknown",
  decidable: "Can be decided",
}

/** As text: what each rule that may stay unknown lacks, those that lack the same together. */
export function describePreflight({ target, scope, azure, rules }: Preflight, width: number): string {
  const having = (prospect: Prospect) => rules.filter((rule) => rule.prospect === prospect)
  const about = [
    `Before an audit of ${target.url ?? target.ip ?? "the given files"}, asking ${scope.join(", ")}.`,
    ...(azure.identity ? [`Azure is asked as ${azure.identity}.`] : []),
    ...(azure.scopes.length > 0 ? [`Its permissions were read at ${azure.scopes.join(" and ")}.`] : []),
    ...(azure.cause
      ? [`What it may do in Azure is not known. ${azure.cause.detail} ${azure.cause.unlock ?? ""}`]
      : []),
  ]
  const sections = (["unknown", "uncertain"] as const)
    .filter((prospect) => having(prospect).length > 0)
    .map(
      (prospect) =>
        `${headings[prospect]}: ${having(prospect).length}\n\n${grouped(having(prospect), width)}`,
    )
  const grant = `Reader grants all of these; a smaller role is printed by chroma-audit role: ${azure.lacking.join(", ")}.`
  return `${[
    hang("", about.join(" "), width),
    ...sections,
    `${headings.decidable}: ${having("decidable").length} of ${rules.length} rules`,
    ...(azure.lacking.length > 0 ? [hang("", grant, width)] : []),
  ].join("\n\n")}\n`
}

function grouped(rules: Preflight["rules"], width: number): string {
  const groups = Map.groupBy(rules, ({ causes }) => causes.map(reasonOf).join(" "))
  return [...groups]
    .map(([reason, members]) =>
      [
        hang("  ", reason, width),
        hang("    ", members.map(({ rule, severity }) => `${rule} (${severity})`).join(", "), width),
      ].join("\n"),
    )
    .join("\n\n")
}

/** What nobody is asked for is told by how to ask. */
const reasonOf = ({ kind, detail, unlock = "" }: Cause): string =>
  kind === "not-requested" ? `Not asked. ${unlock}` : detail
