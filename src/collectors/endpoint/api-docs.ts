import { api, apiDocs } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import { unhelpful } from "./ask.ts"
import { answered, header, type Client, type Reply } from "./client.ts"
import { parseApiDescription } from "./fingerprint.ts"
import { originOf } from "./origin.ts"

const maxBytes = 2 * 1024 * 1024

const pages: readonly { path: string; shows: (body: string) => boolean }[] = [
  { path: "/docs", shows: (body) => /swagger-ui/i.test(body) },
  { path: "/redoc", shows: (body) => /<redoc\b/i.test(body) },
  { path: "/openapi.json", shows: (body) => parseApiDescription(body) !== undefined },
]

/** Asked without credentials, whatever else was given: the question is what strangers see. */
export const apiDocsCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-api-docs",
    plane: "endpoint",
    title: "the API documentation",
    provides: [apiDocs],
    needs: { api },
    async collect({ facts, signal }) {
      const origin = originOf(facts.api)
      const read = (path: string): Promise<Reply> => client.call(origin, { path, maxBytes }, signal)
      const failures: Reply[] = []
      const seen = await Promise.all(
        pages.map(async ({ path, shows }) => {
          const first = await read(path)
          const reply = movedToFolder(first, origin.basePath + path) ? await read(`${path}/`) : first
          if (!tells(reply)) failures.push(reply)
          return {
            path,
            status: answered(reply) ? reply.status : null,
            exposed: answered(reply) && reply.status === 200 && shows(reply.body),
          }
        }),
      )
      const [failure] = failures
      return [
        failure && !seen.some(({ exposed }) => exposed)
          ? unknown(apiDocs, facts.api.url, unhelpful(failure, facts.api, "/docs"))
          : known(apiDocs, facts.api.url, seen),
      ]
    },
  })

/** An overloaded or broken server hides nothing on purpose. */
const tells = (reply: Reply): boolean =>
  answered(reply)
    ? reply.status < 500 && reply.status !== 429
    : reply.failure === "client-certificate-required"

/** The one redirect that is understood, though not followed: Chroma 1.x has its page at /docs/. */
const movedToFolder = (reply: Reply, path: string): boolean =>
  answered(reply) &&
  reply.status >= 300 &&
  reply.status < 400 &&
  [path, "/docs"].some((folder) => header(reply, "location") === `${folder}/`)
