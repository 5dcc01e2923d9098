import { api, collections } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { ask, unhelpful } from "./ask.ts"
import { identityOf, isCount, json, paths } from "./chroma.ts"
import { answered, type Client, type Reply } from "./client.ts"

type Collection = ValueOf<typeof collections>["collections"][number]

/** Each collection costs one call; an audit is no crawl. */
const mostDatabases = 20
const mostCollections = 200

/** A page of collections with their configuration and schema. */
const maxPageBytes = 4 * 1024 * 1024

/** Sizes only: names of databases, numbers of records, dimensions. No record is read and no index is loaded. */
export const collectionsCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-collections",
    plane: "data",
    title: "the sizes of the collections",
    provides: [collections],
    needs: { api },
    async collect({ facts, signal }) {
      const read = (path: string): Promise<Reply> =>
        ask(client, facts.api, { path, maxBytes: maxPageBytes }, signal)
      const databases = facts.api.apiVersion === "v2" ? await databasesOf(read) : [theOnlyDatabase]
      const sizes: Collection[] = []
      let truncated = databases.length > mostDatabases
      for (const { name, list } of databases.slice(0, mostDatabases)) {
        const room = mostCollections - sizes.length
        const path = `${list}?limit=${room + 1}&offset=0`
        const reply = await read(path)
        const found = answered(reply) ? entriesOf(reply) : undefined
        if (!found) return [unknown(collections, facts.api.url, unhelpful(reply, facts.api, path))]
        truncated ||= found.length > room
        const counted = await Promise.all(
          found.slice(0, room).map(async ({ id, dimension }) => {
            const count = await read(`${list}/${id}/count`)
            return answered(count) && isCount(count)
              ? { database: name, records: Number(json(count)), dimension }
              : undefined
          }),
        )
        const readable = counted.filter((size) => size !== undefined)
        // One that was deleted in between is not counted, and the sum is a lower bound.
        truncated ||= readable.length < counted.length
        sizes.push(...readable)
      }
      return [
        known(collections, facts.api.url, { databases: databases.length, truncated, collections: sizes }),
      ]
    },
  })

interface Database {
  name: string
  /** Path of its collections. */
  list: string
}

const theOnlyDatabase: Database = { name: "default_database", list: paths.v1.collections }

/** Those that the credential may see; the default one where they cannot be listed, as before 0.6.3. */
async function databasesOf(read: (path: string) => Promise<Reply>): Promise<Database[]> {
  const identity = await read(paths.v2.identity)
  const named = answered(identity) ? identityOf(identity)?.tenant : undefined
  const tenant = `/api/v2/tenants/${encodeURIComponent(named === undefined || named === "*" ? "default_tenant" : named)}`
  const reply = await read(`${tenant}/databases`)
  const body = answered(reply) && reply.status === 200 ? json(reply) : undefined
  const listed = (Array.isArray(body) ? body : [])
    .map((database: unknown) => (database as { name?: unknown } | null)?.name)
    .filter((name) => typeof name === "string" && /^[\w-][\w.-]*$/.test(name)) as string[]
  const names = listed.length > 0 ? listed : ["default_database"]
  return names.map((name) => ({ name, list: `${tenant}/databases/${name}/collections` }))
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function entriesOf(reply: Reply): { id: string; dimension: number | null }[] | undefined {
  const body = answered(reply) && reply.status === 200 ? json(reply) : undefined
  if (!Array.isArray(body)) return undefined
  return (body as ({ id?: unknown; dimension?: unknown } | null)[])
    .map((entry) => ({
      id: String(entry?.id),
      dimension: Number.isInteger(entry?.dimension) ? Number(entry?.dimension) : null,
    }))
    .filter(({ id }) => uuid.test(id))
}
