import { api, server } from "../../evidence/endpoint.ts"
import { defineCollector, known, unknown } from "../../model/collector.ts"
import type { ValueOf } from "../../model/evidence.ts"
import { ask, unhelpful } from "./ask.ts"
import { heartbeatOf, isV1Gone, json, paths } from "./chroma.ts"
import { answered, header, type Client, type Reply } from "./client.ts"
import { parseApiDescription, releasesOf, type ApiDescription } from "./fingerprint.ts"

const descriptionPath = "/openapi.json"

/** The API description of a release is 30 to 90 kB; it may grow. */
const maxDescriptionBytes = 2 * 1024 * 1024

export const serverCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-server",
    plane: "endpoint",
    title: "the release and the server",
    provides: [server],
    needs: { api },
    async collect({ facts, signal }) {
      const versionPath = paths[facts.api.apiVersion].version
      const [version, described] = await Promise.all([
        ask(client, facts.api, { path: versionPath }, signal),
        ask(client, facts.api, { path: descriptionPath, maxBytes: maxDescriptionBytes }, signal),
      ])
      const description = answered(described) ? parseApiDescription(described.body) : undefined
      // Only where the description does not say it already.
      const v1 = description
        ? undefined
        : v1State(await ask(client, facts.api, { path: paths.v1.heartbeat }, signal))
      const identified = identifyServer({
        reported: reportedVersion(version),
        description,
        uvicorn: [version, described].some(isUvicorn),
        v1,
      })
      return [
        identified
          ? known(server, facts.api.url, identified)
          : unknown(server, facts.api.url, unhelpful(version, facts.api, versionPath)),
      ]
    },
  })

/** What a server says of itself, as far as it said anything. */
export interface Traits {
  /** The answer to /version. */
  reported: string | undefined
  description: ApiDescription | undefined
  /** The Server header of the Python server, which proxies tend to replace by their own. */
  uvicorn: boolean
  /** Whether v1 answers: the Rust server says that it is gone, the Python server of 1.x still has it. */
  v1: "served" | "gone" | undefined
}

/** Undefined when nothing tells. */
export function identifyServer(traits: Traits): ValueOf<typeof server> | undefined {
  const { reported } = traits
  const description = titles.includes(traits.description?.title ?? "") ? traits.description : undefined
  if (reported === undefined && description === undefined) return undefined
  const implementation = implementationOf({ ...traits, description })
  if (implementation === "python") {
    const release = reported ?? (description?.title === "Chroma" ? description.version : null)
    const basis = release ? `the Python server reports ${release}` : "the Python server reports no release"
    return { implementation, reported: reported ?? null, from: release, to: release, basis }
  }
  if (!description) {
    const basis = `${reported ?? "nothing"} is reported, as by every Rust server of 1.x, and ${descriptionPath} cannot be read`
    return { implementation, reported: reported ?? null, from: "1.0.0", to: null, basis }
  }
  const basis = `the operations and schemas in ${descriptionPath}`
  return { implementation, reported: reported ?? null, ...releasesOf(description), basis }
}

const rustTitle = "chroma-frontend"
/** What descriptions of Chroma call themselves; a gateway may have one of its own at the same path. */
const titles = [rustTitle, "Chroma", "FastAPI"]

function implementationOf({
  reported,
  description,
  uvicorn,
  v1,
}: Traits): ValueOf<typeof server>["implementation"] {
  if (description?.title === rustTitle || v1 === "gone") return "rust"
  // Every Rust release reports 1.0.0; the Python server reports its own.
  if (uvicorn || description !== undefined || v1 === "served" || reported !== "1.0.0") return "python"
  return "undetermined"
}

function reportedVersion(reply: Reply): string | undefined {
  const body = answered(reply) && reply.status === 200 ? json(reply) : undefined
  return typeof body === "string" && /^\d+\.\d+\.\d+[\w.+-]*$/.test(body) ? body : undefined
}

const isUvicorn = (reply: Reply): boolean => answered(reply) && header(reply, "server") === "uvicorn"

function v1State(reply: Reply): Traits["v1"] {
  if (!answered(reply)) return undefined
  if (isV1Gone(reply)) return "gone"
  return heartbeatOf(reply) === undefined ? undefined : "served"
}
