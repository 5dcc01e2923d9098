import { Type, type Static } from "typebox"
import { evidence } from "../model/evidence.ts"
import { Nullable } from "./nullable.ts"

/** Who answers in Chroma's place, by the marks that it leaves. */
export const Front = Type.Object({
  kind: Type.Enum(["reverse proxy", "gateway", "service mesh", "Chroma itself"]),
  /** "nginx", "Azure Application Gateway". */
  name: Type.String(),
})

export const Listener = Type.Object({
  port: Type.Integer(),
  transport: Type.Enum(["tls", "clear"]),
  answer: Type.Enum([
    /** Chroma answered, recognised by the shape of its answers. */
    "chroma",
    /** HTTP, but nothing that only Chroma says. */
    "http",
    "refused",
    "timeout",
    /** Connected, and no HTTP came back. */
    "not-http",
    "handshake-failed",
    "client-certificate-required",
    "unreachable",
  ]),
  status: Type.Optional(Type.Integer()),
  /** The Server header. */
  server: Type.Optional(Type.String()),
  /** The Location header of a redirect. */
  redirect: Type.Optional(Type.String()),
  /** What Chroma was recognised to speak there. */
  apiVersion: Type.Optional(Type.Enum(["v1", "v2"])),
  front: Type.Optional(Front),
})
export const listeners = evidence(
  "endpoint.listeners",
  "endpoint",
  "what answers on the probed ports",
  Type.Array(Listener),
)

/** Absent where the address that this machine sends from is private: a gateway puts another in its place. */
export const auditor = evidence(
  "endpoint.auditor",
  "endpoint",
  "the address that the audit comes from",
  Type.Object({ address: Type.String() }),
)

export const api = evidence(
  "endpoint.api",
  "endpoint",
  "where the Chroma API is",
  Type.Object({
    /** Without trailing slash; the name is the one that SNI and Host carry. */
    url: Type.String(),
    /** The address connected to. */
    address: Type.String(),
    port: Type.Integer(),
    transport: Type.Enum(["tls", "clear"]),
    apiVersion: Type.Enum(["v1", "v2"]),
    /** How Chroma was recognised: by an anonymous answer, with the token, or because `--url` says so. */
    recognisedBy: Type.Enum(["anonymous", "token", "url"]),
    /** Host is a bare address, not a name. */
    bareAddress: Type.Boolean(),
    /** Who answers there; absent where nothing names itself. Over TLS, it is who ends the encryption. */
    front: Type.Optional(Front),
  }),
)

export const server = evidence(
  "endpoint.server",
  "endpoint",
  "the Chroma release and server implementation",
  Type.Object({
    implementation: Type.Enum(["rust", "python", "undetermined"]),
    /** What /version says; "1.0.0" on every Rust 1.x. */
    reported: Nullable(Type.String()),
    /** Releases it may be, both inclusive; equal when exact; null when open-ended. */
    from: Nullable(Type.String()),
    to: Nullable(Type.String()),
    /** What that rests on. */
    basis: Type.String(),
  }),
)

export const Probe = Type.Object({
  name: Type.String(),
  method: Type.String(),
  path: Type.String(),
  status: Nullable(Type.Integer()),
  /**
   * `refused`: proven not to be accepted. `accepted`: reached Chroma without being refused.
   * `inconclusive`: neither is proven.
   */
  verdict: Type.Enum(["refused", "accepted", "inconclusive"]),
  /** Who refused. */
  by: Type.Optional(Type.Enum(["chroma", "proxy"])),
  /** The same by name, where it leaves a mark. */
  front: Type.Optional(Front),
  /** One clause: what came back. Never a body with data. */
  detail: Type.String(),
})
export type Probe = Static<typeof Probe>
export const anonymousReads = evidence(
  "endpoint.anonymousReads",
  "endpoint",
  "whether reads without credentials are refused",
  Type.Array(Probe),
)
export const anonymousWrites = evidence(
  "endpoint.anonymousWrites",
  "endpoint",
  "whether writes without credentials are refused",
  Type.Array(Probe),
)

export const credentials = evidence(
  "endpoint.credentials",
  "endpoint",
  "how credentials are judged",
  Type.Object({
    wrong: Probe,
    /** Null when no token was given. */
    right: Nullable(Probe),
    swappedCase: Nullable(Probe),
    /** Who Chroma says the given token is; absent or null when it did not say. "*" stands for all. */
    identity: Type.Optional(
      Nullable(Type.Object({ tenant: Type.String(), databases: Type.Array(Type.String()) })),
    ),
    /** Of the given token: never the token itself. */
    given: Nullable(
      Type.Object({ length: Type.Integer(), alphanumeric: Type.Boolean(), documentedSample: Type.Boolean() }),
    ),
  }),
)

export const routes = evidence(
  "endpoint.routes",
  "endpoint",
  "whether another spelling opens a protected path",
  Type.Array(Probe),
)

/** Absent when the API is not served over TLS. */
export const tls = evidence(
  "endpoint.tls",
  "endpoint",
  "the TLS session with the API",
  Type.Object({
    port: Type.Integer(),
    serverName: Type.String(),
    protocol: Type.String(),
    cipher: Type.String(),
    forwardSecrecy: Type.Boolean(),
    /** The chain verifies against the system's or the given CA. */
    trusted: Type.Boolean(),
    /** The code of the verification error: "DEPTH_ZERO_SELF_SIGNED_CERT". */
    trustError: Nullable(Type.String()),
    /** The chain's signatures lead to a trusted authority, whatever its dates say. */
    leadsToAuthority: Type.Optional(Type.Boolean()),
    nameMatches: Type.Boolean(),
    /** Leaf first. Times are ISO 8601. */
    chain: Type.Array(
      Type.Object({
        subject: Type.String(),
        issuer: Type.String(),
        notBefore: Type.String(),
        notAfter: Type.String(),
        altNames: Type.Array(Type.String()),
        keyType: Type.String(),
        /** RSA modulus or curve size in bits; null when the library does not say. */
        keyBits: Nullable(Type.Integer()),
        /** OpenSSL's name: "sha256WithRSAEncryption", "ecdsa-with-SHA256". */
        signatureAlgorithm: Nullable(Type.String()),
        selfSigned: Type.Boolean(),
      }),
    ),
  }),
)

const Offer = Type.Enum(["accepted", "refused", "inconclusive"])
export const tlsVersions = evidence(
  "endpoint.tlsVersions",
  "endpoint",
  "which TLS versions are accepted",
  Type.Array(
    Type.Object({
      version: Type.Enum(["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
      answer: Offer,
      detail: Type.String(),
    }),
  ),
)
export const tlsForbiddenSuites = evidence(
  "endpoint.tlsForbiddenSuites",
  "endpoint",
  "whether forbidden cipher suites are accepted",
  Type.Array(Type.Object({ family: Type.String(), answer: Offer, detail: Type.String() })),
)

export const transportPolicy = evidence(
  "endpoint.transportPolicy",
  "endpoint",
  "HSTS and redirects to TLS",
  Type.Object({
    /** The header's value. */
    strictTransportSecurity: Nullable(Type.String()),
    clearPorts: Type.Array(
      Type.Object({ port: Type.Integer(), redirectsToTls: Type.Boolean(), status: Nullable(Type.Integer()) }),
    ),
  }),
)

export const tracing = evidence(
  "endpoint.tracing",
  "endpoint",
  "whether responses carry a trace id",
  Type.Object({
    on: Type.Boolean(),
    /** The chroma-trace-id header's value. */
    traceId: Type.String(),
  }),
)

export const cors = evidence(
  "endpoint.cors",
  "endpoint",
  "what a foreign origin is allowed",
  Type.Object({
    origin: Type.String(),
    allowOrigin: Nullable(Type.String()),
    allowCredentials: Type.Boolean(),
  }),
)

export const health = evidence(
  "endpoint.health",
  "endpoint",
  "heartbeat and health check",
  Type.Object({
    heartbeatStatus: Type.Integer(),
    /** Server clock minus the auditor's, seconds, at half the round trip; null when the body was not a heartbeat. */
    clockSkewSeconds: Nullable(Type.Number()),
    /** Null before 1.x, which has no health check. */
    healthcheck: Nullable(
      Type.Object({ status: Type.Integer(), parts: Type.Record(Type.String(), Type.Boolean()) }),
    ),
  }),
)

export const apiDocs = evidence(
  "endpoint.apiDocs",
  "endpoint",
  "whether the API documentation is public",
  Type.Array(Type.Object({ path: Type.String(), status: Nullable(Type.Integer()), exposed: Type.Boolean() })),
)

export const latency = evidence(
  "endpoint.latency",
  "endpoint",
  "how fast heartbeats are answered",
  Type.Object({
    /** Milliseconds. */
    count: Type.Integer(),
    p50: Type.Number(),
    p95: Type.Number(),
    p99: Type.Number(),
    /** TCP connection round trip. */
    roundTrip: Type.Number(),
  }),
)

export const collections = evidence(
  "data.collections",
  "data",
  "the sizes of the collections",
  Type.Object({
    databases: Type.Integer(),
    /** True when a bound was hit and more exist. */
    truncated: Type.Boolean(),
    collections: Type.Array(
      Type.Object({ database: Type.String(), records: Type.Integer(), dimension: Nullable(Type.Integer()) }),
    ),
  }),
)
