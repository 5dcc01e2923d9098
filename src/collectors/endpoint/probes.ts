import type { api, Probe } from "../../evidence/endpoint.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { oneCollection, paths, type ApiVersion } from "./chroma.ts"
import { answered, type Call, type Client, type Credential } from "./client.ts"
import { originOf, type Origin } from "./origin.ts"
import { judge } from "./verdict.ts"

export interface NamedCall extends Call {
  /** As it is reported. */
  name: string
}

/**
 * The whole surface of what is asked of protected paths. None can change anything: the name is illegal in
 * every release, and no release looks further than an id that is no UUID. None needs a collection to exist.
 */
export const readProbes = (version: ApiVersion): readonly [NamedCall, ...NamedCall[]] => [
  { name: "list collections", path: oneCollection(version) },
  { name: "count collections", path: paths[version].count },
  ...(version === "v2" ? [{ name: "identity", path: paths.v2.identity }] : []),
  {
    name: "query",
    method: "POST",
    path: `${paths[version].collections}/not-a-uuid/query`,
    body: '{"query_embeddings":[[0.0]],"n_results":1}',
  },
  { name: "get", method: "POST", path: `${paths[version].collections}/not-a-uuid/get`, body: "{}" },
]

export const writeProbes = (version: ApiVersion): readonly NamedCall[] => [
  {
    name: "create collection",
    method: "POST",
    path: paths[version].collections,
    body: '{"name":"!"}',
  },
  {
    name: "add records",
    method: "POST",
    path: `${paths[version].collections}/not-a-uuid/add`,
    body: '{"ids":["chroma-audit-probe"],"embeddings":[[0.0]]}',
  },
]

export interface Question {
  client: Client
  origin: Origin
  /** Chroma was seen behind this name. */
  proven: boolean
  signal: AbortSignal
}

export const questionAbout = (client: Client, found: ValueOf<typeof api>, signal: AbortSignal): Question => ({
  client,
  origin: originOf(found),
  proven: found.recognisedBy !== "url",
  signal,
})

/** Asks and judges. The detail never has anything of the body in it. */
export async function probe(
  { client, origin, proven, signal }: Question,
  call: NamedCall,
  credential: Credential,
  judgeReply = judge,
): Promise<Probe> {
  const reply = await client.call(origin, { ...call, credential }, signal)
  return {
    name: call.name,
    method: call.method ?? "GET",
    path: origin.basePath + call.path,
    status: answered(reply) ? reply.status : null,
    ...judgeReply(reply, proven),
  }
}
