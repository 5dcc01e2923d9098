/** How the simulated Resource Manager treats its caller, beyond answering well. */
export interface Behaviour {
  /** RBAC actions the caller lacks: "Microsoft.Compute/snapshots/read", or a branch: "Microsoft.Insights/*". */
  denied?: readonly string[]
  /** The RBAC actions of the caller's role, in the same form; all reads unless said. */
  allowed?: readonly string[]
  /** Resource Graph has not heard of anything yet. */
  graphBehind?: boolean
  /**
   * Ids of subscriptions, groups or resources where the caller has no role: left out of lists; asked
   * for by id, a subscription is not found and anything else is forbidden.
   */
  invisible?: readonly string[]
  /** Items a page of a list holds; the page after the last is empty. Unset: everything on one page. */
  pageSize?: number
  /** The api-versions a resource type knows, by type; a type that is not named accepts any. */
  apiVersions?: Readonly<Record<string, readonly string[]>>
  faults?: readonly Fault[]
}

/** Trouble for requests of one resource type. */
export type Fault = {
  /** "Microsoft.Compute/snapshots", or "*" for every request. */
  type: string
  /** How many requests it befalls, the first ones; all unless said. */
  times?: number
} & Trouble

export type Trouble =
  /** 429 with this many seconds of Retry-After. */
  | { kind: "throttled"; retryAfter: number }
  /** A web page with status 200, as a captive proxy sends. */
  | { kind: "html" }
  /** A JSON body that ends too early. */
  | { kind: "truncated" }
  /** 200 and a body of another shape. */
  | { kind: "misshapen" }
  /** 500, 503 … with the error envelope. */
  | { kind: "broken"; status: number }
  /** As if it had been deleted since it was listed. */
  | { kind: "vanished" }
  | { kind: "delayed"; milliseconds: number }
  /** No answer, ever. */
  | { kind: "hanging" }
  /** The connection is cut. */
  | { kind: "reset" }
  /** nextLink and Location point at another host. */
  | { kind: "diverted"; origin: string }
  /** 302 to another address. */
  | { kind: "redirected"; location: string }
