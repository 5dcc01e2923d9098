import { api, credentials, type Probe } from "../../evidence/endpoint.ts"
import { defineCollector, known } from "../../model/collector.ts"
import type { EndpointAccess } from "../../model/target.ts"
import { describeCredential } from "../configuration/secrets.ts"
import { identityOf, paths, type Identity } from "./chroma.ts"
import { answered, swapCase, type Client, type Credential } from "./client.ts"
import { originOf, type Origin } from "./origin.ts"
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
      const [wrong, right, swappedCase, identity] = await Promise.all([
        as("wrong"),
        token ? as("given") : null,
        swappable ? as("swapped-case") : null,
        token && facts.api.apiVersion === "v2" ? whoAmI(client, originOf(facts.api), signal) : null,
      ])
      const given = token ? describeCredential(token.value) : null
      return [known(credentials, facts.api.url, { wrong, right, swappedCase, identity, given })]
    },
  })

/** Whom Chroma takes the given credential for. */
async function whoAmI(client: Client, origin: Origin, signal: AbortSignal): Promise<Identity | null> {
  const reply = await client.call(origin, { path: paths.v2.identity, credential: "given" }, signal)
  return (answered(reply) && identityOf(reply)) || null
}

const names: Record<Credential, string> = {
  none: "no credential",
  given: "the given credential",
  wrong: "a wrong credential",
  "swapped-case": "the given credential in swapped case",
}
