import { anonymousReads, api, routes } from "../../evidence/endpoint.ts"
import { absent, defineCollector, known, unknown } from "../../model/collector.ts"
import { oneCollection, paths, type ApiVersion } from "./chroma.ts"
import { answered, header, type Client, type Reply } from "./client.ts"
import { probe, questionAbout, type NamedCall } from "./probes.ts"
import { judge } from "./verdict.ts"

export const routesCollector = (client: Client) =>
  defineCollector({
    id: "endpoint-routes",
    plane: "endpoint",
    title: "other spellings of a protected path",
    provides: [routes],
    needs: { api, reads: anonymousReads },
    async collect({ facts, signal }) {
      const { url, apiVersion } = facts.api
      const [list] = facts.reads
      if (list?.verdict === "accepted")
        return [absent(routes, url, "The list of collections is open: no other spelling is needed.")]
      if (list?.verdict !== "refused") {
        const detail = `It is not proven that the list of collections is refused: ${list?.detail}.`
        return [unknown(routes, url, { kind: "inconclusive", detail })]
      }
      const question = questionAbout(client, facts.api, signal)
      const judgeSpelling: typeof judge = (reply, proven) =>
        leadsTo(reply, question.origin.basePath + paths[apiVersion].collections)
          ? { verdict: "refused", detail: "redirected to the spelling that is refused" }
          : judge(reply, proven)
      const answers = await Promise.all(
        spellings(apiVersion).map((call) => probe(question, call, "none", judgeSpelling)),
      )
      return [known(routes, url, answers)]
    },
  })

function leadsTo(reply: Reply, path: string): boolean {
  if (!answered(reply) || reply.status < 300 || reply.status > 399) return false
  return URL.parse(header(reply, "location") ?? "", "https://self.invalid")?.pathname === path
}

/**
 * Ways to write the list of collections that proxies and servers are known to read differently. Each goes
 * out byte for byte; all are reads.
 */
export function spellings(version: ApiVersion): readonly NamedCall[] {
  const list = oneCollection(version)
  const [path = "", query = ""] = list.split("?")
  const segments = path.split("/").slice(1)
  const [root = "", ...rest] = segments
  const other = version === "v2" ? "v1" : "v2"
  return [
    { name: "HEAD", method: "HEAD", path: list },
    { name: "trailing slash", path: `${path}/?${query}` },
    { name: "doubled slash", path: `/${list}` },
    { name: "doubled slash inside", path: `/${root}//${rest.join("/")}?${query}` },
    { name: "dot segment", path: `/./${segments.join("/")}?${query}` },
    { name: "parent segment", path: `${paths[version].heartbeat}/../${rest.slice(1).join("/")}?${query}` },
    {
      name: "encoded parent segment",
      path: `${paths[version].heartbeat}/..%2f${rest.slice(1).join("/")}?${query}`,
    },
    { name: "encoded letter", path: `/%61pi/${rest.join("/")}?${query}` },
    { name: "upper case", path: `/${root.toUpperCase()}/${rest.join("/")}?${query}` },
    { name: `${other} instead of ${version}`, path: oneCollection(other) },
    { name: "another path in the headers", path: paths[version].heartbeat, headers: pathHeaders(list) },
    {
      name: "a local client and an open path in the headers",
      path: list,
      headers: { ...localClient, ...pathHeaders(paths[version].heartbeat), "x-forwarded-method": "OPTIONS" },
    },
  ]
}

/** By which servers and their guards let themselves be told another path than the one that was asked for. */
const pathHeaders = (path: string): Record<string, string> =>
  Object.fromEntries(
    ["x-original-url", "x-rewrite-url", "x-original-uri", "x-forwarded-uri"].map((name) => [name, path]),
  )

/** By which guards let themselves be told that the caller is one of their own. */
const localClient = {
  "x-forwarded-for": "127.0.0.1",
  "x-real-ip": "127.0.0.1",
  "x-client-ip": "127.0.0.1",
  "true-client-ip": "127.0.0.1",
  forwarded: "for=127.0.0.1;host=localhost",
  "x-forwarded-host": "localhost",
}
