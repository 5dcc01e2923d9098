import type { AnyCollector } from "../../model/collector.ts"
import type { AuditRequest } from "../../model/target.ts"
import { anonymousReadsCollector, anonymousWritesCollector } from "./anonymous.ts"
import { apiCollector } from "./api.ts"
import { apiDocsCollector } from "./api-docs.ts"
import { auditorCollector } from "./auditor.ts"
import { Client } from "./client.ts"
import { collectionsCollector } from "./collections.ts"
import { corsCollector } from "./cors.ts"
import { credentialsCollector } from "./credentials.ts"
import { healthCollector } from "./health.ts"
import { latencyCollector } from "./latency.ts"
import { listenersCollector } from "./listeners.ts"
import { placeOf } from "./place.ts"
import { routesCollector } from "./routes.ts"
import { serverCollector } from "./server.ts"
import { tlsForbiddenSuitesCollector, tlsVersionsCollector } from "./tls-offers.ts"
import { tlsCollector } from "./tls.ts"
import { tracingCollector } from "./tracing.ts"
import { transportPolicyCollector } from "./transport-policy.ts"

/** What can be seen of the server from outside, and with a token, of its data. */
export function endpointCollectors(request: AuditRequest): AnyCollector[] {
  const client = new Client(request)
  const place = placeOf(request)
  const { ca, token } = request.endpoint ?? {}
  return [
    listenersCollector(client, place),
    auditorCollector(place),
    apiCollector(client, place),
    serverCollector(client),
    anonymousReadsCollector(client),
    anonymousWritesCollector(client),
    tlsCollector(client, ca),
    tlsVersionsCollector(client),
    tlsForbiddenSuitesCollector(client),
    transportPolicyCollector(client),
    tracingCollector(client),
    corsCollector(client),
    healthCollector(client),
    latencyCollector(client),
    apiDocsCollector(client),
    credentialsCollector(client, token),
    routesCollector(client),
    ...(token ? [collectionsCollector(client)] : []),
  ]
}
