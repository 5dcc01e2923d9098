import { api, credentials, type Probe } from "../../evidence/endpoint.ts"
import { defineCollector, known } from "../../model/collector.ts"
import type { EndpointAccess } from "../../model/target.ts"
import { describeCredential } from "../configuration/secrets.ts"
import { swapCase, type Client, type Credential } from "./client.ts"
import { probe, questionAbout, readProbes } from "./probes.ts"

export const credentialsCollector = (client: Client, token: EndpointAccess["token"]) =>
  defineCollector({
    id: "endpoint-credentials",
    plane: "endpoint",
    title: "how credentials are judged",
    provides: [credentials],
    needs: { api },
    async collect({ facts, signal }) {
      const question = questionAbout(client, facts.api, signal)
      const [list] = readProbes(facts.api.apiVersion)
      const as = (credential: Credential): Promise<Probe> =>
        probe(question, { ...list, name: `${list.name} with ${names[credential]}` }, credential)
      const swappable = token !== undefined && swapCase(token.value) !== token.value
      const [wrong, right, swappedCase] = await Promise.all([
        as("wrong"),
        token ? as("given") : null,
        swappable ? as("swapped-case") : null,
      ])
      const given = token ? describeCredential(token.value) : null
      return [known(credentials, facts.api.url, { wrong, right, swappedCase, given })]
    },
  })

const names: Record<Credential, string> = {
  none: "no credential",
  given: "the given credential",
  wrong: "a wrong credential",
  "swapped-case": "the given credential in swapped case",
}
