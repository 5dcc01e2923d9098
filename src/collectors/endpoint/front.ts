import type { Static } from "typebox"
import type { Front } from "../../evidence/endpoint.ts"
import { isNativeRefusal } from "./chroma.ts"
import { header, type Answer } from "./client.ts"

type Front = Static<typeof Front>

interface Mark extends Front {
  /** Of the Server or Via header. */
  says?: RegExp
  /** A header of its own. */
  header?: RegExp
  /** The body of what it says itself. */
  body?: RegExp
}

/** What stands in front of servers, by what it puts on answers. The first that fits is the nearest one. */
const marks: readonly Mark[] = [
  { kind: "service mesh", name: "Istio", says: /^istio-envoy/ },
  { kind: "service mesh", name: "Linkerd", header: /^l5d-/ },
  { kind: "gateway", name: "Azure Application Gateway", says: /^Microsoft-Azure-Application-Gateway/ },
  { kind: "gateway", name: "Azure Front Door", header: /^x-azure-ref$/ },
  {
    kind: "gateway",
    name: "Azure API Management",
    header: /^ocp-apim-/,
    body: /missing subscription key|invalid subscription key/,
  },
  { kind: "gateway", name: "Cloudflare", says: /^cloudflare/, header: /^cf-ray$/ },
  { kind: "gateway", name: "AWS load balancer", says: /^awselb\// },
  { kind: "gateway", name: "Kong", says: /^kong\b|\bkong\//i, header: /^x-kong-/ },
  { kind: "reverse proxy", name: "OpenResty", says: /^openresty/ },
  { kind: "reverse proxy", name: "nginx", says: /^nginx/ },
  { kind: "reverse proxy", name: "Caddy", says: /\bCaddy\b/ },
  {
    kind: "reverse proxy",
    name: "Envoy",
    says: /^envoy/,
    header: /^x-envoy-upstream-service-time$/,
    body: /^RBAC: access denied/,
  },
  {
    kind: "reverse proxy",
    name: "HAProxy",
    says: /^haproxy/i,
    body: /^<html><body><h1>\d{3} [A-Z][\w ]+<\/h1>\n(Request forbidden by administrative rules|You need a valid user and password)/,
  },
  { kind: "reverse proxy", name: "Apache httpd", says: /^Apache/ },
]

const chromaItself: Front = { kind: "Chroma itself", name: "uvicorn" }

/** Who gave this answer, as far as it left a mark; Chroma's Rust server and many proxies leave none. */
export function frontOf(answer: Answer): Front | undefined {
  const said = ["server", "via"].map((name) => header(answer, name) ?? "")
  const found = marks.find(
    ({ says, header: own, body }) =>
      said.some((text) => says?.test(text)) ||
      Object.keys(answer.headers).some((name) => own?.test(name)) ||
      body?.test(answer.body),
  )
  if (found) return { kind: found.kind, name: found.name }
  return isNativeRefusal(answer) || said[0] === "uvicorn" ? chromaItself : undefined
}
