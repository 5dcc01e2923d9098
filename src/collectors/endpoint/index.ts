import type { AnyCollector } from "../../model/collector.ts"
import type { AuditRequest } from "../../model/target.ts"
import { anonymousReadsCollector, anonymousWritesCollector } from "./anonymous.ts"
import { apiCollector } from "./api.ts"
import { Client } from "./client.ts"
import { listenersCollector } from "./listeners.ts"
import { placeOf } from "./place.ts"
import { serverCollector } from "./server.ts"
import { tlsForbiddenSuitesCollector, tlsVersionsCollector } from "./tls-offers.ts"
import { tlsCollector } from "./tls.ts"

/** What can be seen of the server from outside, and with a token, of its data. */
export function endpointCollectors(request: AuditRequest): AnyCollector[] {
  const client = new Client(request)
  const place = placeOf(request)
  return [
    listenersCollector(client, place),
    apiCollector(client, place),
    serverCollector(client),
    anonymousReadsCollector(client),
    anonymousWritesCollector(client),
    tlsCollector(client, request.endpoint?.ca),
    tlsVersionsCollector(client),
    tlsForbiddenSuitesCollector(client),
  ]
}
