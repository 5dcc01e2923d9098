import { anonymousReads, anonymousWrites, api } from "../../evidence/endpoint.ts"
import { defineCollector, known } from "../../model/collector.ts"
import type { ApiVersion } from "./chroma.ts"
import type { Client } from "./client.ts"
import { probe, questionAbout, readProbes, writeProbes, type NamedCall } from "./probes.ts"

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
        const question = questionAbout(client, facts.api, signal)
        const answers = await Promise.all(
          probes(facts.api.apiVersion).map((call) => probe(question, call, "none")),
        )
        return [known(token, facts.api.url, answers)]
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
