import { anonymousReads, anonymousWrites, api } from "../../evidence/endpoint.ts"
import { defineCollector, known } from "../../model/collector.ts"
import type { ApiVersion } from "./chroma.ts"
import type { Client } from "./client.ts"
import { originOf } from "./origin.ts"
import { probe, readProbes, writeProbes, type NamedCall } from "./probes.ts"

const anonymousCollector =
  (
    id: string,
    title: string,
    token: typeof anonymousReads,
    probes: (version: ApiVersion) => readonly NamedCall[],
  ) =>
  (client: Client) =>
    defineCollector({
      id,
      plane: "endpoint",
      title,
      provides: [token],
      needs: { api },
      async collect({ facts, signal }) {
        const found = facts.api
        const question = {
          client,
          origin: originOf(found),
          proven: found.recognisedBy !== "url",
          signal,
        }
        const answers = await Promise.all(
          probes(found.apiVersion).map((call) => probe(question, call, "none")),
        )
        return [known(token, found.url, answers)]
      },
    })

export const anonymousReadsCollector = anonymousCollector(
  "endpoint-anonymous-reads",
  "whether strangers may read",
  anonymousReads,
  readProbes,
)

export const anonymousWritesCollector = anonymousCollector(
  "endpoint-anonymous-writes",
  "whether strangers may write",
  anonymousWrites,
  writeProbes,
)
