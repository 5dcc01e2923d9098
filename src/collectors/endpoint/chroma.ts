import { answered, type Answer, type Client, type Credential, type Reply } from "./client.ts"
import type { Origin } from "./origin.ts"

export type ApiVersion = "v1" | "v2"

/** Paths of the two API versions. v2 exists since 0.5.16; 1.x has nothing else. */
export const paths = {
  v1: {
    heartbeat: "/api/v1/heartbeat",
    version: "/api/v1/version",
    collections: "/api/v1/collections",
    count: "/api/v1/count_collections",
  },
  v2: {
    heartbeat: "/api/v2/heartbeat",
    version: "/api/v2/version",
    collections: "/api/v2/tenants/default_tenant/databases/default_database/collections",
    count: "/api/v2/tenants/default_tenant/databases/default_database/collections_count",
    identity: "/api/v2/auth/identity",
  },
} as const

/** Lists at most one collection. 0.4 fails on a limit without an offset. */
export const oneCollection = (version: ApiVersion): string => `${paths[version].collections}?limit=1&offset=0`

/** The body as JSON; undefined when it is none. */
export function json(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The server's clock in nanoseconds when this is a heartbeat; its digits exceed a number's, so it is text. */
export function heartbeatOf(answer: Answer): bigint | undefined {
  const digits = /^\s*\{\s*"nanosecond heartbeat"\s*:\s*(\d{1,20})\s*\}\s*$/.exec(answer.body)?.[1]
  return answer.status === 200 && digits ? BigInt(digits) : undefined
}

/** Chroma's error object: `{"error": "AuthError", "message": "Forbidden"}`; 0.4 has no message where it crashed. */
export function errorOf(answer: Answer): { error: string; message: string } | undefined {
  const body = json(answer)
  if (!isRecord(body) || typeof body["error"] !== "string") return undefined
  const { error, message } = body
  return { error, message: typeof message === "string" ? message : "" }
}

/** What the Rust server says on every v1 path. */
export const isV1Gone = (answer: Answer): boolean =>
  answer.status === 410 && errorOf(answer)?.message === "The v1 API is deprecated. Please use /v2 apis"

/** A native refusal: 0.4 says AuthorizationError with 401, 0.5 and 0.6 AuthError with 403. */
export const isNativeRefusal = (answer: Answer): boolean =>
  (answer.status === 401 && errorOf(answer)?.error === "AuthorizationError") ||
  (answer.status === 403 && errorOf(answer)?.error === "AuthError")

/** A list of collections: `[]`, or objects with an id and a name. */
export function isCollectionList(answer: Answer): boolean {
  const body = json(answer)
  return (
    answer.status === 200 &&
    Array.isArray(body) &&
    body.every((item) => isRecord(item) && typeof item["id"] === "string" && typeof item["name"] === "string")
  )
}

export function isCount(answer: Answer): boolean {
  return answer.status === 200 && Number.isInteger(json(answer))
}

export interface Identity {
  tenant: string
  databases: string[]
}

/** A server may list thousands. */
const mostNames = 100

export function identityOf(answer: Answer): Identity | undefined {
  const body = json(answer)
  if (answer.status !== 200 || !isRecord(body)) return undefined
  const { user_id: user, tenant, databases } = body
  if (typeof user !== "string" || typeof tenant !== "string" || !Array.isArray(databases)) return undefined
  const names = databases.filter((name) => typeof name === "string")
  return { tenant, databases: names.slice(0, mostNames) }
}

/** Answers that only Chroma gives, and the API version they speak for. */
const signs: readonly { path: string; version: (answer: Answer) => ApiVersion | undefined }[] = [
  { path: paths.v2.heartbeat, version: (answer) => (heartbeatOf(answer) === undefined ? undefined : "v2") },
  {
    path: paths.v1.heartbeat,
    version(answer) {
      if (heartbeatOf(answer) !== undefined) return "v1"
      return isV1Gone(answer) ? "v2" : undefined
    },
  },
  // A proxy may close the heartbeat and leave the data open.
  {
    path: oneCollection("v2"),
    version: (answer) => (isCollectionList(answer) || isNativeRefusal(answer) ? "v2" : undefined),
  },
]

export interface Recognition {
  /** What Chroma was recognised to speak; undefined when it was not. */
  version: ApiVersion | undefined
  /** That by which it was recognised, else what the heartbeat's path answered instead. */
  reply: Reply
}

/** What a server says whatever it is asked: that one should go elsewhere, or that it was not understood. */
const speaksForAll = ({ status }: Answer): boolean => (status >= 300 && status < 400) || status === 400

/** Whether Chroma is there, by the exact shape of what it says to this credential. Stops where no HTTP comes back. */
export async function recognise(
  client: Client,
  origin: Origin,
  credential: Credential,
  signal: AbortSignal,
): Promise<Recognition> {
  let first: Reply | undefined
  for (const { path, version } of signs) {
    const reply = await client.call(origin, { path, credential }, signal)
    first ??= reply
    if (!answered(reply)) break
    const spoken = version(reply)
    if (spoken) return { version: spoken, reply }
    if (speaksForAll(reply)) break
  }
  return { version: undefined, reply: first ?? { failure: "unreachable", detail: "nothing was asked" } }
}
