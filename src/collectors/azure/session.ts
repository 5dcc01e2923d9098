import { AsyncLocalStorage } from "node:async_hooks"
import { getClient } from "@azure-rest/core-client"
import { ComputeManagementClient } from "@azure/arm-compute"
import { NetworkManagementClient } from "@azure/arm-network"
import {
  bearerTokenAuthenticationPolicy,
  createPipelineFromOptions,
  type PipelinePolicy,
} from "@azure/core-rest-pipeline"
import {
  AzureCliCredential,
  DefaultAzureCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
  type TokenCredential,
} from "@azure/identity"
import type { AuditRequest, AzureAccess } from "../../model/target.ts"
import { cloudOf, type Cloud } from "./cloud.ts"
import { listed } from "./reading.ts"
import {
  answersOnly,
  askOnce,
  endWith,
  effectiveRulesPosts,
  graphPath,
  negotiateApiVersion,
  readingPosts,
  readOnlyClient,
  readsOnly,
  runCommandPosts,
  waitWithin,
} from "./policies.ts"

/** Azure Resource Manager as one audit sees it: read-only, one identity, each URL asked once. */
export interface Session {
  /** The audited address, canonical. */
  ip: string
  /** The name that clients ask the API by, when the user gave one. */
  host: string | undefined
  /** Whether Azure may be asked which rules are in force. */
  effectiveRules: boolean
  compute: (subscriptionId: string) => ComputeManagementClient
  network: (subscriptionId: string) => NetworkManagementClient
  /** A resource as it is on the wire. */
  get: <T>(id: string, apiVersion: string, query?: Readonly<Record<string, string>>) => Promise<T>
  /** All pages of a list as they are on the wire. */
  list: <T>(path: string, apiVersion: string, filter?: string) => Promise<T[]>
  /** All rows that Azure Resource Graph has for a query in KQL, over the subscriptions that are looked at. */
  query: <T>(text: string) => Promise<T[]>
  /** The subscriptions that are looked at: those the request names, else all that the identity sees. */
  subscriptions: () => Promise<readonly string[]>
  /** Who asks, once a token was had: a user's name or an application's id. */
  identity: () => string | undefined
  /** Runs work and says what it asked Azure for. */
  trace: <T>(work: () => Promise<T>) => Promise<{ outcome: PromiseSettledResult<T>; source: string }>
}

/** @param signal aborts at the end of the audit */
export function openSession(
  request: AuditRequest & { azure: AzureAccess; ip: string },
  signal: AbortSignal,
): Session {
  const { azure, ip, timeout, concurrency, deadline } = request
  const cloud = cloudOf(azure)
  const caller = namedCredential(credentialOf(azure, cloud))
  const asked = new AsyncLocalStorage<Asked[]>()
  const posts = [
    ...readingPosts,
    ...(azure.effectiveRules ? effectiveRulesPosts : []),
    ...(request.guest === "run-command" ? runCommandPosts : []),
  ]
  const pipeline = createPipelineFromOptions({ retryOptions: { retryDelayInMs: 300 } })
  // Outermost first. The token comes after what may ask again, before the retries.
  const policies: PipelinePolicy[] = [
    readsOnly(cloud.endpoint, posts),
    record(asked),
    askOnce(),
    endWith(signal),
    answersOnly,
    negotiateApiVersion,
    bearerTokenAuthenticationPolicy({ credential: caller.credential, scopes: cloud.scope }),
  ]
  for (const policy of policies) pipeline.addPolicy(policy)
  pipeline.addPolicy(waitWithin(Date.now() + deadline), { afterPhase: "Retry" })

  const options = {
    endpoint: cloud.endpoint,
    pipeline,
    httpClient: readOnlyClient({ endpoint: cloud.endpoint, timeout, concurrency, posts }),
  }
  const client = getClient(cloud.endpoint, options)
  const page = async <T>(path: string, queryParameters: Record<string, string>): Promise<T> =>
    (await client.pathUnchecked(path).get({ queryParameters })).body as T

  let subscriptions: Promise<readonly string[]> | undefined
  const visibleSubscriptions = async (): Promise<readonly string[]> => {
    if (azure.subscriptions.length > 0) return azure.subscriptions
    const visible = await session.list<{ subscriptionId: string }>("/subscriptions", "2022-12-01")
    return visible.map(({ subscriptionId }) => subscriptionId)
  }
  const session: Session = {
    ip,
    host: request.endpoint?.serverName ?? (request.url && new URL(request.url).hostname),
    effectiveRules: azure.effectiveRules ?? false,
    compute: (subscriptionId) => new ComputeManagementClient(caller.credential, subscriptionId, options),
    network: (subscriptionId) => new NetworkManagementClient(caller.credential, subscriptionId, options),
    get: (path, apiVersion, query = {}) => page(path, { "api-version": apiVersion, ...query }),
    list: <T>(path: string, apiVersion: string, filter?: string) =>
      listed(pages<T>(page, path, { "api-version": apiVersion, ...(filter ? { $filter: filter } : {}) })),
    query: <T>(text: string) =>
      Array.fromAsync(
        rows<T>(
          async (body) =>
            (
              await client
                .pathUnchecked(graphPath)
                .post({ body, queryParameters: { "api-version": "2022-10-01" } })
            ).body as Page<T>,
          {
            query: text,
            ...(azure.subscriptions.length > 0 ? { subscriptions: azure.subscriptions } : {}),
          },
        ),
      ),
    subscriptions: () => (subscriptions ??= visibleSubscriptions()),
    identity: caller.name,
    async trace(work) {
      const requests: Asked[] = []
      const [outcome] = await Promise.allSettled([asked.run(requests, work)])
      const urls = [...new Set(requests.map(({ url }) => url))]
      return { outcome, source: describe(urls, cloud.endpoint) }
    },
  }
  return session
}

function credentialOf({ auth }: AzureAccess, { authority }: Cloud): TokenCredential {
  const options = authority ? { authorityHost: authority } : {}
  switch (auth) {
    case "default":
      return new DefaultAzureCredential(options)
    case "cli":
      return new AzureCliCredential()
    case "env":
      return new EnvironmentCredential(options)
    case "managed-identity": {
      const clientId = process.env["AZURE_CLIENT_ID"]
      return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential()
    }
    case "workload-identity":
      return new WorkloadIdentityCredential(options)
  }
}

/** A credential that remembers whom its token named. Only the name is kept. */
function namedCredential(credential: TokenCredential) {
  let name: string | undefined
  return {
    credential: {
      async getToken(...request: Parameters<TokenCredential["getToken"]>) {
        const token = await credential.getToken(...request)
        name = token ? bearerName(token.token) : undefined
        return token
      },
    },
    name: () => name,
  }
}

/** Who a token says its bearer is; undefined when it is not a JSON Web Token. */
export function bearerName(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      string
    >
    return claims["upn"] ?? claims["unique_name"] ?? claims["appid"] ?? claims["oid"]
  } catch {
    return undefined
  }
}

/** A request, with the URL it was finally answered under. */
interface Asked {
  url: string
}

/** Notes each request of the work that is being traced, in the order of asking: answers come in any order. */
const record = (asked: AsyncLocalStorage<Asked[]>): PipelinePolicy => ({
  name: "record",
  async sendRequest(request, next) {
    const entry: Asked = { url: request.url }
    asked.getStore()?.push(entry)
    const response = await next(request)
    entry.url = response.request.url
    return response
  },
})

/** The last request is the most telling: those before it find out what to ask for. */
function describe(urls: readonly string[], endpoint: string): string {
  const last = urls.at(-1)
  if (last === undefined) return endpoint
  const path = decodeURIComponent(last.replace(endpoint, ""))
  return urls.length > 1 ? `${path} and ${urls.length - 1} more` : path
}

/** A page of what Azure Resource Graph answers. */
interface Page<T> {
  data: T[]
  $skipToken?: string
  resultTruncated?: string
}

/** @throws TypeError when rows are missing: fewer than all are as good as none */
async function* rows<T>(post: (body: object) => Promise<Page<T>>, question: object): AsyncGenerator<T> {
  let token: string | undefined
  do {
    const options = { resultFormat: "objectArray", ...(token ? { $skipToken: token } : {}) }
    const { data, $skipToken, resultTruncated } = await post({ ...question, options })
    if (!Array.isArray(data) || (!$skipToken && resultTruncated === "true"))
      throw new TypeError("the graph's answer is not whole")
    yield* data
    token = $skipToken
  } while (token)
}

async function* pages<T>(
  page: <P>(path: string, query: Record<string, string>) => Promise<P>,
  path: string,
  query: Record<string, string>,
): AsyncGenerator<T> {
  let body = await page<{ value: T[]; nextLink?: string | null }>(path, query)
  for (;;) {
    if (!Array.isArray(body.value)) throw new TypeError(`the list at ${path} has no value`)
    yield* body.value
    if (!body.nextLink) return
    body = await page(body.nextLink, {})
  }
}
