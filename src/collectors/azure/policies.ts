import {
  createDefaultHttpClient,
  RestError,
  type HttpClient,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline"
import pLimit from "p-limit"

export interface Bounds {
  /** Origin of the only host that is ever contacted. */
  endpoint: string
  /** Milliseconds for one call; waiting out a Retry-After does not count. */
  timeout: number
  /** Calls at once. */
  concurrency: number
  /** Paths where a POST only reads; no other is sent. */
  posts?: readonly RegExp[]
}

/**
 * The only way out: every request of every client passes here last, whatever page, redirect or retry
 * it came from. It lets only reads of the one endpoint pass.
 */
export function readOnlyClient({ endpoint, timeout, concurrency, posts }: Bounds): HttpClient {
  const client = createDefaultHttpClient()
  const slot = pLimit(concurrency)
  return {
    async sendRequest(request) {
      refuseUnlessRead(request, endpoint, posts)
      return await slot(() => answerInTime(client, request, timeout))
    },
  }
}

/** The same before a token is asked for. */
export const readsOnly = (endpoint: string, posts?: readonly RegExp[]): PipelinePolicy => ({
  name: "readsOnly",
  sendRequest(request, next) {
    refuseUnlessRead(request, endpoint, posts)
    return next(request)
  },
})

/** Azure Resource Graph: a question too long for a URL. */
export const graphPath = "/providers/Microsoft.ResourceGraph/resources"
export const readingPosts: readonly RegExp[] = [/^\/providers\/Microsoft\.ResourceGraph\/resources$/]

const inNetworkProvider = String.raw`^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network`
/** What is in force on an interface and in a virtual network: questions too, that take more than Reader. */
export const effectiveRulesPosts: readonly RegExp[] = [
  new RegExp(`${inNetworkProvider}/networkInterfaces/[^/]+/effectiveNetworkSecurityGroups$`, "i"),
  new RegExp(
    `${inNetworkProvider}/virtualNetworks/[^/]+/listNetworkManagerEffectiveSecurityAdminRules$`,
    "i",
  ),
]

/** The guest script, which reads; it takes a role beyond Reader as well. */
export const runCommandPosts: readonly RegExp[] = [
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+\/runCommand$/i,
]

function refuseUnlessRead({ method, url }: PipelineRequest, endpoint: string, posts = readingPosts): void {
  const { origin, pathname } = new URL(url)
  const isRead = method === "GET" || (method === "POST" && posts.some((path) => path.test(pathname)))
  if (!isRead) throw refusal(`${method} was refused: the audit only reads.`)
  if (origin === endpoint) return
  throw refusal(`Azure pointed to ${origin}; nothing was sent there, as it is not ${endpoint}.`)
}

const refusal = (message: string): RestError => new RestError(message, { code: "REFUSED" })

async function answerInTime(
  client: HttpClient,
  request: PipelineRequest,
  timeout: number,
): Promise<PipelineResponse> {
  request.timeout = timeout
  const audit = request.abortSignal
  try {
    return await client.sendRequest(request)
  } catch (error) {
    if (audit?.aborted || !(error instanceof Error) || error.name !== "AbortError") throw error
    throw new RestError(`Azure did not answer within ${timeout / 1000} s.`, { code: "REQUEST_TIMEOUT" })
  }
}

/**
 * Asks for each URL once an audit (and each question once where that is in the body): collectors that read the same resource share one request. Paths
 * compare without case, as ids do.
 */
export function askOnce(): PipelinePolicy {
  const asked = new Map<string, Promise<PipelineResponse>>()
  return {
    name: "askOnce",
    sendRequest(request, next) {
      const { pathname, search, origin } = new URL(request.url)
      const question = `${request.method} ${origin}${pathname.toLowerCase()}${search} ${JSON.stringify(request.body ?? "")}`
      const answer = asked.get(question) ?? next(request)
      asked.set(question, answer)
      // Whoever waits for something asks for it again.
      answer.then(
        ({ status }) => void (status === 202 && asked.delete(question)),
        () => {},
      )
      return answer
    },
  }
}

/** Ends every request when the audit ends; pages after the first would otherwise know of no signal. */
export const endWith = (signal: AbortSignal): PipelinePolicy => ({
  name: "endWithAudit",
  sendRequest(request, next) {
    request.abortSignal ??= signal
    return next(request)
  },
})

/**
 * Turns whatever is not a JSON answer into an error that keeps Azure's own code and message. Without
 * it the SDKs drop the message of a refused list, and some read a proxy's login page as an empty one.
 */
export const answersOnly: PipelinePolicy = {
  name: "answersOnly",
  async sendRequest(request, next) {
    const response = await next(request)
    const { status, headers, bodyAsText } = response
    const json = /[/+]json\b/i.test(headers.get("content-type") ?? "")
    if (status >= 200 && status < 300) {
      if (json || (status === 202 && !bodyAsText)) return response
      throw new RestError("Something that is not JSON came in place of Azure's answer.", {
        statusCode: status,
      })
    }
    const { code, message } = errorOf(json ? bodyAsText : null)
    throw new RestError(message ?? "without an explanation", {
      statusCode: status,
      ...(code ? { code } : {}),
    })
  },
}

/** Most providers answer `{ error: { code, message } }`, a few the inner object alone. */
function errorOf(body: string | null | undefined): { code?: string; message?: string } {
  try {
    const parsed = JSON.parse(body ?? "{}") as { error?: { code?: string; message?: string } } | null
    return parsed?.error ?? (parsed as { code?: string; message?: string } | null) ?? {}
  } catch {
    return {}
  }
}

/** Asks once more with a version the cloud knows: sovereign clouds lag behind the SDKs. */
export const negotiateApiVersion: PipelinePolicy = {
  name: "negotiateApiVersion",
  async sendRequest(request, next) {
    const response = await next(request)
    const url = new URL(request.url)
    const asked = url.searchParams.get("api-version")
    const chosen =
      asked && response.status >= 400 ? supportedVersion(response.bodyAsText ?? "", asked) : undefined
    if (!chosen) return response
    url.searchParams.set("api-version", chosen)
    request.url = url.href
    return next(request)
  },
}

/**
 * The version to use instead, from the error that lists the supported ones: the newest stable one
 * that is not newer than what was asked, else the newest there is.
 */
export function supportedVersion(body: string, asked: string): string | undefined {
  if (!/NoRegisteredProviderFound|InvalidApiVersionParameter|InvalidResourceType/.test(body)) return undefined
  const listed = /supported api-versions are '([^']*)'/.exec(body)?.[1] ?? ""
  const versions = listed.match(/\d{4}-\d{2}-\d{2}[\w-]*/g)?.toSorted() ?? []
  const stable = versions.filter((version) => version.length === 10)
  return stable.findLast((version) => version <= asked) ?? stable.at(-1) ?? versions.at(-1)
}

/**
 * Gives up at once when the service asks to wait beyond the end of the audit: the cause is then that
 * it throttles, which waiting for the deadline would hide.
 *
 * @param endsAt milliseconds since the epoch
 */
export const waitWithin = (endsAt: number): PipelinePolicy => ({
  name: "waitWithinAudit",
  async sendRequest(request, next) {
    const response = await next(request)
    const wait = response.headers.get("retry-after")
    if (response.status !== 429 || !wait || !(retryAt(wait) > endsAt)) return response
    const { message = "too many requests" } = errorOf(response.bodyAsText)
    const seconds = Math.round((retryAt(wait) - Date.now()) / 1000)
    // Without a response attached, the retry policy has nothing to retry.
    throw new RestError(`${message} (it asks to wait ${seconds} s)`, { statusCode: 429 })
  },
})

/** @param wait a Retry-After header: seconds, or a date; the result is NaN for anything else */
const retryAt = (wait: string): number =>
  /^\d+$/.test(wait) ? Date.now() + Number(wait) * 1000 : Date.parse(wait)
