import { api, collections } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { ask, unhelpful } from "./ask.ts"
import { identityOf, isCount, json, paths } from "./chroma.ts"
import { answered, type Call, type Client, type Reply } from "./client.ts"

type Collection = ValueOf<typeof collections>["collections"][number]

/** Each collection costs one call; an audit is no crawl. */
const mostDatabases = 20
const mostCollections = 200

/** Collections with their configuration and schema, which may be kilobytes each. */
const pageLength = 50
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
      const read: Read = (call) => ask(client, facts.api, call, signal)
      const databases = facts.api.apiVersion === "v2" ? await databasesOf(read) : [theOnlyDatabase]
      const listings = await Promise.all(
        databases
          .slice(0, mostDatabases)
          .map(async (database) => ({ database, ...(await list(read, database)) })),
      )
      const unread = listings.find(({ failure }) => failure !== undefined)
      if (unread?.failure)
        return [
          unknown(collections, facts.api.url, unhelpful(unread.failure, facts.api, unread.database.list)),
        ]
      const found = listings.flatMap(({ database, entries }) =>
        entries.map((entry) => ({ database, ...entry })),
      )
      const counted = await Promise.all(found.slice(0, mostCollections).map((entry) => sizeOf(read, entry)))
      const sizes = counted.filter((size) => size !== undefined)
      return [
        known(collections, facts.api.url, {
          databases: databases.length,
          // One that was deleted in between is not counted, and the sum is a lower bound.
          truncated: databases.length > mostDatabases || sizes.length < found.length,
          collections: sizes,
        }),
      ]
    },
  })

type Read = (call: Call) => Promise<Reply>

interface Entry {
  id: string
  dimension: number | null
}

/** Page by page, to one more than are counted; up to the first page that says no more than the last did. */
async function list(
  read: Read,
  { list }: Database,
): Promise<{ entries: Entry[]; failure?: Reply | undefined }> {
  const entries = new Map<string, Entry>()
  for (let offset = 0; entries.size <= mostCollections; offset += pageLength) {
    const reply = await read({ path: `${list}?limit=${pageLength}&offset=${offset}`, maxBytes: maxPageBytes })
    const page = answered(reply) ? entriesOf(reply) : undefined
    if (!page) return { entries: [], failure: reply }
    const known = entries.size
    for (const entry of page) entries.set(entry.id, entry)
    if (page.length < pageLength || entries.size === known) break
  }
  return { entries: [...entries.values()] }
}

async function sizeOf(
  read: Read,
  { database, id, dimension }: Entry & { database: Database },
): Promise<Collection | undefined> {
  const count = await read({ path: `${database.list}/${id}/count` })
  return answered(count) && isCount(count)
    ? { database: database.name, records: Number(json(count)), dimension }
    : undefined
}

interface Database {
  name: string
  /** Path of its collections. */
  list: string
}

const theOnlyDatabase: Database = { name: "default_database", list: paths.v1.collections }

/** Those that the credential may see; the default one where they cannot be listed, as before 0.6.3. */
async function databasesOf(read: Read): Promise<Database[]> {
  const identity = await read({ path: paths.v2.identity })
  const named = answered(identity) ? identityOf(identity)?.tenant : undefined
  const tenant = `/api/v2/tenants/${encodeURIComponent(named === undefined || named === "*" ? "default_tenant" : named)}`
  const reply = await read({ path: `${tenant}/databases`, maxBytes: maxPageBytes })
  const body = answered(reply) && reply.status === 200 ? json(reply) : undefined
  const listed = (Array.isArray(body) ? body : [])
    .map((database: unknown) => (database as { name?: unknown } | null)?.name)
    .filter((name) => typeof name === "string" && /^[\w-][\w.-]*$/.test(name)) as string[]
  const names = listed.length > 0 ? listed : ["default_database"]
  return names.map((name) => ({ name, list: `${tenant}/databases/${name}/collections` }))
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function entriesOf(reply: Reply): Entry[] | undefined {
  const body = answered(reply) && reply.status === 200 ? json(reply) : undefined
  if (!Array.isArray(body)) return undefined
  return (body as ({ id?: unknown; dimension?: unknown } | null)[])
    .map((entry) => ({
      id: String(entry?.id),
      dimension: Number.isInteger(entry?.dimension) ? Number(entry?.dimension) : null,
    }))
    .filter(({ id }) => uuid.test(id))
}
