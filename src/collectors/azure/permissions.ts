import type { azure } from "../../evidence/index.ts"
import type { Cause, ValueOf } from "../../model/evidence.ts"
import type { AuditRequest, AzureAccess } from "../../model/target.ts"
import { idUpTo, subscriptionOf } from "./arm-id.ts"
import { causeOf } from "./cause.ts"
import { hostReading } from "./host.ts"
import { all } from "./reading.ts"
import { openSession, type Session } from "./session.ts"

type Host = Pick<ValueOf<typeof azure.host>, "kind" | "id">

/** One role's part in what a caller may do: the actions, less the others; both may have wildcards. */
interface Grant {
  actions: readonly string[]
  notActions: readonly string[]
}

/** What the caller may do in a scope, its own and what it inherits. */
export interface Scope {
  /** ARM id. */
  id: string
  allows: (action: string) => boolean
}

/**
 * Where the audit will look and what it may do there: in the subscription and resource group of what
 * holds the address or, while that is not found, in every subscription that is looked at.
 */
export async function readPermissions(
  request: AuditRequest & { azure: AzureAccess; ip: string },
  signal: AbortSignal,
): Promise<
  { identity: string | undefined; scopes: readonly Scope[]; host: Host | undefined } | { cause: Cause }
> {
  try {
    const session = openSession(request, signal)
    const host = await findHost(session)
    const scopes = await all((await scopesOf(session, host)).map((id) => readScope(session, id)))
    return { identity: session.identity(), scopes, host }
  } catch (error) {
    return { cause: causeOf(error, "Microsoft.Authorization/permissions/read") }
  }
}

async function scopesOf(session: Session, host: Host | undefined): Promise<string[]> {
  if (host === undefined) return (await session.subscriptions()).map((id) => `/subscriptions/${id}`)
  return [`/subscriptions/${subscriptionOf(host.id)}`, idUpTo(host.id, "resourceGroups")]
}

/** Why it is not found, the audit will say. */
async function findHost(session: Session): Promise<Host | undefined> {
  try {
    return (await hostReading.read(session, {})) as Host
  } catch {
    return undefined
  }
}

async function readScope(session: Session, id: string): Promise<Scope> {
  const grants = await session.list<Partial<Grant>>(
    `${id}/providers/Microsoft.Authorization/permissions`,
    "2022-04-01",
  )
  return {
    id,
    allows: (action) =>
      grants.some(
        ({ actions = [], notActions = [] }) =>
          actions.some((pattern) => covers(pattern, action)) &&
          !notActions.some((pattern) => covers(pattern, action)),
      ),
  }
}

/** `*` stands for any text, as in "Microsoft.Compute/*" followed by "/read"; letter case does not count. */
export const covers = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  ).test(action)
